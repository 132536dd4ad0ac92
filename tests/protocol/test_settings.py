from dataclasses import dataclass
from pathlib import Path

import pytest

from protocol.settings import SettingsWrong, read


@dataclass(frozen=True)
class Example:
    port: int = 8443
    state: Path | None = None
    names: tuple[str, ...] = ()


def test_what_the_environment_names_replaces_the_default() -> None:
    assert read(Example, "FERNDIAGNOSE_EXAMPLE", {"FERNDIAGNOSE_EXAMPLE_PORT": "1", "PATH": "x"}) == Example(port=1)


def test_a_wrong_value_is_named_by_its_variable_and_not_repeated() -> None:
    with pytest.raises(SettingsWrong, match="FERNDIAGNOSE_EXAMPLE_PORT") as wrong:
        read(Example, "FERNDIAGNOSE_EXAMPLE", {"FERNDIAGNOSE_EXAMPLE_PORT": "geheim"})
    assert "geheim" not in str(wrong.value)


def test_a_folder_can_be_named_too() -> None:
    example = read(Example, "FERNDIAGNOSE_EXAMPLE", {"FERNDIAGNOSE_EXAMPLE_STATE": "/srv/state"})
    assert example == Example(state=Path("/srv/state"))
