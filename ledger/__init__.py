"""The tamper-evident log of everything security-relevant: entries are added, never changed, and a change is found.

* An **entry** is one **fact**, as JSON; it names sessions and officers, and no customer (`entries`; `facts`,
  `archive_facts`, `server_facts`).
* The **rows** are entries where they lie, each signed at its place; SQLite for now (`rows`).
* The **tree** stands for all entries and their order in one hash, by RFC 6962 (`tree`).
* A **checkpoint** is that hash, signed; one a minute, when something was added (`checkpoint`).
* A **head** is that hash alone, signed, for customers' receipts (`head`).
* A **statement** is what a customer's program said and signed; those of a session are numbered (`statements`).
* The **book** appends entries and makes the checkpoints (`book`); **copies** of those go to other places (`copies`).
* To **verify** is to name what was done to a ledger, by entry (`verify`).
"""
