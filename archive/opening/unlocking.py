"""The data keys of one recording, from the archive's share and two officers': the only place where the three meet."""

from collections.abc import Sequence

from archive import holds
from archive.holds import ShareGone
from archive.opening.rules import NotReleased, Released, Why
from archive.stock import Stock, folder_of
from sealing import keys, release, wrapping
from sealing.officers import Group
from sealing.request import Request
from sealing.store import Store
from sealing.wrapping import KeyFile, KeyFileUnreadable, WrapRefused


class KeyGone(Exception):
    """The archive's own share cannot be had. The text says why; no officer can help."""


def key_files(store: Store, session: str) -> list[KeyFile]:
    """The key files of a recording as they lie in the store, by stretch. Those that cannot be read are left out."""
    found = []
    for name in store.names(folder_of(session)):
        if name.rpartition("/")[2].startswith("key-"):
            try:
                found.append(wrapping.read(store.get(name)))
            except (KeyFileUnreadable, FileNotFoundError):
                continue
    return sorted((one for one in found if one.session == session), key=lambda one: one.stretch)


def data_keys(stock: Stock, request: Request, brought: Sequence[Released], identity: str) -> dict[int, bytes]:
    """The data key of each stretch that was asked for. Raises `NotReleased`, `KeyGone`, `OSError`."""
    kept = {one.stretch: one for one in key_files(stock.store, request.session)}
    found = {}
    for at, wrapped in enumerate(request.wrapped):
        shares = _officers_shares(request, brought, at, identity)
        archive = _archives_share(stock, kept.get(wrapped.stretch))
        try:
            found[wrapped.stretch] = bytes(
                keys.data_key(archive, shares[Group.DATA_PROTECTION], shares[Group.SECURITY])
            )
        finally:
            keys.wipe(archive, *shares.values())
    return found


def _officers_shares(request: Request, brought: Sequence[Released], at: int, identity: str) -> dict[Group, bytearray]:
    try:
        return {one.card.group: release.share(one.release, request, one.card, at, identity) for one in brought}
    except WrapRefused:
        raise NotReleased(Why.SHARE_WRONG, request.act) from None


def _archives_share(stock: Stock, file: KeyFile | None) -> bytearray:
    """From the epoch's key; of a recording that is held beyond that key's time, from the hold's."""
    if file is None:
        raise KeyGone("A key file of this recording is missing in the store: nobody can open it.")
    key = stock.cabinet.key(file.epoch)
    try:
        if key is None:
            return holds.archive_share(stock, file.session, file.stretch)
        return wrapping.unwrap_archive_share(file, key)
    except ShareGone:
        raise KeyGone(
            f"The archive's key of {file.epoch} has been destroyed: nobody can open this recording any more."
        ) from None
    except WrapRefused:
        raise KeyGone("The archive's share of this recording was changed: nobody can open it.") from None
