"""Leaving nothing of this program on the customer's computer, however it ended.

* A **download** is what the customer fetched: one file, and the folder into which it has unpacked itself.
* The **launcher** is the file's own beginning: it unpacks, runs the program, waits, and sweeps. It is in `release/`.
* The **broom** is a process that waits until the others are gone, and sweeps the download away: on Linux it is the
  launcher's, elsewhere one of the system's own tools.
* A **mark** in the folder is held by whoever of them lives. **Leftovers** are of an earlier start that was cut off as a
  whole; the next start finds their mark free and sweeps them away.
"""
