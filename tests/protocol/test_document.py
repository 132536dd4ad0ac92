"""`docs/protocol.md` is normative: nothing that the programs say may be missing from it."""

import re
from enum import StrEnum
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from protocol import gate, grants, link, peer_messages, permissions, problems, safety_code, session, session_key, wire
from protocol.consent import ANSWER_WITHIN
from protocol.consent import State as Consent

DOCUMENT = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()
FAMILIES = {
    "From the agent": link.FromAgentProgram,
    "From the customer": link.FromCustomerProgram,
    "From the recorder": link.FromRecorderProgram,
    "From the server": link.ToPayingAgent | link.ToPayingCustomer | link.ToRecorderProgram,
    "The agent to the customer": peer_messages.FromAgent,
    "The customer to the agent": peer_messages.FromCustomer,
    "Customer and recorder, on `recording`": peer_messages.ToRecorder | peer_messages.FromRecorder,
}
FROM_ANY = {link.Description, link.EndSession}
MESSAGES = [(title, message) for title, family in FAMILIES.items() for message in get_args(family)]


def section(title: str) -> str:
    """The text under a heading, up to the next."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found, f"no heading {title!r}"
    return found[1]


def row(text: str, first: str) -> str:
    """The one row of a table that begins with `first`."""
    rows = [line for line in text.splitlines() if line.startswith(f"| `{first}` |")]
    assert len(rows) == 1, f"{len(rows)} rows for {first}"
    return rows[0]


@pytest.mark.parametrize(("title", "message"), MESSAGES, ids=lambda value: getattr(value, "__name__", value))
def test_each_message_is_described_with_all_its_fields(title: str, message: type[msgspec.Struct]) -> None:
    described = row(section("From any program" if message in FROM_ANY else title), str(message.__struct_config__.tag))
    missing = [field for field in message.__struct_fields__ if f"`{field}`" not in described]
    assert not missing


def test_no_message_is_described_that_does_not_exist() -> None:
    tags = {message.__struct_config__.tag for _title, message in MESSAGES}
    for title in (*FAMILIES, "From any program"):
        described = set(re.findall(r"^\| `([^`]+)` \|", section(title), re.MULTILINE))
        assert described <= tags


@pytest.mark.parametrize("message", permissions.NEEDED, ids=lambda message: message.__name__)
def test_the_grant_that_a_message_needs_is_the_one_described(message: type[msgspec.Struct]) -> None:
    cells = row(section("The agent to the customer"), str(message.__struct_config__.tag)).split("|")
    needed = permissions.NEEDED[message]
    assert cells[3].strip() == (f"`{needed}`" if needed else "–")


@pytest.mark.parametrize("problem", problems.BY_CODE.values(), ids=lambda problem: problem.code)
def test_each_problem_is_described_with_whose_turn_it_is(problem: type[problems.Problem]) -> None:
    assert f"| {problem.fault} |" in row(section("Problems"), problem.code)


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Session states", session.State),
        ("Session states", session.EndReason),
        ("The gate", gate.Hold),
    ],
)
def test_each_state_reason_and_hold_has_its_row(title: str, names: type[StrEnum]) -> None:
    for name in names:
        row(section(title), name)


@pytest.mark.parametrize("names", [Consent, grants.Grant, grants.Level, link.Role])
def test_each_other_word_of_the_wire_occurs(names: type[StrEnum]) -> None:
    assert [name for name in names if f"`{name}`" not in DOCUMENT] == []


@pytest.mark.parametrize(
    "words",
    [
        link.CUSTOMER_PATH,
        link.AGENT_PATH,
        link.RECORDER_PATH,
        f"at most {wire.PEER_LIMIT} bytes",
        f"At most {wire.LINK_LIMIT:,} bytes".replace(",", " "),
        f"within {ANSWER_WITHIN:.0f} s is a no",
        f"seven digits; {session_key.LIFETIME:.0f} s; one claim",
        f"more than {gate.RECORDER_WITHIN:.0f} s ago",
        f"less than {gate.LOCAL_INPUT_WINS_FOR} s ago",
        safety_code._COMMIT_LABEL.decode(),
        f"`{safety_code._CODE_LABEL.decode()}`",
        f"modulo {10**safety_code.DIGITS:,}".replace(",", " "),
    ],
)
def test_bounds_and_labels_are_those_of_the_code(words: str) -> None:
    assert words in DOCUMENT


def test_it_opens_with_an_analogy() -> None:
    headings = re.findall(r"^## (.*)", DOCUMENT, re.MULTILINE)
    assert headings[0] == "As if it were a repair at home"
