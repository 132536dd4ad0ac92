"""Whom we trust to be the recorder: the keys that came with this program."""

from pathlib import Path

from protocol import recorder_identity
from protocol.recorder_identity import Identity
from protocol.settings import SettingsWrong


def pinned(path: str) -> Identity:
    """The public keys in that file. Raises `SettingsWrong`: without them there is no way to go on."""
    try:
        return recorder_identity.read(Path(path).read_text("ascii") if path else "")
    except (OSError, ValueError):
        raise SettingsWrong(
            "recorders has to be a file with one or two public keys of the operator's recorders, such as recorders.pem"
        ) from None
