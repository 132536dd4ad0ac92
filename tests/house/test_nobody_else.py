"""Nothing of ours contacts anybody but the operator: no address of another host stands in the code."""

import ast
import re

import pytest

from tests.fakes.source import Module, modules

ADDRESS = re.compile(r"\b(?:https?|wss?|stuns?|turns?):(?://)?\[?([A-Za-z0-9.:_-]+)")
OURS = re.compile(r"(localhost|127\.0\.0\.1|::1|.*\.?example(\.org|\.com|\.net)?)(:\d+)?\.?")


def called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def calls(module: Module, name: str) -> list[ast.Call]:
    return [node for node in module.nodes if isinstance(node, ast.Call) and called(node) == name]


def docstrings(module: Module) -> set[int]:
    """The places of texts that no program reads."""
    return {id(node.value) for node in module.nodes if isinstance(node, ast.Expr)}


def addresses(module: Module) -> list[str]:
    """The hosts that the module's texts name, each with its place."""
    unread = docstrings(module)
    return [
        f"{module.name}:{node.lineno} {host}"
        for node in module.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unread
        for host in ADDRESS.findall(node.value)
        if not OURS.fullmatch(host.strip(":."))
    ]


@pytest.mark.promise("P06")
def test_no_address_of_another_host_stands_in_the_code() -> None:
    assert [place for module in modules() for place in addresses(module)] == []


@pytest.mark.promise("P06")
def test_a_peer_connection_is_made_in_one_place_and_told_which_servers_to_use() -> None:
    """Without a configuration the library asks a third party's STUN server."""
    makers = {module.name: calls(module, "RTCPeerConnection") for module in modules()}
    assert {name.split("/")[0] for name, made in makers.items() if made} <= {"peer", "bench"}
    for name, made in makers.items():
        for call in made:
            assert call.args or any(word.arg == "configuration" for word in call.keywords), f"{name}:{call.lineno}"


@pytest.mark.promise("P06")
def test_a_configuration_always_names_its_servers_even_if_none() -> None:
    for module in modules():
        for call in calls(module, "RTCConfiguration"):
            assert call.args or any(word.arg == "iceServers" for word in call.keywords), f"{module.name}:{call.lineno}"
