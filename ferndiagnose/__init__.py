"""The operator's one command: the whole service on one machine.

* The **state** is the folder with everything the service keeps; it is prepared before anything starts (`state`).
* The **certificates** are the operator's, or the server's and a development CA's, made here (`certificates`).
* A **program** is one of signaling, recorder and archive, run as a process of its own (`programs`).
* The **restarts** say what happens to a program that ended (`restarts`).
* The **supervisor** starts the programs, starts them again, and stops them in reverse order (`supervisor`).
* An **officer** makes a key, on the own machine, and is enrolled by the archive (`officers`).
* An **agent** is given an account by the server program, through a pipe (`agents`).
* **Keeping** is what is asked of archive and ledger; the archive program answers (`keeping`).
"""

import sys

from ferndiagnose import python_version

if _wrong := python_version.wrong(sys.version_info[:2]):
    raise SystemExit(_wrong)  # here, before an import below fails with something nobody understands
