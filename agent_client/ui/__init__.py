"""The agent's windows: PySide6 lives here and nowhere else.

* The **window** shows one page for each step and passes on what the agent does (`window`).
* A **page** draws a status: signing in, the desk with its session, the viewer (`sign_in_page`, `desk_page`, ...).
* A **canvas** puts the customer's picture on the screen, or has a **surface** do it (`canvas`).
* The **card** is the surface that draws with the graphics card, by **shading** (`card`, `shading`).
* The **hands** turn Qt's key, mouse and wheel events into input for the customer (`hands`, `qt_keys`).
* The **bridge** carries what happens in other threads into Qt's (`bridge`).
* The **interrupts** let Python see to its signals while Qt waits (`interrupts`).
* The **look** is the palette and the style sheet (`look`).
"""
