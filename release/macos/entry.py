"""What the bundle runs. It carries its settings in its resources; who wants it gone drags it into the bin."""

import os
import sys
from pathlib import Path

from customer_client import __main__ as program
from customer_client.downloaded import SELF_TEST, carried

folder = Path(sys._MEIPASS)  # type: ignore[attr-defined]  # noqa: SLF001  # where PyInstaller documents it to be
if SELF_TEST in sys.argv:
    from customer_client import self_test

    sys.exit(self_test.run())
os.chdir(Path.home())
sys.exit(program.main([*carried(folder), *sys.argv[1:]]))
