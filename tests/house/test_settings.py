"""Every setting is documented: in its class, and in docs/operating.md."""

import ast
import re

import pytest

from tests.fakes.source import ROOT, Module, modules

SETTINGS = [
    module for module in modules() if module.path.name == "settings.py" and module.path.parent.name != "protocol"
]


def fields(module: Module) -> list[tuple[str, str, str]]:
    """Each field's name, default and docstring."""
    settings = next(node for node in module.tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings")
    found = []
    for node, following in zip(settings.body, [*settings.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            text = following.value.value if is_text(following) else ""
            found.append((node.target.id, ast.unparse(node.value) if node.value else "", " ".join(str(text).split())))
    return found


def is_text(node: ast.stmt | None) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def prefix(module: Module) -> str:
    """What the names of the package's environment variables begin with, as its own code says."""
    package = module.name.partition("/")[0]
    for one in modules():
        if one.name.startswith(f"{package}/"):
            for node in one.nodes:
                if isinstance(node, ast.Constant) and re.fullmatch(r"FERNDIAGNOSE_[A-Z]+", str(node.value)):
                    return str(node.value)
    raise AssertionError(f"{package} reads its settings from no environment variables")


def shown(default: str) -> str:
    """A default as an operator would write it."""
    plain = re.sub(r"^Path\((.*)\)$", r"\1", default).strip("'")
    return f"`{plain}`" if plain not in {"", "None"} else "–"


def rows(module: Module) -> list[str]:
    """The module's rows in the table of docs/operating.md."""
    return [
        f"| `{prefix(module)}_{name.upper()}` | {shown(default)} | {text} |" for name, default, text in fields(module)
    ]


@pytest.mark.parametrize("module", SETTINGS, ids=lambda module: module.name)
def test_every_field_of_a_settings_class_says_what_it_is(module: Module) -> None:
    assert fields(module)
    for name, _, text in fields(module):
        assert text.endswith((".", "?")), f"{module.name}: {name} has no sentence"


@pytest.mark.parametrize("module", SETTINGS, ids=lambda module: module.name)
def test_every_setting_stands_in_the_operators_book(module: Module) -> None:
    """When this fails, put the rows that it prints into docs/operating.md."""
    book = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert "\n".join(rows(module)) in book, "\n" + "\n".join(rows(module))


def test_the_operators_book_has_no_setting_that_does_not_exist() -> None:
    book = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    known = {row for module in SETTINGS for row in rows(module)}
    assert {line for line in book.splitlines() if line.startswith("| `FERNDIAGNOSE_")} <= known
