"""What a client file carries: the flags that the operator builds in, so that a customer sets nothing."""

import json
import shutil
from pathlib import Path

from customer_client.downloaded import CARRIED
from customer_client.settings import Settings, checked


def write(folder: Path, server: str, ca: Path | None) -> list[Path]:
    """Writes the files that belong into the client's folder. Raises `SettingsWrong` and `OSError`."""
    checked(Settings(server=server))
    told = {"server": server}
    files = [folder / CARRIED]
    if ca is not None:
        told["ca"] = "ca.pem"
        files.append(folder / "ca.pem")
        shutil.copyfile(ca, files[-1])
    files[0].write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return files
