"""What a client file carries: the flags that the operator builds in, so that a customer sets nothing."""

import json
import shutil
from pathlib import Path

from customer_client.downloaded import CARRIED
from customer_client.settings import Settings, checked
from peer.recorder_keys import pinned
from peer.tls import trusting
from protocol.settings import SettingsWrong


def write(folder: Path, server: str, recorders: Path, ca: Path) -> list[Path]:
    """Writes the files that belong into the client's folder. Raises `SettingsWrong` and `OSError`."""
    checked(Settings(server=server))
    pinned(str(recorders))
    try:
        trusting(ca)
    except OSError:
        raise SettingsWrong(
            f"{ca} has to be a PEM file with the authority that the server's certificate comes from"
        ) from None
    told = {"server": server, "recorders": "recorders.pem", "ca": "ca.pem"}
    files = [folder / name for name in (CARRIED, "recorders.pem", "ca.pem")]
    shutil.copyfile(recorders, files[1])
    shutil.copyfile(ca, files[2])
    files[0].write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return files
