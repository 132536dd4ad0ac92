import pytest

from signaling.pages.system import System, named, recognise


@pytest.mark.promise("P17")
@pytest.mark.parametrize(
    ("user_agent", "system"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36", System.WINDOWS),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15", System.MACOS),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", System.LINUX),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Mobile Safari/537.36", System.ANDROID),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15", System.IOS),
        ("Mozilla/5.0 (iPad; CPU OS 15_6 like Mac OS X) AppleWebKit/605.1.15", System.IOS),
        ("Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950)", None),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36", None),
        ("curl/8.5.0", None),
        ("", None),
    ],
)
def test_the_system_is_recognised(user_agent: str, system: System | None) -> None:
    assert recognise(user_agent) is system


def test_a_system_can_be_picked_by_hand() -> None:
    assert [named(system) for system in System] == list(System)
    assert named("beos") is None


def test_each_system_has_a_label() -> None:
    assert len({system.label for system in System}) == len(System)
