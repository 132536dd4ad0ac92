"""The end of a program that a test started: asked for, waited for, and never for long."""

import asyncio

import psutil

ENDS_WITHIN = 20.0
"""Seconds; each of our programs needs less than two of them on an idle machine."""


async def ended(process: asyncio.subprocess.Process, within: float = ENDS_WITHIN) -> bytes:
    """Asks a program to end, and waits until nobody holds its pipes; what it said on standard error since it was read.

    One that does not end, or leaves a child behind that goes on talking, fails the test, which would wait for ever.
    """
    family = _family(process.pid)
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(within):
            _, said = await process.communicate()
    except TimeoutError:
        left = [one for one in family if one.is_running()]
        names = [" ".join(one.cmdline()[:4]) for one in left if one.status() != psutil.STATUS_ZOMBIE]
        for one in left:
            one.kill()
        raise AssertionError(f"{within:.0f} s after it was asked to end there was still: {names}") from None
    return said or b""


def _family(pid: int) -> list[psutil.Process]:
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
