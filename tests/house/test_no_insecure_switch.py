"""TLS cannot be switched off: no call that does it, no flag, no setting, no variable of the environment."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.fakes.source import Module, modules

SHIPPED = [module for module in modules() if module.name.partition("/")[0] not in {"bench", "release"}]
SWITCHING_OFF = {
    "CERT_NONE", "CERT_OPTIONAL", "_create_unverified_context", "_create_stdlib_context", "wrap_socket",
    "keylog_filename", "load_default_certs", "set_default_verify_paths", "PROTOCOL_TLS", "TLSv1", "TLSv1_1",
    "verify_mode", "check_hostname",
}  # fmt: skip
"""Names of the `ssl` module by which less is checked than our own contexts check, or somebody else is trusted."""
ONLY_READ = {"customer_client/self_test.py": {"check_hostname"}}
"""Which of them is asked for, and not set, where."""
KEYWORDS = {"ssl", "verify", "verify_ssl", "check_hostname", "validate_certs"}
"""Arguments that must never be `False`."""
SUSPECT = re.compile(
    r"insecure|unsafe|unverified|no_?verif|no_?check|no_?tls|no_?ssl|skip|ignore|trust|plain|clear_?text|allow|bypass|debug"
)
KNOWN = {"swap_allowed"}
"""About memory, and not about TLS."""
OTHERS_SERVERS = {"archive/opening/mail.py", "ferndiagnose/serve.py"}
"""Where `create_default_context` may stand: for the operator's own mail server, which the operator's system vouches
for, and for the service's look at itself, with its own `ca.pem`."""
MADE_HARMLESS = {"peer/tls.py"}
"""Where it is replaced by one that trusts nobody, while a library is imported."""


def names(module: Module) -> Iterator[tuple[int, str]]:
    for node in module.nodes:
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id


def switches(module: Module) -> Iterator[str]:
    """The names of flags and settings."""
    for node in module.nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_argument":
            yield from (str(word.value) for word in node.args if isinstance(word, ast.Constant))
        elif isinstance(node, ast.ClassDef) and node.name == "Settings":
            yield from (
                one.target.id
                for one in node.body
                if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
            )


@pytest.mark.promise("P05")
def test_nothing_of_ours_switches_a_check_off_or_trusts_the_system() -> None:
    found = {
        (module.name, line, name)
        for module in SHIPPED
        for line, name in names(module)
        if name in SWITCHING_OFF - ONLY_READ.get(module.name, set())
    }
    assert not found


@pytest.mark.promise("P05")
def test_no_call_is_told_not_to_check() -> None:
    for module in SHIPPED:
        for node in module.nodes:
            if isinstance(node, ast.Call):
                for word in node.keywords:
                    told = isinstance(word.value, ast.Constant) and word.value.value is False
                    assert not (word.arg in KEYWORDS and told), f"{module.name}:{node.lineno}"


@pytest.mark.promise("P05")
def test_the_systems_authorities_count_for_nobody_but_the_operators_mail_server() -> None:
    made = {module.name for module in SHIPPED for _, name in names(module) if name == "create_default_context"}
    assert made == OTHERS_SERVERS | MADE_HARMLESS


@pytest.mark.promise("P05")
def test_there_is_no_insecure_switch() -> None:
    found = {name.lstrip("-").replace("-", "_") for module in SHIPPED for name in switches(module)}
    assert {"server", "ca", "recorders"} <= found, "else this test reads the wrong things"
    assert {name for name in found - KNOWN if SUSPECT.search(name)} == set()


@pytest.mark.promise("P05")
def test_no_variable_of_the_environment_is_one() -> None:
    named = re.compile(r"FERNDIAGNOSE_\w*(?:INSECURE|VERIFY|TLS|SSL|TRUST|DEBUG)\w*")
    for module in SHIPPED:
        for node in module.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not named.search(node.value), f"{module.name}:{node.lineno}"
