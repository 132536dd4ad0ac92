"""How a recording is sealed, so that it lies on no disk in clear and nobody reads it alone.

* A **record** is what was written at once, sealed and chained to those before it (`records`).
* A **segment** is a part of a recording of at most a minute: one sealed object (`segment`).
* A **stretch** is one recorder's uninterrupted hold on one session on one UTC day; it has one data key (`keys`).
* A **share** is a third of that key, worthless alone: one for the archive, one for each group of officers (`keys`).
* A **wrap** is a share that only its holder can open; a stretch's wraps are its **key file** (`wrapping`).
* An **officer** is a person with a key; a **card** is what others know of it (`officers`, `age`).
* The **keyring** is what a recorder seals to: published and signed by the archive (`keyring`).
* A **vault** is the one narrow door through which a recorder writes; it cannot read what it wrote (`vault`).
* A **store** is where sealed recordings are kept, a folder or S3; it cannot read them either (`store`).
"""
