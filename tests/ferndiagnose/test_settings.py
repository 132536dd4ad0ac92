import pytest

from ferndiagnose.settings import Settings


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        (Settings(), "https://localhost:8443"),
        (Settings(host="0.0.0.0"), "https://localhost:8443"),
        (Settings(host="::"), "https://localhost:8443"),
        (Settings(host="192.0.2.7"), "https://192.0.2.7:8443"),
        (Settings(host="2001:db8::7"), "https://[2001:db8::7]:8443"),
        (Settings(host="desk.example"), "https://desk.example:8443"),
        (Settings(host="0.0.0.0", name="help.example"), "https://help.example:8443"),
    ],
)
def test_the_service_is_reached_by_its_name(settings: Settings, address: str) -> None:
    assert settings.address(8443) == address


def test_the_state_folder_is_the_same_wherever_a_program_looks_from() -> None:
    assert Settings(state="state").folder.is_absolute()


def test_the_usual_port_is_left_out_as_browsers_do() -> None:
    assert Settings(name="help.example").address(443) == "https://help.example"
