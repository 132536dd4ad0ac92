"""What a measurement was made on: figures without their machine say nothing."""

import platform
from pathlib import Path

import psutil


def described() -> str:
    """Processor, cores and memory; nothing that tells whose machine it is."""
    gibibytes = psutil.virtual_memory().total / 2**30
    return f"{_processor()}, {psutil.cpu_count()} cores, {gibibytes:.0f} GiB, Python {platform.python_version()}"


def _processor() -> str:
    table = Path("/proc/cpuinfo")
    if not table.exists():
        return platform.processor() or platform.machine()
    return model(table.read_text(encoding="utf-8")) or platform.machine()


def model(table: str) -> str:
    """The processor's name in the text of /proc/cpuinfo."""
    for line in table.splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return " ".join(value.split())
    return ""
