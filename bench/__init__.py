"""Measuring the whole chain from outside, at the level of two X displays, and showing it.

* A **desktop** is an X display with a window manager, made for a measurement and taken down after it (`desktop`).
* A **workload** is a program on the customer's desktop whose every frame can be told apart (`workload`, `scenes`).
* A **probe** presses keys on the viewer's display and looks at its pixels, whoever is measured (`probe`).
* A **line** is what lies between the two: a cable, or a rate, a delay and loss, between network namespaces (`lines`).
* A **contestant** carries the picture from one display to the other: ours (`pair`), the naive program (`naive`) or
  TigerVNC (`contestants`).
* A piece of **work** is what a contestant does once on one line, measured as figures (`work`); a **run** is all of it,
  in rounds (`runs`, `priority`).
* A **row** is one figure with its baseline from the same run, their ratio and the target (`rows`, `table`).
* The **demo** is one whole session with scripted people at both ends (`demo`).
"""
