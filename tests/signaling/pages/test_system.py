import sys
import time

import pytest

from signaling.pages.system import OLDEST, Guess, System, named, recognise

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0"
CANARY = "Canary-51c7"


@pytest.mark.promise("P17")
@pytest.mark.parametrize(
    ("user_agent", "system"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36", System.WINDOWS),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/130.0.0.0", System.WINDOWS),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", System.WINDOWS),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15", System.MACOS),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:128.0) Gecko/20100101 Firefox/128.0", System.MACOS),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", System.LINUX),
        ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", System.LINUX),
        (f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {CHROME} Mobile Safari/537.36", System.ANDROID),
        (f"Mozilla/5.0 (Linux; Android 10; K) {CHROME} Mobile Safari/537.36", System.ANDROID),
        ("Mozilla/5.0 (Android 13; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0", System.ANDROID),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15", System.IOS),
        ("Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15", System.IOS),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROME}", System.CHROMEOS),
        ("Mozilla/5.0 (X11; FreeBSD amd64; rv:128.0) Gecko/20100101 Firefox/128.0", None),
        ("curl/8.5.0", None),
        ("", None),
    ],
)
def test_the_system_is_recognised(user_agent: str, system: System | None) -> None:
    assert recognise(user_agent) == Guess(system)


@pytest.mark.promise("P08")
@pytest.mark.parametrize(
    ("user_agent", "system", "name"),
    [
        ("Mozilla/5.0 (Windows NT 5.1) Firefox/52", System.WINDOWS, "Windows XP"),
        ("Mozilla/5.0 (Windows NT 6.0)", System.WINDOWS, "Windows Vista"),
        (f"Mozilla/5.0 (Windows NT 6.1; Win64; x64) {CHROME}", System.WINDOWS, "Windows 7"),
        ("Mozilla/5.0 (Windows NT 6.3; WOW64)", System.WINDOWS, "Windows 8.1"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) AppleWebKit/605", System.MACOS, "macOS 10.14"),
        (f"Mozilla/5.0 (Linux; Android 7.0; SM-G920F) {CHROME}", System.ANDROID, "Android 7.0"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 12_5 like Mac OS X) AppleWebKit/605", System.IOS, "iOS 12.5"),
        ("Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950)", None, "Windows Phone"),
    ],
)
def test_a_system_that_is_too_old_is_named(user_agent: str, system: System | None, name: str) -> None:
    assert recognise(user_agent) == Guess(system, too_old=True, name=name)


@pytest.mark.parametrize("system", OLDEST)
def test_the_oldest_version_is_not_too_old(system: System) -> None:
    version = {
        System.WINDOWS: "Windows NT 10.0",
        System.MACOS: "Macintosh; Intel Mac OS X 10_15",
        System.ANDROID: "Linux; Android 8.0.0",
        System.IOS: "iPhone; CPU iPhone OS 17_0 like Mac OS X",
    }[system]
    assert recognise(f"Mozilla/5.0 ({version})") == Guess(system)


@pytest.mark.promise("P17")
def test_no_user_agent_is_kept_to_recognise_it_sooner_the_next_time() -> None:
    user_agent = f"Mozilla/5.0 (Windows NT 10.0; {CANARY})"
    before = sys.getrefcount(user_agent)
    recognise(user_agent)
    assert sys.getrefcount(user_agent) == before, "the library's own `parse_os` would hold some more"


@pytest.mark.parametrize(
    "piece", ["Windows NT ", "Linux Android ", "Mac OS X 1_", "(((((", "Mozilla/5.0 iPhone OS ", "a;1/"]
)
def test_hostile_text_is_looked_at_in_no_time(piece: str) -> None:
    began = time.process_time()
    recognise(piece * 10_000)
    assert time.process_time() - began < 0.5, "it takes a millisecond or two; patterns that explode take minutes"


def test_a_system_can_be_picked_by_hand() -> None:
    assert [named(system) for system in System] == list(System)
    assert named("beos") is None


def test_each_system_has_a_label() -> None:
    assert len({system.label for system in System}) == len(System)
