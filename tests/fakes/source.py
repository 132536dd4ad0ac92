"""Our own source, read as text: what the house rules are checked against."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
NOT_OURS = {"tests", "docs", "changes", "deploy", "build", "dist", "out", "state"}


@dataclass(frozen=True)
class Module:
    """One source file, parsed by whoever asks first."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of the tree, from its root down."""
        return list(ast.walk(self.tree))


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
    return tuple(Module(path) for path in _files())


def _files() -> Iterator[Path]:
    for package in packages():
        yield from sorted((ROOT / package).rglob("*.py"))


@cache
def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
