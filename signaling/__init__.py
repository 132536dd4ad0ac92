"""The server on which customer, agent and recorder find each other. It sees no picture and injects nothing.

* The **key desk** makes session keys for agents, and turns a right key or ticket into a session, once (`key_desk`).
* A **budget** limits how many wrong guesses everybody together may make for nothing; beyond it there is an alarm, and
  a program pays a **toll** (`budget`, `wrong_guesses`, `tolls`). Refusals come **evenly** (`evenly`).
* The **accounts** are the agents', with their **roles**; the operator's command changes them (`accounts`, `roles`).
* A **sign-in** is made of a password and a **second factor**, and has a token (`sign_ins`, `second_factor`, `hashing`).
  **Security keys** are asked for on a page in the browser, in a **ceremony** (`security_keys`, `ceremonies`); the
  operator's identity **provider** may say who it is (`provider`). Each line has its **identification**.
* A **meeting** is what the server knows of one live session; what happens to it, and who is told, is decided without
  any input or output (`pairing`).
* An **enrolment** is a customer's yes to being offered sessions at all, in an insert-only register (`enrolments`).
* A **line** is one program's connection to the server (`lines`); each kind of program has its **conversation** on it
  (`agent_conversation`, `customer_conversation`, `recorder_conversation`), driven by a WebSocket (`link`, `websocket`).
* The **exchange** looks after all lines: who hears what comes, who has been silent for too long (`exchange`).
* The **switchboard** holds the meetings and the lines: it has pairing decide, then tells (`switchboard`). Between
  the two the **books** are kept: table and ledger, in which an end may come late and anything else may not (`books`).
* The **relays** are the STUN and TURN servers that a program may use, and its credentials for them (`relays`).
* An **alarm** is what a person should look at although the server works (`alarms`): too many wrong guesses, or the
  server's **certificate**, which ends soon (`certificate`). The **health** tells of it (`health`).
* The **sweeper** ends what nobody came back to (`sweeper`).
* The **notices** are the versioned texts a customer consents to (`notices`).
* The **store** keeps what must outlive the process: SQLite or PostgreSQL (`store`).
"""
