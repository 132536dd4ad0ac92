"""Measuring what carries files: how fast, and what it does to input and pictures meanwhile. `python -m bench.bulk`.

* A **carrier** is a program at one end of a line that sends large and small things: ours, or plain aiortc, which puts
  both on one association (`carrier`, `ours`, `stock`).
* **Beside** is a bulk connection beside a real session, in the real programs (`beside`, `customer`, `agent`).
* **Figures** are what was measured of both (`figures`, `session`), `rows` what is to be said of it.
"""
