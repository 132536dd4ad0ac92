"""Opening a recording: two officers release it, then it can be looked at for half an hour.

* A **request** says who wants what done with one recording, and why (`sealing.request`); an officer's **release** is a
  signed yes to it, with the officer's share (`sealing.release`); the **rules** say which releases are enough (`rules`).
* The **timeline** is a session's time in milliseconds: its parts, its gaps (`timeline`).
* A **window** is one segment, unsealed in memory: its coded pictures and events (`window`). There are two at most.
* The **film** finds and decodes the picture of a moment (`film`); a **print** of it carries the **watermark** and is
  all that anybody sees (`prints`, `watermark`). An **export** is the whole, joined into one file (`joining`).
* The **projector** does all of that in a process of its own, which knows the keys of one recording (`projector`); it
  and the archive exchange **messages** over two pipes (`messages`).
* The **desk** makes requests and checks releases; a **ticket** makes each of them work once (`desk`, `tickets`). The
  archive's and the officers' shares meet in one place (`unlocking`). The **mailbox** is told first (`mail`).
* A **viewing** is an opened recording as long as somebody may look (`viewing`, `openings`); the archive's end of the
  projector is its **projection** (`projection`). What can be asked of all this stands in `door`.
"""
