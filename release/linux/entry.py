"""What PyInstaller's launcher runs: it has unpacked the file into a folder and says where both are."""

import sys

from customer_client.downloaded import main

folder: str = sys._MEIPASS  # type: ignore[attr-defined]  # noqa: SLF001  # where the launcher documents it to be
sys.exit(main(sys.executable, folder, sys.argv[1:]))
