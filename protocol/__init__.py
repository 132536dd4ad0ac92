"""What the programs say to each other, and the rules none of them may break.

Everything here is pure: no input or output, no clock, no randomness, no logging. Time is an argument, in seconds.

* A **session key** is seven spoken digits; it leads a customer to one session, once (`session_key`).
* A **toll** is work that a program does before it may guess again, while very many guess (`toll`).
* A **session** moves through the states of one table, at the server (`session`).
* A **consent** is the customer's recorded yes to a notice, for this session; access is a second, later yes (`consent`).
* A **grant** is one right the customer gave the agent and can take back alone (`grants`, `permissions`).
* The **gate** answers, for every picture and every input: may it pass, and if not, why not (`gate`).
* A **safety code** is six digits that both people compare by voice (`safety_code`).
* A **link message** travels between a program and the signaling server (`link`).
* A **peer message** travels between two peers, on a data channel (`peer_messages`).
* A **manifest** says what of a session was recorded, what is missing and why, and when it is deleted (`recording`).
* A **problem** is a fact with a stable code, somebody whose turn it is, and one text in each language (`problems`).
* A **wire** turns messages into bytes and back, within bounds (`wire`).
"""
