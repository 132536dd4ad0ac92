"""axe-core, which knows what a page needs so that everybody can use it: pinned, from npm's registry."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

NPM = shutil.which("npm")
ROOT = Path(__file__).parents[2]
PINNED = Path(__file__).parent / "axe"
INSTALLED = ROOT / "build" / "axe"
STANDARDS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""What it looks for: WCAG 2.2 at level AA, and what its makers add."""


def source() -> str:
    """Its script. It is installed if what is there is not what is pinned."""
    pinned = (PINNED / "package-lock.json").read_bytes()
    if not (INSTALLED / "package-lock.json").exists() or (INSTALLED / "package-lock.json").read_bytes() != pinned:
        _install()
    return (INSTALLED / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def _install() -> None:
    """Beside its place and then into it: several may do so at a time."""
    assert NPM
    INSTALLED.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=INSTALLED.parent) as new:
        folder = Path(new) / "axe"
        shutil.copytree(PINNED, folder)
        subprocess.run([NPM, "ci", "--silent", "--no-audit", "--no-fund"], check=True, cwd=folder)
        shutil.rmtree(INSTALLED, ignore_errors=True)
        folder.rename(INSTALLED)


def asking() -> str:
    """An expression for a browser that has the script: every violation, one to a line, with its elements."""
    rules = ", ".join(f"'{standard}'" for standard in STANDARDS)
    return (
        f"axe.run({{runOnly: [{rules}], resultTypes: ['violations'], selectors: false}})"
        ".then(found => found.violations.map(violation => violation.id + ': ' + "
        "violation.nodes.map(node => node.html.slice(0, 120)).join(' | ')).join('\\n'))"
    )
