import json
import re
from pathlib import Path

import pytest

from protocol.link import Operator
from signaling.problems import CannotStart
from signaling.web_app.shell import PAGE, WORKER, shell

OPERATOR = Operator("Beispiel <b>", "0800 1", "dsb@example.org")
NONE = Path("there-is-no-such-file")


def told(files: dict[str, bytes]) -> dict[str, object]:
    line = files[WORKER].split(b";\n", 1)[0].removeprefix(b"const SHELL = ")
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def contents(operator: Operator = OPERATOR) -> dict[str, bytes]:
    return {name: file.content for name, file in shell(operator, NONE).items()}


def test_the_worker_keeps_every_file_but_itself() -> None:
    files = contents()
    assert told(files)["files"] == ["./", *(name for name in files if name not in {WORKER, "index.html"})]


def test_the_name_of_what_is_kept_changes_with_any_of_it() -> None:
    assert told(contents()) == told(contents())
    assert told(contents())["name"] != told(contents(Operator("Other", "0800 1", "dsb@example.org")))["name"]


def test_the_page_gets_the_keys_by_which_recorders_are_known(tmp_path: Path) -> None:
    recorders = Path(__file__).parents[2] / "fakes" / "recorders.pem"
    config = json.loads(shell(OPERATOR, recorders)["config.json"].content)
    assert config["recorders"]
    assert all(re.fullmatch(r"MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=", key) for key in config["recorders"])
    assert json.loads(contents()["config.json"])["recorders"] == []
    broken = tmp_path / "recorders.pem"
    broken.write_text("nothing of the kind")
    with pytest.raises(CannotStart, match="public keys"):
        shell(OPERATOR, broken)


def test_the_page_names_every_module_it_needs_at_once() -> None:
    page = contents()["index.html"].decode()
    assert '<link rel="modulepreload" href="course.js">' in page
    assert "worker.js" not in page
    assert "<!--" not in page


def test_the_manifest_makes_it_an_app_of_its_own() -> None:
    manifest = json.loads(contents()["app.webmanifest"])
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/app/", "/app/", "standalone")
    assert all(contents()[icon["src"]].startswith(b"\x89PNG") for icon in manifest["icons"])


def test_no_text_becomes_markup_and_nothing_is_stored_by_the_page() -> None:
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.js"))
    for forbidden in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "document.cookie",
                      "localStorage.setItem", "sessionStorage.setItem", "indexedDB", "console."):  # fmt: skip
        assert forbidden not in scripts
    assert re.findall(r"""(?:from|import\() ?["'](?!\./)""", scripts) == []


def test_a_page_that_is_still_loading_says_so_and_what_to_do_if_that_does_not_end() -> None:
    page = contents()["index.html"].decode()
    assert '<p lang="de">Diese Seite wird geladen … Tut sich nach einer Minute nichts?' in page
    assert '<p lang="en">This page is loading … If nothing happens within a minute,' in page


def test_every_module_is_small() -> None:
    assert [path.name for path in PAGE.glob("*.js") if len(path.read_text("utf-8").splitlines()) > 260] == []
