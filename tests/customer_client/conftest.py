"""Tests whose name says that they are about X11 are collected on Linux only, which alone has what they import."""

import sys

collect_ignore_glob = [] if sys.platform == "linux" else ["*/test_x11_*.py"]
