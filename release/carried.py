"""What a client file carries: the flags that the operator builds in, so that a customer sets nothing."""

import json
import shutil
from pathlib import Path

from customer_client.downloaded import CARRIED
from customer_client.settings import Settings, checked
from peer.recorder_keys import pinned


def write(folder: Path, server: str, recorders: Path, ca: Path | None) -> list[Path]:
    """Writes the files that belong into the client's folder. Raises `SettingsWrong` and `OSError`."""
    checked(Settings(server=server))
    pinned(str(recorders))
    told = {"server": server, "recorders": "recorders.pem"}
    files = [folder / CARRIED, folder / "recorders.pem"]
    shutil.copyfile(recorders, files[-1])
    if ca is not None:
        told["ca"] = "ca.pem"
        files.append(folder / "ca.pem")
        shutil.copyfile(ca, files[-1])
    files[0].write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return files
