"""What a customer sees in a browser: no script, no cookie, nobody else's server.

* The **words** are everything the pages say, once in each language (`words`, `language`).
* The **system** is what the customer's computer runs, as far as one needs to know it for a download (`system`).
* The **downloads** are the operator's client files, one for each system, the same bytes for everybody (`downloads`).
* The **headers** forbid the browser everything that the pages do not need (`headers`).
* The **routes** lead from the session key to the download (`routes`).
"""

from signaling.pages.routes import Desk, add_routes

__all__ = ["Desk", "add_routes"]
