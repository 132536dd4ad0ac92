"""The customer's windows: large type, plain words, one question at a time. Draws a `Status`, hands back `Action`s.

* **Texts** (`texts`) are everything that is said, in German and English; **wording** puts them for one status.
* A **page** (`pages`) is what one window says and offers, as a value; a **look** is everything on the screen.
* The **view** (`view`) turns a status and a language into a look. It is pure: `entering`, `asking`, `connecting`,
  `helping` and `ending` hold its pages, in the order in which a customer sees them.
* A **palette** holds colours, a **style** adds typeface and size; **widgets** are the pieces that are drawn with them.
* The **page window**, the **bar window** and the **frame windows** draw; the **window** (`window.Window`) owns them,
  and is the only thing that the program needs to know.

Everything can be done with the keyboard. Tab and Shift+Tab go round, Return or Space presses, Esc is the harmless
answer, Page Up and Page Down scroll. Each window, what has the keyboard when it appears, and the keys from there:

* Session key, the field: seven digits, Return.
* Notice, *refuse*: Return or Esc refuses; after 1.5 s Tab, Return agrees.
* Access, the card *view*: after 1.5 s Return allows viewing, Tab, Return full access; Esc or Tab, Tab, Return refuses.
* Connecting and safety code, nothing: Tab, Return ends.
* Running session, *take control away*, once its window is out of the task bar (Alt+Tab, or a click there): Return takes
  control away or allows it again; Tab, Return stops the picture or shows it again; Tab, Tab, Return ends; Esc puts the
  window back.
* Question for a right, *no*: Return or Esc is no; after 1.5 s Tab, Return is yes.
* End, *save the receipt*: Return saves; after 1.5 s Tab, Return closes, and Esc does.

With the level *view* the running session has no control to take away, and its first button stops the picture. An end
without a receipt has only the button that closes. No button reacts in a window's first 0.4 s, nor twice within 0.4 s.

All windows are titled `Ferndiagnose`. Their X11 classes tell them apart: `Ferndiagnose`, `FerndiagnoseDialog`,
`FerndiagnoseBar`, `FerndiagnoseFrame`. The bar's last button, at its right edge, ends the session.
"""
