"""Opening a recording: two officers release it, then it can be looked at for half an hour.

* A **request** says who wants what done with one recording, and why (`sealing.request`); an officer's **release** is a
  signed yes to it, with the officer's share (`sealing.release`); the **rules** say which releases are enough (`rules`).
"""
