# noqa: INP001  # a folder for Python's start, not a package
"""Found by Python at its start: puts the recorder, and no other program, on a clock that the bench sets."""

import os
import sys

CLOCK = os.environ.get("FAULTS_CLOCK", "")

if CLOCK and sys.orig_argv[1:3] == ["-m", "recorder"] and "LD_PRELOAD" not in os.environ:
    os.execve(  # noqa: S606  # the very command that was started
        sys.executable,
        sys.orig_argv,
        {
            **os.environ,
            "LD_PRELOAD": os.environ["FAULTS_LIBRARY"],
            "FAKETIME_TIMESTAMP_FILE": CLOCK,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_NO_CACHE": "1",
        },
    )
