"""Rows of the bench: one figure, its baseline from the same run, their ratio, and what it should be."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Better = Literal["lower", "higher"]
Bounds = Literal["value", "ratio"]


@dataclass(frozen=True)
class Row:
    """One figure. `target` bounds the value or the ratio, as `bounds` says; `better` tells in which direction."""

    name: str
    unit: str
    value: float
    baseline: float | None
    better: Better
    target: float | None = None
    bounds: Bounds = "value"

    @property
    def ratio(self) -> float | None:
        """Value by baseline."""
        return self.value / self.baseline if self.baseline else None

    @property
    def ok(self) -> bool:
        """Whether the target is met; a row without one always is."""
        figure = self.value if self.bounds == "value" else self.ratio
        if self.target is None:
            return True
        if figure is None:
            return False
        return figure <= self.target if self.better == "lower" else figure >= self.target

    def as_json(self) -> dict[str, Any]:
        """The row with what follows from it."""
        ratio = None if self.ratio is None else round(self.ratio, 3)
        return {**asdict(self), "value": round(self.value, 2), "ratio": ratio, "ok": self.ok}


def printed(rows: list[Row]) -> str:
    """The rows for a person."""
    lines = [f"{'':46}{'ours':>10}{'naive':>10}{'ratio':>8}  target"]
    for row in rows:
        baseline = "-" if row.baseline is None else f"{row.baseline:.1f}"
        ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
        sign = "≤" if row.better == "lower" else "≥"
        target = "" if row.target is None else f"{sign} {row.target:g}{' × naive' if row.bounds == 'ratio' else ''}"
        mark = "" if row.ok else "  MISSED"
        lines.append(f"{row.name + ', ' + row.unit:46}{row.value:>10.1f}{baseline:>10}{ratio:>8}  {target}{mark}")
    return "\n".join(lines)
