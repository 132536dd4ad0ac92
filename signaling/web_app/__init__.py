"""The customer's client for browsers and phones, served at `/app/`: a page of plain modules, which a customer may keep.

* The **page** is everything that runs in the browser (`page/`): another customer's client, in the same terms as
  `customer_client`, and by the same protocol.
* The **words** are everything it says, once in each language (`words`).
* The **shell** is the page with all that it needs before a session: what a customer keeps who keeps the app (`shell`).
* The **routes** serve it, with the headers that let it use a camera and show a screen, and nothing else (`routes`).
"""

from signaling.web_app.routes import add_routes

__all__ = ["add_routes"]
