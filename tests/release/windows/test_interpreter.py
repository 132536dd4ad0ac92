import hashlib
from pathlib import Path

import pytest

from release.windows.interpreter import Interpreter, NotGenuine

GENUINE = b"def f(): ...\n"


@pytest.fixture
def interpreter(tmp_path: Path) -> Interpreter:
    for folder in ("with/DLLs", "with/Lib/json", "with/Lib/test", "bare"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "with" / "DLLs" / "python_lib.cat").write_bytes(b"signed " + hashlib.sha256(GENUINE).digest())
    (tmp_path / "bare" / "python.cat").write_bytes(b"signed")
    (tmp_path / "with" / "Lib" / "json" / "__init__.py").write_bytes(GENUINE)
    (tmp_path / "with" / "Lib" / "json" / "empty.py").touch()
    (tmp_path / "with" / "Lib" / "test" / "support.py").write_bytes(b"not needed, and not looked at")
    return Interpreter(tmp_path / "with", tmp_path / "bare")


def test_modules_whose_digests_are_in_a_signed_catalogue_are_taken(interpreter: Interpreter) -> None:
    assert [name for name, _ in interpreter.modules()] == ["json/__init__.py", "json/empty.py"]


def test_a_module_that_somebody_changed_is_not_taken(interpreter: Interpreter) -> None:
    (interpreter.with_toolkit / "Lib" / "json" / "__init__.py").write_bytes(GENUINE + b"import evil\n")
    with pytest.raises(NotGenuine, match="json/__init__"):
        list(interpreter.modules())
