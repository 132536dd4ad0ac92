"""Each module has its tests, where one looks for them."""

import ast
import re

from tests.fakes.source import ROOT, Module, modules

TESTED_ELSEWHERE = {
    "bench/": "measures the real programs on real displays; `make bench` and `make demo` run it whole, and judge it",
    "signaling/__main__.py": "tests/end_to_end/test_signaling_process.py starts it as a process",
    "recorder/__main__.py": "tests/end_to_end/test_recorder_stores.py starts it as a process",
    "customer_client/ui/bar_window.py": "drawing only: tests/end_to_end/test_customer_windows.py looks at its pixels",
    "customer_client/ui/page_body.py": "drawing only: tests/end_to_end/test_customer_windows.py looks at its pixels",
    "customer_client/ui/page_window.py": "drawing only: tests/end_to_end/test_customer_windows.py looks at its pixels",
    "customer_client/ui/widgets.py": "drawing only: tests/end_to_end/test_customer_windows.py looks at its pixels",
    "release/windows/__main__.py": "tests/built/test_windows_client.py builds the file and runs it in wine",
    "release/linux/__main__.py": "tests/built/test_linux_client.py builds the file and runs it",
    "archive/__main__.py": "tests/end_to_end/test_serve.py starts it as a process",
}
"""A module, or a folder of them, and where its tests stand and why."""


def has_code(module: Module) -> bool:
    """Messages, tables and texts have nothing that a test could call; a migration is run by the database's tests."""
    functions = (node for node in module.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return any(functions) and module.path.name != "__init__.py" and "migrations" not in module.path.parts


def is_used_end_to_end(module: Module, tests: str) -> bool:
    """What needs a display or a real server is tested in tests/end_to_end, and imported there."""
    package, _, name = module.name.removesuffix(".py").replace("/", ".").rpartition(".")
    return bool(re.search(rf"(from|import) {re.escape(package)}(\.{name}\b| import .*\b{name}\b)", tests))


def is_excepted(module: Module) -> bool:
    return any(
        module.name == entry or (entry.endswith("/") and module.name.startswith(entry)) for entry in TESTED_ELSEWHERE
    )


def test_each_module_has_its_test_file() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "end_to_end").rglob("*.py"))
    missing = []
    for module in modules():
        mirrored = ROOT / "tests" / module.path.relative_to(ROOT).with_name(f"test_{module.path.stem.strip('_')}.py")
        if mirrored.exists() or not has_code(module):  # in this order: to parse all of them takes two seconds
            continue
        if not is_used_end_to_end(module, tests) and not is_excepted(module):
            missing.append(module.name)
    assert not missing, "no tests for\n" + "\n".join(missing)


def test_the_list_of_exceptions_has_no_entry_without_a_module() -> None:
    names = [module.name for module in modules()]
    for entry, reason in TESTED_ELSEWHERE.items():
        assert any(name.startswith(entry) for name in names), entry
        for named in re.findall(r"tests/[\w/]+\.py", reason):
            assert (ROOT / named).exists(), named
