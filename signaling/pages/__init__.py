"""What a customer sees in a browser: no script, no cookie, nobody else's server.

* The **words** are everything the pages say, once in each language (`words`, `language`).
* The **system** is what the customer's computer runs, as far as one needs to know it for a download (`system`).
* The **ways** are what leads into a session on that system: a file to download, or the web app (`ways`).
* The **downloads** are the operator's client files, one for each system, the same bytes for everybody (`downloads`).
* The **headers** forbid the browser everything that the pages do not need (`headers`).
* The **forms** ask for the key and give out the file (`key_forms`, `typed_key`).
* The **routes** lead to all of them (`routes`).
"""

from signaling.pages.key_forms import Desk
from signaling.pages.routes import add_routes

__all__ = ["Desk", "add_routes"]
