"""The customer's program: it decides what leaves this machine and what is done to it.

* A **help** is one customer's session in pure code: events in, commands out, a status to draw (`helping`).
* A **step** is the window that is up; one table says which comes after which (`steps`).
* An **entry** is the way in: key or ticket, notice, consent, then access (`entry`).
* A **meeting** is the way to one peer: offers until it is connected, and again when it is lost (`meeting`).
* **Marks** ask the recorder what it has stored; their answers keep the gate open (`recording`).
* A **guest** is one agent here, with rights, code and hands of its own (`guest`); **seconding** is who else may join.
* **Statements** are what the customer did about consent and rights, signed for the server's ledger (`statements`).
* **Rights** are what the customer gave, took back and was asked for (`rights`).
* The **receipt** says who did what, when, and when the recording will be gone (`receipt`).
* A **window** is a door: whatever draws the status and says what the customer did (`window`).
* The **hands** carry commands out, at the doors (`hands`);
  `app` puts everything together, `cleanup` leaves nothing behind.
"""
