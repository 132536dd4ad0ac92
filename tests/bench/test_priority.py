import os
from pathlib import Path

import pytest

from bench import priority
from bench.priority import Controller, served_first


def test_a_group_of_large_weight_is_made_and_left_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    controller = Controller(tmp_path, "cpu.weight", "10000")
    monkeypatch.setattr(priority, "ENDED_WITHIN", 0)  # these files, unlike the kernel's, keep their folder from going
    with served_first([Controller(tmp_path / "absent", "cpu.shares", "1"), controller]) as served:
        group = tmp_path / f"bench-{os.getpid()}"
        assert served
        assert (group / "cpu.weight").read_text() == "10000"
        assert (group / "cgroup.procs").read_text() == str(os.getpid())
    assert (tmp_path / "cgroup.procs").read_text() == str(os.getpid())


def test_where_there_are_no_groups_nothing_changes(tmp_path: Path) -> None:
    with served_first([Controller(tmp_path / "absent", "cpu.weight", "1")]) as served:
        assert not served
