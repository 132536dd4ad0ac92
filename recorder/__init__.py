"""The recorder: a peer that receives what the agent sees, puts it on the disk, and says when it is there.

* A **desk** does what the server says: expect this session, answer that offer, this session is over (`desk`).
* A **session** is one customer's line and the recording that it feeds; what goes wrong in it stays in it (`session`).
* A **line** is the connection to one customer (`line`).
* An **intake** decides which pictures and events are kept, into which take, and when; it does nothing itself (`intake`,
  `measure`).
* A **take** is an uninterrupted stream of pictures of one size; a **segment** is a part of it, of a minute at most
  (`take`).
* **Seeking** says when a player needs another place to jump to (`seeking`).
* A **caption** is an event in words (`captions`).
* A **timeline** turns the RTP clock of a customer into milliseconds of a take (`timeline`).
* A **format** turns pictures into Matroska, cluster by cluster, without decoding them (`matroska`, `h264`).
* A **writer** does the intake's work on the disk, in a thread, and keeps the manifest (`writer`).
* A **recording** answers a customer's marks once the writer is done, and not before (`recording`).
* A **shipper** brings what is closed into the store (`shipping`).
* A **guard** stands before the vault: a full quota or a clock that jumped, and nothing may be stored (`guarding`).
* A **clock** says what time it is: to measure with, and to write down (`clock`).
"""
