import ast
from dataclasses import fields
from pathlib import Path

import pytest

import archive.settings
import recorder.settings
from protocol.settings import read


@pytest.mark.parametrize("program", [recorder.settings, archive.settings])
def test_every_setting_is_explained(program: object) -> None:
    source = Path(str(getattr(program, "__file__", ""))).read_text()
    (settings,) = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    for field, after in zip(settings.body, settings.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign):
            assert isinstance(after, ast.Expr), ast.unparse(field)


def test_every_setting_can_come_from_the_environment() -> None:
    example = {"server": "https://x", "ca": "ca.pem", "state": "s", "gone_after": "1.5", "size_limit": "2"}
    example |= {"threads": "3", "token_wait": "0", "store": "s3://bucket", "spool_limit": "4", "swap_allowed": "true"}
    environ = {f"FERNDIAGNOSE_RECORDER_{name.upper()}": value for name, value in example.items()}
    settings = read(recorder.settings.Settings, "FERNDIAGNOSE_RECORDER", environ)
    assert {field.name for field in fields(settings)} == set(example)
    assert (settings.ca, settings.gone_after, settings.threads) == (Path("ca.pem"), 1.5, 3)
