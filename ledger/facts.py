"""A fact: what every entry of the ledger has, and the two that concern the ledger itself.

The archive's stand in `archive_facts`, the server's in `server_facts`. Ids only: no address, user agent or customer's
name. An entry is written once, as JSON that a person can read, and its bytes never change. `at` is when the entry was
written; all times are UTC.
"""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

Moment = Annotated[datetime, Meta(tz=True)]


class Fact(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every entry has."""

    at: Moment


class LedgerBegun(Fact, frozen=True, tag="ledger-begun"):
    """The first entry."""


class LedgerRestored(Fact, frozen=True, tag="ledger-restored"):
    """Signed checkpoints know entries that this ledger does not have: it was restored from a backup, or cut.

    The next entries are other ones than those that were lost.
    """

    known: int
    """How many entries the newest checkpoint knows."""
    root: str
    """That checkpoint's root, hexadecimal."""
