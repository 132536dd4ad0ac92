"""docs/openapi.yaml has every address of the server: what is not described is not tried by generated requests."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from signaling.settings import Settings
from tests.fakes.memory_database import MemoryDatabase
from tests.fakes.running_signaling import ORIGIN, running

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "openapi.yaml"
ASKED_BY_ITSELF = {"HEAD", "OPTIONS"}
"""aiohttp answers them wherever there is a GET."""


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
    return document


async def test_every_address_is_described_and_none_that_is_not_there(described: dict[str, Any], tmp_path: Path) -> None:
    settings = Settings(state=str(tmp_path), enrolment=True)
    async with running(settings, open_database=MemoryDatabase) as at:
        routes = at.server.application(ORIGIN).router.routes()
        there = {(route.method, route.resource.canonical) for route in routes if route.resource}
    written = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    served = {route for route in there if route[0] not in ASKED_BY_ITSELF}
    assert served - written == set(), "describe these in docs/openapi.yaml, so that generated requests try them"
    assert written - served == set(), "docs/openapi.yaml has addresses that the server does not"


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


def test_what_it_refers_to_is_there_and_used(described: dict[str, Any]) -> None:
    referred = set(references(described))
    parts = {
        f"#/components/{kind}/{name}"
        for kind, entries in described["components"].items()
        if kind != "securitySchemes"
        for name in entries
    }
    assert referred == parts


def test_a_placeholder_of_an_address_is_a_parameter(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        for operation in methods.values():
            given = {each["name"] for each in operation.get("parameters", []) if each.get("in") == "path"}
            assert given == set(re.findall(r"\{(\w+)\}", path)), path
