"""Leaving nothing of this program on the customer's computer, however it ended.

* A **download** is what the customer fetched: one file, and the folder into which it has unpacked itself.
* The **broom** is a process of the system's own tools. It waits until the program is gone and sweeps the download away.
* **Leftovers** are of an earlier start that was cut off together with its broom; the next start sweeps them away.
"""
