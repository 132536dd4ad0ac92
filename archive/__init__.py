"""The archive: keeps sealed recordings, deletes them when their time has come, and opens them for two officers.

* The **stock** is what it works on: the store, the register, the ledger, the keys (`stock`). The **register** says
  which recordings there are and when each is due (`register`); the **cabinet** holds the private keys (`cabinet`).
* An **epoch** is a UTC day; its key is made before and destroyed when its last recording is due (`epochs`). A recording
  belongs to the day on which its session ended: that is where its keys' **wraps** are put (`wraps`).
* A recording is **entered** once: looked at, registered, written down (`entering`, `inspection`).
* A **sweep** deletes what is due and leaves a **certificate** (`sweeping`, `certificates`). A **hold** keeps a
  recording longer, under a key of its own (`holds`).
* To **reconcile** is to hold register and store against each other: what came back from a backup goes again
  (`reconciling`).
* The **watchman** stops all of that when the clock cannot be believed (`watchman`, `clock_watch`, `clock`).
* **Enrolment** is who the officers are, and what recorders get to know (`enrolment`); all of it is signed with the
  archive's **identity** (`identity`).
* The **rounds** do it again and again (`rounds`); **commands** come through the **control** socket (`commands`,
  `control`). `checking` verifies a ledger.

There is no list and no search: whoever wants a recording must know its session.
"""
