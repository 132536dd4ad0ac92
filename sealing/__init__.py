"""How a recording lies on the disk.

* A **vault** is the one narrow door through which a recorder writes; it cannot read what it wrote (`vault`).
* A **segment writer** takes one segment's bytes, in order, and says when they are safe (`vault`).
* A **store** is where what is sealed is kept: a folder, or S3 (`store`).

Behind this door the segments become sealed; the recorder will not notice.
"""
