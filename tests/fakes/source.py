"""Our own source, read as text: what the house rules are checked against."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NOT_OURS = {"tests", "release", "docs", "changes", "deploy", "build", "dist", "out", "state"}


@dataclass(frozen=True)
class Module:
    """One source file, parsed."""

    path: Path
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()


def packages() -> list[str]:
    """The top-level folders with Python in them."""
    folders = (entry for entry in ROOT.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    return sorted(
        folder.name
        for folder in folders
        if folder.name not in NOT_OURS and not folder.name.endswith(".egg-info") and any(folder.rglob("*.py"))
    )


@cache
def modules() -> tuple[Module, ...]:
    return tuple(Module(path, ast.parse(path.read_text(encoding="utf-8"))) for path in _files())


def _files() -> Iterator[Path]:
    for package in packages():
        yield from sorted((ROOT / package).rglob("*.py"))


@cache
def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
