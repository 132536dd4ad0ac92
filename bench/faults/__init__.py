"""Fail closed, measured: real sessions, real faults of the recorder's machine, and what everybody saw of it.

* A **plan** is one round: which fault, in how old a session, for how long. Drawn from a seed (`plans`).
* The **machine** is what can have faults: a disk, a store, a clock, and the service's programs (`machine`).
* The **people** are a customer and an agent: the real programs without their windows (`people`).
* A **round** brings them together and writes down what was **seen**, and when (`rounds`, `seen`).
* Whether a recording can be seen is found out by **reading** it (`reading`).
* The **verdict** says what must hold of it, and puts the figures into a table (`verdict`).
"""
