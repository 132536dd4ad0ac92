"""Rows of the bench: one figure, its baseline from the same run, their ratio, and what it should be."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Better = Literal["lower", "higher"]


@dataclass(frozen=True)
class Row:
    """One figure of ours, beside the naive program's and TigerVNC's."""

    name: str
    unit: str
    value: float | None
    """`None` where it could not be measured; `why` says why."""
    baseline: float | None
    """The naive program's."""
    better: Better
    target: float | None = None
    """What the value should reach."""
    target_ratio: float | None = None
    """What the ratio to the baseline should reach."""
    tigervnc: float | None = None
    why: str = ""

    @property
    def ratio(self) -> float | None:
        """Value by baseline."""
        return self.value / self.baseline if self.baseline and self.value is not None else None

    @property
    def ok(self) -> bool | None:
        """Whether the targets are met; a row without one always is. `None` where nothing was measured."""
        if self.value is None:
            return None
        return self._reaches(self.value, self.target) and self._reaches(self.ratio, self.target_ratio)

    def as_json(self) -> dict[str, Any]:
        """The row with what follows from it."""
        return {
            **{name: _short(value) for name, value in asdict(self).items()},
            "ratio": _short(self.ratio),
            "ok": self.ok,
        }

    def aim(self) -> str:
        """The targets for a person."""
        sign = "≤" if self.better == "lower" else "≥"
        of_value = [] if self.target is None else [f"{sign} {self.target:g}"]
        of_ratio = [] if self.target_ratio is None else [f"{sign} {self.target_ratio:g} × naive"]
        return ", ".join(of_value + of_ratio)

    def _reaches(self, figure: float | None, target: float | None) -> bool:
        if target is None:
            return True
        if figure is None:
            return False
        return figure <= target if self.better == "lower" else figure >= target


def printed(rows: list[Row]) -> str:
    """The rows for a person."""
    wide = max((len(titled(row)) for row in rows), default=0)
    lines = [f"{'':{wide}}{'ours':>9}{'naive':>9}{'ratio':>7}{'TigerVNC':>10}  target"]
    for row in rows:
        figures = f"{cell(row.value):>9}{cell(row.baseline):>9}{cell(row.ratio, 2):>7}{cell(row.tigervnc):>10}"
        mark = {True: "", False: "  MISSED", None: "  NOT MEASURED"}[row.ok]
        why = f"  ({row.why})" if row.why else ""
        lines.append(f"{titled(row):{wide}}{figures}  {row.aim()}{mark}{why}")
    return "\n".join(lines)


def titled(row: Row) -> str:
    return f"{row.name}, {row.unit}" if row.unit else row.name


def cell(figure: float | None, digits: int | None = None) -> str:
    if figure is None:
        return "-"
    return f"{figure:.{(1 if abs(figure) >= 10 else 2) if digits is None else digits}f}"


def _short(value: Any) -> Any:
    return round(value, 3) if isinstance(value, float) else value
