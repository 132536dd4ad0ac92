from pathlib import Path

from customer_client.removal.locks import lock


def test_a_file_is_locked_by_one_at_a_time_and_free_again_when_it_is_closed(tmp_path: Path) -> None:
    (tmp_path / "mark").touch()
    with (tmp_path / "mark").open("r+b") as first, (tmp_path / "mark").open("r+b") as second:
        assert lock(first)
        assert not lock(second)
        first.close()
        assert lock(second)
