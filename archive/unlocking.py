"""The data keys of a recording, from the archive's share and one officer's key of each group. Part of the stop-gap."""

from collections.abc import Sequence
from pathlib import Path

from archive.cabinet import Cabinet
from archive.export import NothingToExport
from sealing import age, keys, officers, wrapping
from sealing.officers import Group, OfficerKey
from sealing.wrapping import KeyFile, KeyFileUnreadable, WrapRefused


def data_keys(
    folder: Path, cabinet: Cabinet, people: Sequence[OfficerKey], say: age.Say, ask: age.Ask
) -> dict[int, bytearray]:
    """The data key of each stretch, by its number. Raises `NothingToExport` saying who or what is missing."""
    by_group = _two_people(people)
    found = {}
    for path in sorted(folder.glob("key-*.json")):
        try:
            file = wrapping.read(path.read_bytes())
            found[file.stretch] = _data_key(file, cabinet, by_group, say, ask)
        except (KeyFileUnreadable, WrapRefused):
            raise NothingToExport(f"These two keys do not open {path.name} of this recording.") from None
    return found


def _two_people(people: Sequence[OfficerKey]) -> dict[Group, OfficerKey]:
    by_group = {key.card.group: key for key in people}
    if set(by_group) != set(Group):
        raise NothingToExport("It takes the key of a data-protection officer and that of a security officer.")
    one, other = (by_group[group].card for group in Group)
    if officers.same_person(one, other):
        raise NothingToExport("These two keys are one person's. It takes two.")
    return by_group


def _data_key(
    file: KeyFile, cabinet: Cabinet, by_group: dict[Group, OfficerKey], say: age.Say, ask: age.Ask
) -> bytearray:
    epoch = cabinet.key(file.epoch)
    if epoch is None:
        raise NothingToExport(f"The archive's key of {file.epoch} does not exist any more.")
    shares = {
        group: wrapping.unwrap_share(file.share(group), group, file.session, file.stretch, key.identity, say, ask)
        for group, key in by_group.items()
    }
    archive = wrapping.unwrap_archive_share(file, epoch)
    try:
        return keys.data_key(archive, shares[Group.DATA_PROTECTION], shares[Group.SECURITY])
    finally:
        keys.wipe(archive, *shares.values())
