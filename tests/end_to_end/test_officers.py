"""Officers' keys as they are in real life: under a slow passphrase, or on a piece of hardware with a plugin."""

import os
import stat
import sys
from pathlib import Path

import pytest

from sealing import age, officers
from sealing.officers import Group, OfficerKey
from tests.fakes import age_files, age_plugin

pytestmark = pytest.mark.end_to_end


def test_a_hardware_key_is_asked_through_its_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plugin is a stand-in; that its holder is spoken to, and that its answer is used, is what this shows."""
    shim = tmp_path / "age-plugin-test"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S -E "{age_plugin.__file__}" "$@"\n')
    shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    said: list[str] = []
    asked: list[str] = []

    def ask(text: str) -> str:
        asked.append(text)
        return age_plugin.PIN

    file = age_files.with_stanza("test", b"k" * 16, b"k" * 16, b"content")
    assert age.decrypt([file], age_plugin.IDENTITY, said.append, ask) == b"content"
    assert (said, asked) == ([age_plugin.TOUCH], [age_plugin.ENTER])


def test_a_key_file_opens_with_its_passphrase_only() -> None:
    key = OfficerKey.make("Dora Datenschutz", Group.DATA_PROTECTION)
    file = officers.locked(key, "correct horse battery")
    assert key.identity.encode() not in file
    assert officers.unlocked(file, "correct horse battery") == key
    with pytest.raises(officers.KeyFileRefused):
        officers.unlocked(file, "correct horse batterie")
