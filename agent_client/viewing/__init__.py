"""What the agent's viewer decides, without Qt, network or clock.

* A **desk** is the agent's place: link, sign-in, and one session at a time (`desk`). Events in, commands out.
* An **encounter** is that one session: peer connection, safety code, grants, gate (`encounter`).
* **Rights** are what the customer allows in it (`rights`), a **drawing** is what is shown of the screen (`drawing`), a
  **channel** is how a message has to come (`channels`).
* **Seconding** is how a colleague or a supervisor gets into the session (`seconding`).
* A **step** is where the agent is; the table of steps stands in `steps`.
* A **status** is all that a window needs, and an **action** what a person does in one (`status`).
* A **key event** becomes text to type, or keys to press, by one table (`keyboard`, `key_names`); a **dead key**
  is an accent that waits for its letter (`dead_keys`).
* A **viewport** says which pixel of the window is which pixel of the customer's screen (`geometry`).
* The **pointer** passes on moves, one per frame, and never behind a click (`pointer`).
* **Quality** is the connection in numbers and in one word (`quality`).
* **Words** are all texts, in German and English (`words`).
"""
