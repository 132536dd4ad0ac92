"""What not every system has that tests run on: they do on Linux, and those of the client in wine, too."""

import inspect
import os
import sys
from typing import Final

import aiortc
import pytest

ON_WINDOWS: Final = sys.platform == "win32"
only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="it is about Linux")
only_on_windows = pytest.mark.skipif(not ON_WINDOWS, reason="it is about Windows, and wine does for it")
needs_modes = pytest.mark.skipif(
    not hasattr(os, "getuid"), reason="files have no modes here: on Windows the folder says who may read them"
)
needs_sources = pytest.mark.skipif(
    inspect.getfile(aiortc).endswith(".pyc"), reason="what customers get has no sources to look into"
)
