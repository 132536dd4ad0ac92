"""How soon everything stops: from the customer's click, hand or emergency key to the last picture and the last input.

Real programs, a real screen, `kill -9`. `python -m bench.stopping --rounds 5` says the median and the worst of
each figure, and ends with 1 when one is beyond its bar.

* A **seat** is the customer's program with its real windows, and where their buttons are (`seat`).
* The **flooder** is an agent without a window, who moves the mouse a thousand times a second (`flooder`).
* An **onlooker** sees on the X display what was injected, and when (`onlooker`).
* A **round** does all of it once (`rounds`).
"""
