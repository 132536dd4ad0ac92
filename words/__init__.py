"""What customers read, in their language.

* A **text** is one thing said, written in German where it is used (`text`).
* A **catalogue** has every text in another language: `en.po`, which a person edits, and `en.mo`, which is made of it
  and which the programs read (`catalogue`). `make words` puts new texts into the one, and makes the other. In a
  checkout where nobody did, they read what the person edited (`po_file`).

Legal texts are not here: they are versioned as wholes (`signaling/notices/`).
"""

from words.catalogue import CatalogueMissing
from words.text import Text, of_problem

__all__ = ["CatalogueMissing", "Text", "of_problem"]
