"""The agent's viewer: signs in, opens a session, shows the customer's screen, and passes on mouse and keyboard.

* **viewing** decides: events in, commands out, one frozen status. No Qt, no clock, no network.
* **ui** draws the status with PySide6 and says what the agent did. It decides nothing.
* The **driver** is the thread in which asyncio runs: it feeds the desk with events and performs its commands.
* The **developer** turns decoded pictures into pixels for the screen, off Qt's thread, and only what changed.
* **Changes** are the rows in which two pictures differ, a **glance** where to look for them first, **colours** what the
  codec's numbers mean.
* **app** assembles all of it; `assemble` is the door for programs that drive the viewer without a person.
"""
