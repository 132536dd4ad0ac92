"""`python -m bench.budgets`: how long our modules and functions are. A report to read, never a gate."""

import ast
import json
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULE_MEDIAN, MODULE_LONGEST = 150, 400
FUNCTION_MEDIAN, FUNCTION_LONGEST = 8, 50
_LEFT_OUT = {"tests", "build", "dist", "out", "state"}


@dataclass(frozen=True)
class Length:
    """How many lines something has."""

    name: str
    lines: int


def modules(root: Path) -> list[Path]:
    """The modules with something in them, outside of tests."""
    beside = [root, *(entry for entry in root.iterdir() if entry.is_dir() and not _is_left_out(entry.name))]
    found = (path for folder in beside for path in (folder.glob("*.py") if folder is root else folder.rglob("*.py")))
    return sorted(path for path in found if path.stat().st_size)


def _is_left_out(folder: str) -> bool:
    """Before it is looked into: a virtual environment has thousands of files."""
    return folder.startswith(".") or folder in _LEFT_OUT


def functions(name: str, tree: ast.AST) -> Iterator[Length]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Length(f"{name}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)


def broad_excepts(tree: ast.AST) -> int:
    """Handlers that catch everything."""
    return sum(
        isinstance(node, ast.ExceptHandler)
        and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}))
        for node in ast.walk(tree)
    )


def report(root: Path) -> dict[str, object]:
    lengths: list[Length] = []
    of_functions: list[Length] = []
    broad = 0
    for path in modules(root):
        text, name = path.read_text(encoding="utf-8"), path.relative_to(root).as_posix()
        tree = ast.parse(text)
        lengths.append(Length(name, len(text.splitlines())))
        of_functions += functions(name, tree)
        broad += broad_excepts(tree)
    total = sum(length.lines for length in lengths)
    return {
        "modules": len(lengths),
        "lines": total,
        "module_median": statistics.median(length.lines for length in lengths) if lengths else 0,
        "longest_modules": _longest(lengths, MODULE_LONGEST),
        "function_median": statistics.median(length.lines for length in of_functions) if of_functions else 0,
        "longest_functions": _longest(of_functions, FUNCTION_LONGEST),
        "broad_excepts_per_1000_lines": round(1000 * broad / total, 2) if total else 0,
    }


def _longest(lengths: Sequence[Length], budget: int) -> list[str]:
    """The five longest, each marked when it is over budget."""
    longest = sorted(lengths, key=lambda length: -length.lines)[:5]
    return [f"{one.lines:5} {'over  ' if one.lines > budget else '      '}{one.name}" for one in longest]


def main(argv: Sequence[str] | None = None) -> int:
    found = report(ROOT)
    if "--json" in (sys.argv[1:] if argv is None else argv):
        print(json.dumps(found))
        return 0
    print(
        f"{found['modules']} modules, {found['lines']} lines, "
        f"{found['broad_excepts_per_1000_lines']} broad excepts in 1000 lines"
    )
    for kind, median, longest in (
        ("module", MODULE_MEDIAN, MODULE_LONGEST),
        ("function", FUNCTION_MEDIAN, FUNCTION_LONGEST),
    ):
        print(f"\n{kind}s: median {found[f'{kind}_median']} lines (aim {median}), longest (aim {longest}):")
        print("\n".join(str(line) for line in found[f"longest_{kind}s"]))  # type: ignore[attr-defined]  # a list, see report
    return 0


if __name__ == "__main__":
    sys.exit(main())
