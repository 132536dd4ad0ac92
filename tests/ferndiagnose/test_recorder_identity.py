from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from ferndiagnose import state
from ferndiagnose.__main__ import main
from ferndiagnose.problems import CannotServe
from ferndiagnose.recorder_identity import Paths, ensure, make, roll
from protocol import recorder_identity

SESSION, CERTIFICATE = "ab" * 16, b"f" * 32


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    state.prepare(tmp_path)
    return Paths(tmp_path)


def trusted(by: str, paths: Paths) -> bool:
    """Whether clients with this file accept the recorder as it is now."""
    key = load_pem_private_key(paths.active.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    signature = recorder_identity.sign(key, SESSION, CERTIFICATE)
    return recorder_identity.read(by).vouches(SESSION, CERTIFICATE, signature)


def test_the_first_start_makes_one_and_the_second_leaves_it_alone(paths: Paths) -> None:
    assert ensure(paths)
    before = paths.active.read_bytes(), paths.public.read_text()
    assert trusted(paths.public.read_text(), paths)
    assert paths.active.stat().st_mode & 0o777 == 0o600
    assert not ensure(paths)
    assert (paths.active.read_bytes(), paths.public.read_text()) == before


@pytest.mark.promise("P05")
def test_clients_outlive_one_roll_of_the_key_and_not_two(paths: Paths) -> None:
    make(paths)
    old = paths.public.read_text()
    roll(paths)
    assert trusted(old, paths)
    assert trusted(paths.public.read_text(), paths)
    roll(paths)
    assert not trusted(old, paths)
    assert trusted(paths.public.read_text(), paths)


def test_a_roll_that_was_interrupted_is_finished_by_the_next(paths: Paths) -> None:
    make(paths)
    old = paths.public.read_text()
    paths.active.write_bytes(paths.next.read_bytes())  # as far as it came
    roll(paths)
    assert trusted(old, paths)
    assert trusted(paths.public.read_text(), paths)
    assert paths.active.read_bytes() != paths.next.read_bytes()


def test_an_identity_is_not_made_over_another(paths: Paths) -> None:
    make(paths)
    with pytest.raises(CannotServe, match="roll"):
        make(paths)


def test_without_the_next_key_there_is_nothing_to_roll_to(paths: Paths) -> None:
    make(paths)
    paths.next.unlink()
    with pytest.raises(CannotServe, match=r"identity-next\.key"):
        roll(paths)
    paths.next.write_text("nonsense")
    with pytest.raises(CannotServe, match="no Ed25519 key"):
        roll(paths)


def test_the_command_says_what_to_do_with_the_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ("make", "roll"):
        assert main(["recorder-identity", verb, "--state", str(tmp_path)]) == 0
        assert str(Paths(tmp_path).public) in capsys.readouterr().out
    assert main(["recorder-identity", "make", "--state", str(tmp_path)]) == 2
