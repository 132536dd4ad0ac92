from pathlib import Path

import pytest

from archive.cabinet import Cabinet

DAY, HOLD = "2026-11-23", "hold-c0ffee"


def test_a_key_is_made_once_and_found_again(tmp_path: Path) -> None:
    made = Cabinet(tmp_path).make(DAY)
    found = Cabinet(tmp_path).key(DAY)
    assert found
    assert found.public == made.public
    with pytest.raises(FileExistsError):
        Cabinet(tmp_path).make(DAY)


def test_it_says_which_keys_exist(tmp_path: Path) -> None:
    cabinet = Cabinet(tmp_path)
    for name in (HOLD, DAY):
        cabinet.make(name)
    assert cabinet.names() == [DAY, HOLD]
    assert cabinet.key("2026-11-24") is None


@pytest.mark.promise("P19")
def test_a_destroyed_key_is_overwritten_where_it_lay_and_gone(tmp_path: Path) -> None:
    cabinet = Cabinet(tmp_path)
    cabinet.make(DAY)
    secret = (tmp_path / f"{DAY}.key").read_bytes()
    same_place = tmp_path.with_name("link")
    same_place.hardlink_to(tmp_path / f"{DAY}.key")
    cabinet.destroy(DAY)
    cabinet.destroy(DAY)
    assert cabinet.key(DAY) is None
    assert cabinet.names() == []
    assert same_place.read_bytes() != secret
    assert not any(secret in path.read_bytes() for path in tmp_path.rglob("*"))


def test_nobody_else_reads_it_and_backup_tools_leave_it_out(tmp_path: Path) -> None:
    Cabinet(tmp_path / "keys").make(DAY)
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    assert (tmp_path / "keys" / f"{DAY}.key").stat().st_mode & 0o077 == 0
    tag = (tmp_path / "keys" / "CACHEDIR.TAG").read_bytes()
    assert tag.startswith(b"Signature: 8a477f597d28d172789f06886806bc55")  # https://bford.info/cachedir/


def test_half_of_a_key_does_not_stay(tmp_path: Path) -> None:
    Cabinet(tmp_path)
    (tmp_path / f".{DAY}.key.0123").write_bytes(b"half")
    Cabinet(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["CACHEDIR.TAG"]


def test_what_is_no_key_opens_nothing(tmp_path: Path) -> None:
    cabinet = Cabinet(tmp_path)
    (tmp_path / f"{DAY}.key").write_bytes(b"short")
    assert cabinet.key(DAY) is None
    cabinet.destroy(DAY)
    assert cabinet.names() == []


@pytest.mark.parametrize("name", ["", "..", "../2026-11-23", "hold-x", "2026-11-23/"])
def test_a_key_is_named_after_a_day_or_a_hold(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="named after"):
        Cabinet(tmp_path).key(name)
