"""Nobody can list, search, count or preview recordings: every command of every program, and every route there is."""

import argparse
import ast
import importlib
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest

import logs
from tests.fakes.source import Module, modules

ABOUT_RECORDINGS = {"ask", "open", "export", "delete", "hold", "release-hold", "held", "openings"}
"""What can be done with one recording. Whoever adds a verb here reads P20 first."""
FORBIDDEN = ("list", "search", "find", "query", "preview", "thumb", "count", "stat", "report", "index", "browse", "all")
HARMLESS = {"status", "archive status", "agent list"}
"""How the archive is (tests/archive/test_commands.py reads its answer), and accounts of agents."""
PROGRAMS = [
    module for module in modules() if module.path.name == "__main__.py" and not module.name.startswith("bench/")
]
SERVING = {
    "signaling/app.py",
    "signaling/pages/routes.py",
    "signaling/web_app/routes.py",
    "archive/viewer/site.py",
}
"""The modules that say what a browser or a program can ask for."""


class Seen(BaseException):
    """A program has built its parser, and was stopped there."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self.parser = parser


@pytest.fixture(params=PROGRAMS, ids=lambda module: module.name.partition("/")[0])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> argparse.ArgumentParser:
    """The parser of one program's command line, as the program itself builds it."""

    def stop(built: argparse.ArgumentParser, *_: Any, **__: Any) -> NoReturn:
        raise Seen(built)

    name = request.param.name.removesuffix(".py").replace("/", ".")
    program = importlib.import_module(name)
    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", stop)
    monkeypatch.setattr(argparse.ArgumentParser, "parse_known_args", stop)
    monkeypatch.setattr(sys, "argv", [name])
    for log in (logs, program):
        if hasattr(log, "write_to_stderr"):
            monkeypatch.setattr(log, "write_to_stderr", lambda *_: None)
    with pytest.raises(Seen) as seen:
        program.main()
    return seen.value.parser


def commands(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """All paths of verbs through a parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, verb in action.choices.items():
                yield (*path, name)
                yield from commands(verb, (*path, name))


def verb(parser: argparse.ArgumentParser, *path: str) -> argparse.ArgumentParser:
    for name in path:
        (verbs,) = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        parser = verbs.choices[name]
    return parser


@pytest.mark.promise("P20")
def test_no_command_lists_searches_or_counts_recordings(parser: argparse.ArgumentParser) -> None:
    for path in map(" ".join, commands(parser)):
        words = set(path.replace("-", " ").split())
        assert path in HARMLESS or not words & set(FORBIDDEN), path


@pytest.mark.promise("P20")
def test_what_is_done_with_recordings_names_one_session_one_request_or_one_code(
    parser: argparse.ArgumentParser,
) -> None:
    found = {path[1] for path in commands(parser) if path[0] == "recording" and len(path) > 1}
    assert found in (set(), ABOUT_RECORDINGS)
    for name in found:
        first = next(action for action in verb(parser, "recording", name)._actions if not action.option_strings)
        assert first.metavar in {"SESSION", "REQUEST", "CODE"}, name
        assert first.nargs is None, name


def routes(module: Module) -> list[str]:
    """The paths that a module answers, as it writes them."""
    if "router.add_" not in module.path.read_text(encoding="utf-8"):
        return []
    calls = [node for node in module.nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    adding = [call for call in calls if call.func.attr.startswith("add_") and "router" in ast.unparse(call.func)]  # type: ignore[attr-defined]  # checked in the line above
    return [ast.unparse(call.args[0]).strip("'") for call in adding]


@pytest.mark.promise("P20")
def test_no_route_lists_searches_or_counts_recordings() -> None:
    found = {module.name: paths for module in modules() if (paths := routes(module))}
    assert {name for name in found if not name.startswith("bench/")} == SERVING
    for name, paths in found.items():
        for path in paths:
            assert not any(word in path.lower() for word in FORBIDDEN if word != "all"), f"{name}: {path}"


@pytest.mark.promise("P20")
def test_only_the_viewer_answers_with_what_was_recorded() -> None:
    """tests/archive/viewer/test_site.py knows each of its routes."""
    for module in modules():
        if module.name in SERVING and not module.name.startswith("archive/"):
            foreign = {name.split(".")[0] for name, _ in imports(module)} & {"archive", "sealing"}
            assert not foreign, module.name


UNDERSTANDS_NOTHING = {
    "aiohttp", "av", "cryptography", "msgspec", "PIL", "nacl", "pyrage", "obstore",
    "archive", "ledger", "logs", "protocol", "sealing",
}  # fmt: skip
"""What the archive is built from, besides Python itself. Nothing of it reads text, hears speech or finds faces."""
PILLOW_USED = {"Image", "ImageDraw", "ImageFont"}


@pytest.mark.promise("P20")
def test_nothing_in_the_archive_could_make_out_what_a_recording_shows() -> None:
    for module in modules():
        if not module.name.startswith(("archive/", "sealing/", "ledger/")):
            continue
        for name, of in imports(module):
            top = name.split(".")[0]
            assert top in UNDERSTANDS_NOTHING or top in sys.stdlib_module_names, f"{module.name}: {name}"
            assert top != "PIL" or of in PILLOW_USED, f"{module.name}: {of}"


def imports(module: Module) -> Iterator[tuple[str, str]]:
    """Each module that is imported, with what is taken from it."""
    for node in module.nodes:
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, alias.name.rpartition(".")[2]) for alias in node.names)
