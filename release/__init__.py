"""The files that customers download, built: one for each system, the same bytes for everybody.

* What is **carried** is built in: the operator's address and, if there is one, the operator's own authority.
* A **stub** stands in for a large library that the client's codec links to and never calls (`stubs`).
* The **sums** are the files' digests, signed (`sums`).
* `python -m release.linux` and `python -m release.windows` build; a file that fails its own self-test is thrown away.
"""
