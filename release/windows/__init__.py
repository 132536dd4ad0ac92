"""The customer's client for Windows, built on Linux: one file that unpacks itself, runs, and removes everything.

* The **interpreter** is Python for Windows from the package registry, each file checked (`interpreter`).
* The **bundle** is a folder: interpreter, compiled modules, libraries, and nothing that is not needed (`bundle`).
* **Wine** runs what has to run on Windows: the compiler of modules, the self-test, the tests (`wine`).
* The **unit tests** of what is in the bundle run in it, in wine: `make wine` (`tests/built/units`).
* The **launcher** is NSIS's: `oneshot.nsi`. `signing` puts the operator's signature on the file.
"""
