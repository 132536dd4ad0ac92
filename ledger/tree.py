"""The Merkle tree of RFC 6962 (https://www.rfc-editor.org/rfc/rfc6962#section-2.1), SHA-256. Pure.

A **root** stands for all entries and their order: change one, and it is another. A **proof** shows with a few hashes
that an entry is in the tree of a root, or that one tree begins with another.
"""

from collections.abc import Sequence
from hashlib import sha256

EMPTY = sha256().digest()
"""The root of a tree without entries."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two trees side by side."""
    return sha256(b"\1" + left + right).digest()


class Growing:
    """A tree that grows at its right edge: the roots of its whole subtrees, largest first, and nothing else."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """One more entry, by its hash."""
        self._edge.append(leaf)
        size = self.size
        while size & 1:
            right = self._edge.pop()
            self._edge.append(node_hash(self._edge.pop(), right))
            size >>= 1
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root over everything so far."""
        if not self._edge:
            return EMPTY
        root = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            root = node_hash(left, root)
        return root


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    tree = Growing()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root


def inclusion_proof(leaves: Sequence[bytes], number: int) -> list[bytes]:
    """What leads from the leaf of that number (0 is the first) to the root. PATH of section 2.1.1."""
    if len(leaves) <= 1:
        return []
    split = _split(len(leaves))
    if number < split:
        return [*inclusion_proof(leaves[:split], number), root(leaves[split:])]
    return [*inclusion_proof(leaves[split:], number - split), root(leaves[:split])]


def consistency_proof(leaves: Sequence[bytes], before: int) -> list[bytes]:
    """What shows that the tree of the first `before` leaves is the beginning of this one. PROOF of section 2.1.2."""
    if not 0 < before <= len(leaves):
        raise ValueError("only a tree with entries, and no larger one, can be the beginning")
    return _subproof(leaves, before, whole=True)


def _subproof(leaves: Sequence[bytes], before: int, *, whole: bool) -> list[bytes]:
    if before == len(leaves):
        return [] if whole else [root(leaves)]
    split = _split(len(leaves))
    if before <= split:
        return [*_subproof(leaves[:split], before, whole=whole), root(leaves[split:])]
    return [*_subproof(leaves[split:], before - split, whole=False), root(leaves[:split])]


def includes(root: bytes, size: int, number: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof leads from the leaf to the root. RFC 9162, section 2.1.3.2."""
    if not 0 <= number < size:
        return False
    position, last, reached = number, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            reached = node_hash(beside, reached)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            reached = node_hash(reached, beside)
        position, last = position >> 1, last >> 1
    return last == 0 and reached == root


def extends(root: bytes, size: int, before: bytes, size_before: int, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of `before` is the beginning of the tree of `root`. RFC 9162, 2.1.4.2."""
    if not 0 < size_before <= size:
        return False
    if size_before == size:
        return not proof and before == root
    path = list(proof) if size_before & (size_before - 1) else [before, *proof]
    if not path:
        return False
    position, last = size_before - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(beside, old), node_hash(beside, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, beside)
        position, last = position >> 1, last >> 1
    return last == 0 and old == before and new == root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
