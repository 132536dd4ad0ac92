"""What must outlive the process: SQLite by default, PostgreSQL by URL, the same statements for both.

* The **database** is opened, migrated under a lock, read and written; its failures become `DatabaseUnavailable`
  (`database`).
* The **tables** hold no address, no user agent, and no key, ticket, token or password in clear (`tables`).
* The **key table** holds session keys and tickets (`keys`), the **agent table** accounts and tokens (`agents`), the
  **session table** sessions and the consent register (`sessions`).
* The **migrations** lead from any older version of the tables to this one (`migrations`).
"""
