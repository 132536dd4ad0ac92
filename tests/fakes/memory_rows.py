"""The ledger's rows in memory. It may be told that the database is gone."""

from collections.abc import Iterator, Sequence

from ledger.rows import LedgerUnavailable, Row


class MemoryRows:
    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.documents: list[bytes] = []
        self.is_gone = False

    def append(self, rows: Sequence[Row]) -> None:
        self._reached()
        if any(row.number != number for number, row in enumerate(rows, len(self.rows))):
            raise LedgerUnavailable("a number is taken")
        self.rows += rows

    def read(self, first: int = 0, end: int | None = None) -> Iterator[Row]:
        self._reached()
        yield from self.rows[first:end]

    def of_session(self, session: str) -> list[Row]:
        self._reached()
        return [row for row in self.rows if session and row.session == session]

    def of_kinds(self, *kinds: str) -> list[Row]:
        self._reached()
        return [row for row in self.rows if row.kind in kinds]

    def count(self) -> int:
        self._reached()
        return len(self.rows)

    def keep(self, *documents: bytes) -> None:
        self._reached()
        self.documents += documents

    def checkpoints(self) -> Iterator[bytes]:
        self._reached()
        yield from reversed(self.documents)

    def _reached(self) -> None:
        if self.is_gone:
            raise LedgerUnavailable("gone")
