"""A real X server for a test, on a display number that was free."""

import os
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def x_display(*options: str, size: str = "800x600x24") -> Iterator[str]:
    """Starts an Xvfb and gives its display's name; it is ended with the test."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-screen",
        "0",
        size,
        "-nolisten",
        "tcp",
        "-noreset",
        "-displayfd",
        str(writing),
        *options,
    ]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], 20)
        assert ready, "Xvfb did not start"
        number = os.read(reading, 16)
        assert number, "Xvfb ended"
        yield f":{int(number)}"
    finally:
        os.close(reading)
        server.terminate()
        server.wait(10)
