"""Does the downloaded client leave anything behind? `python -m bench.removal FILE` starts it often and compares.

* A **run** is one start of the file and its end: closed, failed, or killed at a random moment (`plans`).
* A **machine** is a customer's computer, seen from outside before and after (`customers_machine`, `windows_machine`).
* What is **left** is whatever one comparison finds and the other did not: files, processes and with them their ports,
  shared memory, who holds the clipboard; on Windows the registry too.
"""
