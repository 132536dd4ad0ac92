"""Measuring the whole chain from outside, at the level of two X displays, and showing it.

* A **desktop** is an X display with a window manager, made for a measurement and taken down after it (`desktop`).
* A **workload** is a program on the customer's desktop whose every frame can be told apart (`workload`, `scenes`).
* A **probe** presses keys on the viewer's display and looks at its pixels, whoever is measured (`probe`).
* A **contestant** carries the picture from one display to the other: ours (`pair`) or the naive program (`naive`).
* A **row** is one figure with its baseline from the same run, their ratio and the target (`rows`).
* The **demo** is one whole session with scripted people at both ends (`demo`).
"""
