"""What was done to a ledger: each edit, gap, cut tail and rolled-back database, named. Pure.

Three things are held against each other: the rows, each signed at its place; the checkpoints that the database kept;
and the checkpoints that other places kept. Customers' receipts, where there are any, are such places. Whoever has the
database but not the archive's key cannot change or add a row. Whoever has both still cannot change what stands in a
place that they do not have, and can make nothing up in a customer's name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger import checkpoint as checkpoints
from ledger import entries, tree
from ledger.checkpoint import Checkpoint
from ledger.facts import LedgerRestored
from ledger.rows import Row
from ledger.server_facts import CustomerStated
from ledger.statements import Statements

UNSIGNED_FOR = timedelta(minutes=10)
"""Entries older than this should long stand in a checkpoint."""


class Wrong(StrEnum):
    """What is wrong with a ledger."""

    EDITED = "edited"
    """An entry is not the one that was written."""
    MISSING = "missing"
    """An entry is not there, and later ones are."""
    CUT = "cut"
    """The last entries are not there; the database itself knows that there were more."""
    ROLLED_BACK = "rolled-back"
    """The database is an earlier one: checkpoints in other places know entries that it never heard of."""
    RESTORED = "restored"
    """The same, and the archive wrote down that it noticed: entries are lost, and others follow in their place."""
    CHECKPOINT_FORGED = "checkpoint-forged"
    """A checkpoint is not signed by the archive."""
    CHECKPOINT_MISSING = "checkpoint-missing"
    """The database lost checkpoints, or entries were never put into one though there was time."""
    STATEMENT_WRONG = "statement-wrong"
    """What a customer's program is said to have stated it did not, or not all of it stands here."""
    TWO_LEDGERS = "two-ledgers"
    """The archive's key signed two different ledgers: somebody who has the key made another."""


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong. `number` is the first entry that it is about."""

    number: int
    wrong: Wrong
    detail: str


@dataclass
class _Signed:
    """What the checkpoints say, once their signatures are checked."""

    here: list[Checkpoint] = field(default_factory=list)
    elsewhere: list[Checkpoint] = field(default_factory=list)
    heads: list[Checkpoint] = field(default_factory=list)
    hashes: dict[int, set[bytes]] = field(default_factory=dict)
    roots: dict[int, set[tuple[datetime, bytes]]] = field(default_factory=dict)

    def add(self, checkpoint: Checkpoint, among: list[Checkpoint]) -> None:
        among.append(checkpoint)
        self.roots.setdefault(checkpoint.size, set()).add((checkpoint.at, checkpoint.root))
        for number, leaf in enumerate(checkpoint.hashes, checkpoint.first):
            self.hashes.setdefault(number, set()).add(leaf)

    @property
    def newest_here(self) -> int:
        return max((one.size for one in self.here), default=0)

    @property
    def newest(self) -> int:
        return max((one.size for one in (*self.here, *self.elsewhere)), default=0)


@dataclass
class _Read:
    """What the rows say."""

    count: int = 0
    leaves: dict[int, bytes] = field(default_factory=dict)
    roots: dict[int, bytes] = field(default_factory=dict)
    restored: list[tuple[int, LedgerRestored]] = field(default_factory=list)
    oldest_unsigned: datetime | None = None
    statements: Statements = field(default_factory=Statements)

    def told_at(self, number: int) -> datetime | None:
        """When the archive wrote down that another entry of this number was lost, if it did."""
        return max((entry.at for first, entry in self.restored if first <= number < entry.known), default=None)


def verify(
    rows: Iterable[Row],
    here: Iterable[bytes],
    elsewhere: Mapping[str, Iterable[bytes]],
    key: Ed25519PublicKey,
    now: datetime,
    *,
    known: Sequence[Checkpoint] = (),
) -> list[Finding]:
    """Everything that is wrong, by entry. `here` are the database's own checkpoints, `elsewhere` each place's.

    `known` are heads from receipts, whose signatures were checked: checkpoints without hashes.
    """
    signed, findings = _signed(here, elsewhere, key)
    for head in known:
        signed.add(head, signed.heads)
    read = _read(rows, signed, key, findings)
    _hold_hashes(read, signed, findings)
    _hold_roots(read, signed, findings)
    _hold_ends(read, signed, findings, now)
    return sorted(set(findings))


def _signed(
    here: Iterable[bytes], elsewhere: Mapping[str, Iterable[bytes]], key: Ed25519PublicKey
) -> tuple[_Signed, list[Finding]]:
    signed, findings = _Signed(), []
    for place, among, documents in (
        ("the database", signed.here, here),
        *((name, signed.elsewhere, documents) for name, documents in elsewhere.items()),
    ):
        for document in documents:
            try:
                signed.add(checkpoints.read(document, key), among)
            except checkpoints.CheckpointWrong:
                findings.append(Finding(0, Wrong.CHECKPOINT_FORGED, f"a checkpoint in {place} is not the archive's"))
    return signed, findings


def _read(rows: Iterable[Row], signed: _Signed, key: Ed25519PublicKey, findings: list[Finding]) -> _Read:
    read, grown, expected = _Read(), tree.Growing(), 0
    for row in rows:
        if row.number > expected:
            findings.append(Finding(expected, Wrong.MISSING, f"entries {expected} to {row.number - 1} are not there"))
        expected = row.number + 1
        read.leaves[row.number] = tree.leaf_hash(row.entry)
        grown.add(read.leaves[row.number])
        if grown.size in signed.roots and grown.size == expected:
            read.roots[grown.size] = grown.root
        _look_at(row, read, signed, key, findings)
    read.count = expected
    return read


def _look_at(row: Row, read: _Read, signed: _Signed, key: Ed25519PublicKey, findings: list[Finding]) -> None:
    if not checkpoints.is_signed(row.number, row.entry, row.signature, key):
        findings.append(Finding(row.number, Wrong.EDITED, "the entry does not carry the archive's signature"))
    if (row.kind, row.session) != entries.about(row.entry):
        findings.append(Finding(row.number, Wrong.EDITED, "what it is found by is not what it says"))
    if row.number >= signed.newest and read.oldest_unsigned is None:
        read.oldest_unsigned = entries.written_at(row.entry)
    try:
        entry = entries.read(row.entry)
    except entries.EntryUnreadable:
        return
    if isinstance(entry, CustomerStated) and (wrong := read.statements.look_at(entry)):
        findings.append(Finding(row.number, Wrong.STATEMENT_WRONG, wrong))
    if isinstance(entry, LedgerRestored):
        read.restored.append((row.number, entry))
        findings.append(
            Finding(row.number, Wrong.RESTORED, f"the archive found that entries up to {entry.known - 1} were lost")
        )


def _hold_hashes(read: _Read, signed: _Signed, findings: list[Finding]) -> None:
    """Each row against the hashes that were signed for its place; two for one place are two ledgers."""
    for number, hashes in signed.hashes.items():
        if len(hashes) > 1 and not read.told_at(number):
            findings.append(Finding(number, Wrong.TWO_LEDGERS, "two different entries were signed for this place"))
        if number in read.leaves and read.leaves[number] not in hashes:
            findings.append(Finding(number, Wrong.EDITED, "the entry is not the one in the signed checkpoints"))


def _hold_roots(read: _Read, signed: _Signed, findings: list[Finding]) -> None:
    """Where hashes are missing or doubled, a root still tells that something before it is not as it was."""
    for size, root in sorted(read.roots.items()):
        told_at = read.told_at(size - 1)
        valid = {signed_root for at, signed_root in signed.roots[size] if told_at is None or at >= told_at}
        if valid <= {root}:
            continue
        if not any(one.number < size and one.wrong in (Wrong.EDITED, Wrong.TWO_LEDGERS) for one in findings):
            findings.append(Finding(0, Wrong.EDITED, f"something in the first {size} entries is not as signed"))


def _hold_ends(read: _Read, signed: _Signed, findings: list[Finding], now: datetime) -> None:
    """Whether the rows go as far as somebody knows, and are signed as far as they go."""
    end = max((read.count, *(entry.known for _, entry in read.restored)))
    elsewhere = max((one.size for one in signed.elsewhere), default=0)
    receipts = max((one.size for one in signed.heads), default=0)
    if signed.newest_here > end:
        lost = f"entries {read.count} to {signed.newest_here - 1} are not there"
        findings.append(Finding(read.count, Wrong.CUT, lost))
    elif elsewhere > end:
        lost = f"the database ends before entry {read.count}; other places know {elsewhere} entries"
        findings.append(Finding(read.count, Wrong.ROLLED_BACK, lost))
    elif receipts > end:
        lost = f"the database ends before entry {read.count}; a customer's receipt knows {receipts} entries"
        findings.append(Finding(read.count, Wrong.ROLLED_BACK, lost))
    elif signed.newest_here < elsewhere:
        lost = f"the database has no checkpoint beyond entry {signed.newest_here}"
        findings.append(Finding(signed.newest_here, Wrong.CHECKPOINT_MISSING, lost))
    if read.oldest_unsigned and now - read.oldest_unsigned > UNSIGNED_FOR:
        lost = f"entries {signed.newest} to {read.count - 1} stand in no checkpoint"
        findings.append(Finding(signed.newest, Wrong.CHECKPOINT_MISSING, lost))
