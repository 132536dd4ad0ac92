import ast
import gettext
import os
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import write_po

from release import words
from words import po_file

GERMAN = "Hallo {name}, wie geht es Ihnen heute?"


def catalogue(*messages: tuple[str, str], fuzzy: bool = False) -> Catalog:
    made = Catalog(locale="en")
    for german, english in messages:
        made.add(german, english, flags=["fuzzy"] if fuzzy else [])
    return made


def written(folder: Path, made: Catalog) -> Path:
    file = folder / "en.po"
    with file.open("wb") as content:
        write_po(content, made)
    return file


@pytest.fixture(scope="module")
def source() -> Catalog:
    return words.texts()


@pytest.mark.parametrize("file", words.catalogues(), ids=lambda file: file.name)
def test_every_text_of_the_source_is_translated_for_sure_with_the_same_gaps(file: Path, source: Catalog) -> None:
    assert list(words.faults(words.read(file), source)) == []


@pytest.mark.parametrize("file", words.catalogues(), ids=lambda file: file.name)
def test_programs_read_the_edited_catalogue_as_babel_does(file: Path) -> None:
    sure = {message.id: message.string for message in words.read(file) if message.string and not message.fuzzy}
    with file.open(encoding="utf-8") as lines:
        assert po_file.texts(lines) == {german: said for german, said in sure.items() if german}


def test_every_text_that_is_marked_was_found(source: Catalog) -> None:
    """Two sentences in brackets of their own, or a text that is put together, would be missed in silence."""
    marked = 0
    for path in {path for pattern in words.SOURCES for path in words.ROOT.glob(pattern)}:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in words.KEYWORDS:
                text = node.args[0]
                if ast.unparse(text).endswith(".de"):
                    continue  # of a problem, where it is marked
                assert isinstance(text, ast.Constant), f"{path}:{node.lineno}: not one text, but put together"
                assert source.get(text.value), f"{path}:{node.lineno}: not found, perhaps because of brackets around it"
                marked += 1
    assert marked > 300


def test_texts_of_windows_pages_and_problems_are_all_found(source: Catalog) -> None:
    found = {path for message in source for path, _ in message.locations}
    assert {"customer_client/ui/texts.py", "signaling/pages/words.py", "protocol/problems.py"} <= found


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (catalogue(), f"not in the catalogue: {GERMAN}"),
        (catalogue((GERMAN, "")), f"not translated: {GERMAN}"),
        (catalogue((GERMAN, "Hello {who}, how are you today?")), f"other gaps: {GERMAN}"),
        (catalogue((GERMAN, "Hello {name}, how are you today?"), fuzzy=True), f"unsure (fuzzy): {GERMAN}"),
    ],
)
def test_what_a_person_has_to_do_is_named(made: Catalog, fault: str) -> None:
    assert list(words.faults(made, catalogue((GERMAN, "")))) == [fault]


def test_a_text_that_nobody_says_any_more_is_named() -> None:
    assert list(words.faults(catalogue(("Hallo", "Hello")), catalogue())) == ["used nowhere: Hallo"]


def test_an_update_brings_new_texts_marks_changed_ones_and_drops_old_ones(tmp_path: Path) -> None:
    file = written(tmp_path, catalogue((GERMAN, "Hello {name}, how are you today?"), ("Altes", "Old")))
    changed = GERMAN.replace("heute", "denn heute")
    updated = words.update(file, catalogue((changed, ""), ("Ganz etwas anderes.", "")))
    assert set(words.faults(updated, catalogue((changed, ""), ("Ganz etwas anderes.", "")))) == {
        f"unsure (fuzzy): {changed}",
        "not translated: Ganz etwas anderes.",
    }
    assert "Old" not in file.read_text(encoding="utf-8")
    assert words.update(file, catalogue((changed, ""), ("Ganz etwas anderes.", ""))).get(changed)


def test_an_update_without_news_changes_nothing(tmp_path: Path, source: Catalog) -> None:
    for original in words.catalogues():
        copy = tmp_path / original.name
        copy.write_bytes(original.read_bytes())
        words.update(copy, source)
        assert copy.read_text(encoding="utf-8") == original.read_text(encoding="utf-8"), "run `make words`"


def test_what_a_program_reads_is_made_anew_after_a_change_only(tmp_path: Path) -> None:
    file = written(tmp_path, catalogue(("Hallo", "Hello")))
    made = words.compiled(file)
    with made.open("rb") as content:
        assert gettext.GNUTranslations(content).gettext("Hallo") == "Hello"
    os.utime(made, ns=(made.stat().st_atime_ns, made.stat().st_mtime_ns + 1))
    before = made.stat().st_mtime_ns
    assert words.compiled(file).stat().st_mtime_ns == before
    os.utime(file, ns=(before + 10**9, before + 10**9))
    assert words.compiled(file).stat().st_mtime_ns != before


def test_a_comment_for_translators_goes_into_the_catalogue(tmp_path: Path) -> None:
    (tmp_path / "protocol").mkdir()
    (tmp_path / "protocol" / "problems.py").write_text(
        '# For translators: said to one person.\nde = german("Hallo")\n', encoding="utf-8"
    )
    message = words.texts(tmp_path).get("Hallo")
    assert message
    assert message.auto_comments == ["said to one person."]
