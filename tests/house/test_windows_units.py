"""The tests of what the Windows client is made of run in wine, with what they have there and nothing else."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.fakes.source import ROOT

PACKAGES = ("customer_client", "peer", "protocol", "words", "logs")
PINNED = ("release/windows/requirements.txt", "tests/built/units/requirements.txt")
CALLED = {"pyopenssl": "OpenSSL", "google-crc32c": "google_crc32c", "pytest-asyncio": "pytest_asyncio"}
"""Packages whose modules have another name."""


def there() -> set[str]:
    """Modules that can be imported in wine."""
    pinned = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in PINNED)
    names = re.findall(r"^([a-z0-9-]+)==", pinned, re.MULTILINE)
    ours = {path.name for path in ROOT.iterdir() if path.is_dir()}
    return {CALLED.get(name, name.replace("-", "_")) for name in names} | ours | {"_pytest", *sys.stdlib_module_names}


def imported(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def used() -> Iterator[tuple[Path, list[str]]]:
    """The tests, and of ours what they import when they are loaded, such as fakes: each with what it imports."""
    waiting = [path for package in PACKAGES for path in sorted((ROOT / "tests" / package).rglob("*.py"))]
    seen = set(waiting)
    while waiting:
        path = waiting.pop()
        names = list(imported(path))
        yield path, names
        for name in names:
            at = ROOT / name.replace(".", "/")
            for found in (at.with_suffix(".py"), at / "__init__.py"):
                if found not in seen and found.exists() and found.relative_to(ROOT).parts[0] not in PACKAGES:
                    seen.add(found)
                    waiting.append(found)


def test_they_import_nothing_that_is_not_there() -> None:
    known, looked_at = there(), dict(used())
    assert ROOT / "tests" / "fakes" / "screens.py" in looked_at
    of_x11 = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "customer_client").rglob("*.py")
        if any(name.partition(".")[0] == "Xlib" for name in imported(path))
    }
    assert of_x11
    missing = {
        f"{path.relative_to(ROOT)} imports {name}, which is not there in wine"
        for path, names in looked_at.items()
        for name in names
        if (name.partition(".")[0] not in known or name in of_x11) and not path.name.startswith("test_x11_")
    }
    assert not missing, "\n".join(sorted(missing))
