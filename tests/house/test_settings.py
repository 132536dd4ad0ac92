"""Every setting is documented: in its class, and in docs/operating.md."""

import ast

import pytest

from tests.fakes.source import Module, modules

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


@pytest.mark.parametrize("module", SETTINGS, ids=lambda module: module.name)
def test_every_field_of_a_settings_class_says_what_it_is(module: Module) -> None:
    assert fields(module)
    for name, _, text in fields(module):
        assert text.endswith((".", "?")), f"{module.name}: {name} has no sentence"
