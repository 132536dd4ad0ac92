import ast
from pathlib import Path

import ferndiagnose
from ferndiagnose.python_version import MINIMUM, wrong


def test_an_old_python_is_told_which_one_is_needed() -> None:
    assert "Python 3.11 or newer is needed, this is 3.9" in (wrong((3, 9)) or "")


def test_a_new_python_is_welcome() -> None:
    assert wrong(MINIMUM) is None
    assert wrong((3, 14)) is None


def test_an_old_python_can_read_the_check() -> None:
    package = Path(ferndiagnose.__file__).parent
    for module in ("__init__.py", "python_version.py"):
        ast.parse((package / module).read_text(), feature_version=(3, 8))
