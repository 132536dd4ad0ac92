import ast
import inspect
import itertools
from dataclasses import fields

from protocol.settings import read
from signaling import settings
from signaling.settings import Settings


def test_every_setting_is_documented() -> None:
    (settings_class,) = [node for node in ast.parse(inspect.getsource(settings)).body if isinstance(node, ast.ClassDef)]
    body = settings_class.body
    documented = {
        node.target.id
        for node, after in itertools.pairwise(body)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
    }
    assert documented == {field.name for field in fields(Settings)}


def test_the_environment_overrides_a_default() -> None:
    given = read(Settings, "FERNDIAGNOSE_SIGNALING", {"FERNDIAGNOSE_SIGNALING_PORT": "9443"})
    assert given.port == 9443


def test_without_a_database_url_the_state_folder_holds_a_sqlite_file() -> None:
    assert Settings(state="/srv/x").database_url == "sqlite:////srv/x/ferndiagnose.sqlite"


def test_only_one_origin_may_send_forms_and_it_is_never_a_pattern() -> None:
    assert Settings().origin_at(8443) == "https://localhost:8443"
    assert Settings(origin="https://help.example").origin_at(8443) == "https://help.example"
