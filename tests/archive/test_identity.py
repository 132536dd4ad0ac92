from pathlib import Path

import pytest

from archive import identity
from archive.identity import IdentityLost
from sealing import keyring


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "identity.key", tmp_path / "archive.pub"


def test_an_identity_is_made_once_and_stays(files: tuple[Path, Path]) -> None:
    first, again = identity.kept(*files), identity.kept(*files)
    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert keyring.read_verifying(files[1].read_bytes()) == first.public_key().public_bytes_raw()
    assert files[0].stat().st_mode & 0o077 == 0
    assert files[1].stat().st_mode & 0o044 == 0o044


def test_a_public_half_that_was_lost_is_written_again(files: tuple[Path, Path]) -> None:
    identity.kept(*files)
    before = files[1].read_bytes()
    files[1].unlink()
    identity.kept(*files)
    assert files[1].read_bytes() == before


def test_no_second_identity_is_made_by_accident(files: tuple[Path, Path]) -> None:
    identity.kept(*files)
    files[0].unlink()
    with pytest.raises(IdentityLost, match="from a backup"):
        identity.kept(*files)
    assert not files[0].exists()


def test_another_archives_public_half_is_noticed(files: tuple[Path, Path]) -> None:
    identity.kept(*files)
    files[1].write_bytes(keyring.encode_verifying(bytes(32)))
    with pytest.raises(IdentityLost, match="not the public half"):
        identity.kept(*files)


def test_what_is_no_key_is_said(files: tuple[Path, Path]) -> None:
    files[0].write_bytes(b"short")
    with pytest.raises(IdentityLost, match="holds no key"):
        identity.kept(*files)
