import pytest

from agent_client.settings import AddressRefused, Settings, checked, from_command_line
from protocol.settings import SettingsWrong


def test_flags_override_variables_which_override_the_defaults() -> None:
    environ = {"FERNDIAGNOSE_AGENT_SERVER": "https://a.example:1/", "FERNDIAGNOSE_AGENT_LANGUAGE": "en"}
    settings = from_command_line(["--language", "de", "--full-screen"], environ)
    assert settings == Settings(server="https://a.example:1", language="de", full_screen=True)


@pytest.mark.promise("P05")
@pytest.mark.parametrize("address", ["http://a.example", "ws://a.example", "a.example", "https://"])
def test_there_is_no_insecure_address(address: str) -> None:
    with pytest.raises(AddressRefused):
        checked(Settings(server=address))


def test_a_wrong_variable_is_named() -> None:
    with pytest.raises(SettingsWrong, match="FERNDIAGNOSE_AGENT_LANGUAGE"):
        from_command_line([], {"FERNDIAGNOSE_AGENT_LANGUAGE": "fr"})
