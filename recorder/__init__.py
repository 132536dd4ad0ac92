"""The recorder: a peer that receives what the agent sees, puts it on the disk, and says when it is there.

* A **desk** does what the server says: expect this session, answer that offer, this session is over (`desk`).
* A **session** is one customer's line and the recording that it feeds; what goes wrong in it stays in it (`session`).
* A **line** is the connection to one customer (`line`).
* An **intake** decides which pictures are kept, into which file, and when; it does nothing itself (`intake`).
* A **timeline** turns the RTP clock of a customer into milliseconds of a segment (`timeline`).
* A **format** turns pictures into Matroska, cluster by cluster, without decoding them (`matroska`, `h264`).
* A **writer** does the intake's work on the disk, in a thread, and keeps the manifest (`writer`).
* A **recording** answers a customer's marks once the writer is done, and not before (`recording`).
* A **clock** says what time it is: to measure with, and to write down (`clock`).
"""
