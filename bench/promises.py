"""The promises, and the tests that hold them: `python -m bench.promises [--json]`, after `make test`."""

import argparse
import json
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "promises.md"
RESULTS = ROOT / "out" / "promises.json"
_ROW = re.compile(r"^\| (P\d\d) \| (.+?) \| (.+?) \|$", re.MULTILINE)


@dataclass(frozen=True)
class Promise:
    """One sentence of the notice, what the software must do, and the tests that passed in the last run."""

    id: str
    text: str
    duty: str
    tests: tuple[str, ...]


def promises(table: str, passed: dict[str, list[str]]) -> list[Promise]:
    """The rows of the table, each with the tests that name it."""
    return [
        Promise(row, text, duty, tuple(sorted(name for name, ids in passed.items() if row in ids)))
        for row, text, duty in _ROW.findall(table)
    ]


def printed(rows: list[Promise]) -> str:
    """The table for a person."""
    lines = []
    for row in rows:
        lines.append(f"{row.id}  {'held' if row.tests else 'OPEN'}  {row.text}")
        lines += [f"           {name}" for name in sorted({name.split("[")[0] for name in row.tests})]
    held = sum(bool(row.tests) for row in rows)
    return "\n".join([*lines, "", f"{held} of {len(rows)} promises have a test that passed in the last run."])


def main() -> None:
    """Prints the table; says so when no test has run yet."""
    parser = argparse.ArgumentParser(prog="make promises", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    arguments = parser.parse_args()
    if not RESULTS.exists():
        print("No tests have run yet: `make test` first.", file=sys.stderr)
    passed = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    rows = promises(TABLE.read_text(encoding="utf-8"), passed)
    print(json.dumps({"rows": [asdict(row) for row in rows]}, ensure_ascii=False) if arguments.json else printed(rows))


if __name__ == "__main__":
    main()
