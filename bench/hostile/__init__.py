"""Hostile input, made by programs: what a peer, a browser or a stranger may send, and what it must not do to anybody.

* A **door** is one place where bytes of somebody else's come in, with an example of what is right and the refusals that
  may leave it (`doors`). `python -m bench.hostile.decoders` tries all doors, guided by what of our code was reached.
* **Requests** are HTTP, generated from docs/openapi.yaml (`python -m bench.hostile.requests`).
* **Loiterers** say nothing, or half of something, and stay (`python -m bench.hostile.loitering`).
* **Strays** are datagrams of a third address to every port of very many sessions (`python -m bench.hostile.strays`).

docs/hostile.md has the figures.
"""
