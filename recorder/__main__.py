"""`python -m recorder`: one recorder, until it is stopped."""

import argparse
import asyncio
import dataclasses
import os
import sys
from pathlib import Path

import logs
from protocol import settings as environment
from recorder.app import CannotStart, Recorder
from recorder.settings import Settings
from sealing import memory
from sealing.memory import MemoryExposed


def settings_of(arguments: list[str], environ: dict[str, str]) -> Settings:
    """What the environment says, and the flags over it. Raises `SettingsWrong`."""
    parser = argparse.ArgumentParser("python -m recorder", description="Receives and stores sessions.")
    parser.add_argument("--server", help="the signaling server, e.g. https://localhost:8443")
    parser.add_argument(
        "--ca",
        type=Path,
        help="PEM file with the only certificate authorities to trust; the state folder's if not given",
    )
    parser.add_argument("--state", type=Path, help="the state folder")
    flags = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not None}
    return dataclasses.replace(environment.read(Settings, "FERNDIAGNOSE_RECORDER", environ), **flags)


async def _run(settings: Settings) -> None:
    await Recorder(settings, logs.Dialogue("recorder")).run()


def main() -> int:
    """0 when stopped, 2 when the operator has something to do first."""
    logs.write_to_stderr()
    try:
        settings = settings_of(sys.argv[1:], dict(os.environ))
        memory.protect("FERNDIAGNOSE_RECORDER_SWAP_ALLOWED", swap_allowed=settings.swap_allowed)
        asyncio.run(_run(settings))
    except (CannotStart, MemoryExposed, environment.SettingsWrong) as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
