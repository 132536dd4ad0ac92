import ast
import inspect
from dataclasses import fields

import pytest

from customer_client import settings as module
from customer_client.settings import Settings, checked
from protocol.settings import SettingsWrong
from tests.fakes.systems import needs_sources


@pytest.mark.promise("P05")
@pytest.mark.parametrize(
    "server", ["http://help.example.org", "ws://x", "help.example.org", "https://", "https://a/b", "https://a:x", ""]
)
def test_a_server_without_tls_or_name_is_refused(server: str) -> None:
    with pytest.raises(SettingsWrong):
        checked(Settings(server=server))


@pytest.mark.parametrize("server", ["https://help.example.org", "https://localhost:8443/", "https://[::1]:1"])
def test_a_server_with_tls_is_taken(server: str) -> None:
    assert checked(Settings(server=server)).server == server


@needs_sources
def test_every_setting_says_what_it_is() -> None:
    (tree,) = [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.ClassDef)]
    documented = [
        before.target.id  # type: ignore[union-attr]  # a plain name, in a dataclass
        for before, after in zip(tree.body, tree.body[1:], strict=False)
        if isinstance(before, ast.AnnAssign) and isinstance(after, ast.Expr)
    ]
    assert documented == [field.name for field in fields(Settings)]
