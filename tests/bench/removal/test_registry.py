from pathlib import Path

from bench.removal.registry import exported

CONSOLE = '[HKEY_CURRENT_USER\\Console]\n"QuickEdit"=dword:00000000\n'
OURS = '[HKEY_CURRENT_USER\\Software\\Somebody]\n"Run"="fernhilfe"\n'
OF_A_PROGRAM = '[HKEY_CURRENT_USER\\Console\\fernhilfe]\n"QuickEdit"=dword:00000001\n'


def values(file: Path, said: str) -> frozenset[str]:
    def export(*command: str) -> None:
        assert command[:2] == ("reg", "export")
        file.write_text(said, encoding="utf-16")

    return exported(export, file)


def test_what_a_program_adds_is_seen_and_the_export_goes(tmp_path: Path) -> None:
    file = tmp_path / "all.reg"
    assert values(file, OURS + OF_A_PROGRAM) - values(file, OF_A_PROGRAM) == {
        "[HKEY_CURRENT_USER\\Software\\Somebody]",
        '[HKEY_CURRENT_USER\\Software\\Somebody] "Run"="fernhilfe"',
    }
    assert not file.exists()


def test_how_consoles_look_is_wines_own_but_not_how_one_programs_does(tmp_path: Path) -> None:
    file = tmp_path / "all.reg"
    assert values(file, CONSOLE) == values(file, "")
    assert values(file, OF_A_PROGRAM)
