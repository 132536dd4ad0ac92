from pathlib import Path

import pytest

from signaling.pages.system import Guess, System
from signaling.pages.ways import Next, Way, Ways

FILE = Path("client")
NOTHING = Ways({}, app=False)
ONLY_APP = Ways({}, app=True)
ONLY_FILES = Ways({System.WINDOWS: FILE, System.LINUX: FILE}, app=False)
BOTH = Ways({System.WINDOWS: FILE, System.LINUX: FILE}, app=True)


@pytest.mark.parametrize(
    ("ways", "guess", "page"),
    [
        (BOTH, Guess(System.WINDOWS), Next.DOWNLOAD),
        (ONLY_FILES, Guess(System.LINUX), Next.DOWNLOAD),
        (BOTH, Guess(System.IOS), Next.APP),
        (BOTH, Guess(System.ANDROID), Next.APP),
        (BOTH, Guess(System.MACOS), Next.APP),
        (BOTH, Guess(System.CHROMEOS), Next.APP),
        (ONLY_APP, Guess(System.WINDOWS), Next.APP),
        (ONLY_FILES, Guess(System.IOS), Next.NOTHING),
        (NOTHING, Guess(System.WINDOWS), Next.NOTHING),
        (NOTHING, Guess(None), Next.NOTHING),
        (BOTH, Guess(None), Next.CHOOSE),
        (ONLY_FILES, Guess(None), Next.CHOOSE),
        (BOTH, Guess(System.WINDOWS, too_old=True), Next.TOO_OLD),
        (NOTHING, Guess(None, too_old=True), Next.TOO_OLD),
    ],
)
def test_the_page_after_the_key_suits_the_device(ways: Ways, guess: Guess, page: Next) -> None:
    assert ways.following(guess, None) == (page, guess.system)


def test_a_tablet_that_says_it_is_a_computer_is_asked_before_the_key_is_used_up() -> None:
    assert BOTH.following(Guess(System.LINUX), None) == (Next.CHOOSE, System.LINUX)
    assert Ways({System.MACOS: FILE}, app=True).following(Guess(System.MACOS), None) == (Next.CHOOSE, System.MACOS)


@pytest.mark.parametrize("guess", [Guess(None), Guess(System.WINDOWS), Guess(System.WINDOWS, too_old=True)])
def test_what_was_picked_by_hand_is_not_doubted(guess: Guess) -> None:
    assert BOTH.following(guess, System.LINUX) == (Next.DOWNLOAD, System.LINUX)
    assert BOTH.following(guess, System.IOS) == (Next.APP, System.IOS)
    assert NOTHING.following(guess, System.IOS) == (Next.NOTHING, System.IOS)


def test_every_system_that_is_offered_has_something_behind_it() -> None:
    assert NOTHING.systems() == ()
    assert ONLY_FILES.systems() == (System.WINDOWS, System.LINUX)
    assert set(BOTH.systems()) == set(System)
    for ways in (NOTHING, ONLY_APP, ONLY_FILES, BOTH):
        assert all(ways.to(system) in Way for system in ways.systems())


def test_the_likeliest_stands_first() -> None:
    assert BOTH.systems(first=System.ANDROID)[0] is System.ANDROID
