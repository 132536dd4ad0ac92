"""Wine on this machine: whether all is there that the Windows client is built and run with, and where it is kept."""

import os
import shutil
from pathlib import Path
from typing import Final

import pytest

from release.windows import __main__ as windows

CACHE: Final = Path(os.environ.get("FERNDIAGNOSE_WINDOWS_CACHE", windows.CACHE))
"""What was downloaded, and wine's prefix."""
TOOLS: Final = ("wine", "makensis", "x86_64-w64-mingw32-gcc", "osslsigncode")
MISSING: Final = [tool for tool in TOOLS if shutil.which(tool) is None]
ONLY_WITH_TOOLS: Final = pytest.mark.skipif(
    bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (make test installs them as root)"
)
