import json
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import link, wire
from protocol import peer_messages as m
from protocol.gate import HOLDS_INPUT_ALONE, Hold
from protocol.grants import Grant, Level, Office, Who
from protocol.problems import MessageRefused
from protocol.session import EndReason, State

SESSION = "0" * 32
FINGERPRINT = ":".join(["AB"] * 32)
NOTICE = link.NoticeTexts("Hinweise", "Notice")
OPERATOR = link.Operator("Beispiel", "0800 1", "dsb@example.org")

EVERY_MESSAGE: list[tuple[wire.Reader[Any], Any]] = [
    (wire.from_agent_program, link.SignIn("anna", "geheim", "123456", [1])),
    (wire.from_agent_program, link.SignInByProvider(4711, [1, 2])),
    (wire.from_agent_program, link.UseKey(4711)),
    (wire.from_agent_program, link.CameBack("state", "code", "https://login.example", "")),
    (wire.from_agent_program, link.ConfirmSecondFactor("123456")),
    (wire.from_agent_program, link.SignOut()),
    (wire.from_agent_program, link.Resume("t")),
    (wire.from_agent_program, link.RequestSession("12 345")),
    (wire.from_agent_program, link.SetEnrolment("12 345", granted=True, text_version="2026-11", language="de")),
    (wire.from_agent_program, link.Description(SESSION, link.Role.CUSTOMER, 1, "answer", "v=0")),
    (wire.from_agent_program, link.EndSession(SESSION, EndReason.AGENT)),
    (wire.from_customer_program, link.ClaimKey("4819203", [1, 2, 3, 2**32 - 1])),
    (wire.from_customer_program, link.SwitchedOff()),
    (wire.from_customer_program, link.PresentTicket("t")),
    (wire.from_customer_program, link.Return(SESSION, "t")),
    (wire.from_customer_program, link.GiveConsent(SESSION, "2026-11", "0" * 64, "de")),
    (wire.from_customer_program, link.AllowAccess(SESSION, Level.FULL)),
    (wire.from_customer_program, link.ReportGate(SESSION, Hold.NOT_RECORDED)),
    (wire.from_customer_program, link.ReportGate(SESSION, None)),
    (wire.from_agent_program, link.Invite(SESSION)),
    (wire.from_agent_program, link.JoinSession("482 913")),
    (wire.from_agent_program, link.DeclineSecond(SESSION)),
    (wire.from_customer_program, link.AnswerSecond(SESSION, "Berta", Office.SUPERVISOR, given=True)),
    (wire.from_customer_program, link.DismissSecond(SESSION)),
    (wire.to_agent_program, link.Invitation(SESSION, "482913", 600)),
    (wire.to_agent_program, link.Joining(SESSION, "Anna")),
    (wire.to_agent_program, link.JoinAsked(SESSION, "Berta", Office.AGENT)),
    (wire.to_agent_program, link.SecondLeft(SESSION)),
    (wire.from_customer_program, link.Statement(SESSION, 250, "given control agent", b"k" * 33, b"s" * 64)),
    (wire.from_recorder_program, link.RecorderHello("t", FINGERPRINT, "1", (SESSION,))),
    (wire.to_agent_program, link.SignedIn("Anna", "t", OPERATOR, ["ABCD-EFGH-JKMN"])),
    (wire.to_agent_program, link.EnrolmentChanged(granted=True)),
    (wire.to_agent_program, link.SignInWays("Single Sign-On")),
    (wire.to_agent_program, link.OpenPage("https://help.example/security-key/t", "state")),
    (wire.to_agent_program, link.SecondFactorWanted()),
    (wire.to_agent_program, link.KeyAdded()),
    (wire.from_agent_program, link.ListFactors()),
    (wire.from_agent_program, link.RemoveFactor("3f9a12c4")),
    (wire.to_agent_program, link.Factors([link.SecondFactor("app"), link.SecondFactor("3f9a12c4", 1795356000)])),
    (wire.to_agent_program, link.SetUpSecondFactor("otpauth://totp/a", "ABCD EFGH")),
    (wire.to_agent_program, link.SessionOpened(SESSION, "4819203", 600)),
    (wire.to_agent_program, link.SessionChanged(SESSION, State.PAUSED, Hold.NOT_RECORDED)),
    (wire.from_recorder_program, link.RecorderProof(SESSION, FINGERPRINT, b"s" * 64)),
    (wire.to_agent_program, link.Connect(SESSION, link.Role.CUSTOMER, FINGERPRINT, [link.IceServer(["turn:a"])])),
    (wire.to_agent_program, link.IceServers(SESSION, [link.IceServer(["turn:a"], "b", "c")])),
    (wire.to_agent_program, link.Refused("token-refused")),
    (wire.to_customer_program, link.Toll(b"0" * 16, 7)),
    (wire.to_customer_program, link.Claimed(SESSION, "t", "Anna", OPERATOR, "2026-11", NOTICE, 90)),
    (wire.to_customer_program, link.Noted(SESSION, 7, '{"kind":"key-claimed"}', b"s" * 64)),
    (wire.to_customer_program, link.Noted(SESSION, 7, "{}", b"s" * 64, link.LedgerHead(8, b"r" * 32, 1, b"s" * 64))),
    (wire.to_recorder_program, link.Record(SESSION)),
    (wire.to_recorder_program, link.LetGo(SESSION)),
    (wire.from_agent, m.SafetyCommit(b"0" * 32)),
    (wire.from_agent, m.SafetyReveal(b"0" * 16)),
    (wire.from_agent, m.SafetyCodeTyped("012345")),
    (wire.from_agent, m.AskGrant(Grant.CONTROL)),
    (wire.from_agent, m.AskSecond("Berta", Office.SUPERVISOR)),
    (wire.from_agent, m.ConfirmSecond("012")),
    (wire.from_agent, m.DismissSecond()),
    (wire.from_agent, m.ChooseMonitor(2)),
    (wire.from_agent, m.UseCamera(torch=True, zoom=250, still=None)),
    (wire.from_agent, m.PointAt(5, 7)),
    (wire.from_agent, m.Chat("Grüß Gott 👋\nneue Zeile")),
    (wire.from_agent, m.Heartbeat(1)),
    (wire.from_agent, m.Ending(EndReason.AGENT)),
    (wire.from_agent, m.TypeText("ä€")),
    (wire.from_agent, m.KeyDown("AltGraph")),
    (wire.from_agent, m.KeyUp("F5")),
    (wire.from_agent, m.PointerMove(0, 32_767)),
    (wire.from_agent, m.PointerDown(0, 1, 2)),
    (wire.from_agent, m.PointerUp(4, 1, 2)),
    (wire.from_agent, m.Wheel(0, -3)),
    (wire.from_agent, m.ReleaseAll()),
    (wire.from_customer, m.SafetyAnswer(b"0" * 16, b"0" * 32)),
    (wire.from_customer, m.SafetyResult(matched=True)),
    (wire.from_customer, m.Granted(frozenset(Grant))),
    (wire.from_customer, m.GrantRefused(Grant.CONTROL)),
    (wire.from_customer, m.SecondIs(m.Stage.CODE, "012345")),
    (wire.from_customer, m.GateChanged(None, Hold.DIALOG_OPEN)),
    (wire.from_customer, m.ScreenSize(1920, 1080, left=-1920)),
    (wire.from_customer, m.Monitors((m.Monitor("HDMI-1", 1920, 1080, primary=True),) * 16, 1)),
    (wire.from_customer, m.PointerShape(31, 128, 128, 127, 0, 7, 8, b"x" * 2800)),
    (wire.from_customer, m.PointerAt(1, -5, 5, None, injected=True)),
    (wire.from_customer, m.PointerAway(2)),
    (wire.from_customer, m.Capabilities(frozenset(m.Ability))),
    (wire.from_customer, m.CameraIs(torch=False, zoom=None, zoom_most=100, still=True)),
    (wire.from_customer, m.CameraAway()),
    (wire.from_customer, m.DeviceFacts(tuple(m.DeviceFact(name, "x" * 120) for name in m.Fact))),
    (wire.from_customer, m.Chat("x" * 500)),
    (wire.from_customer, m.HeartbeatAnswer(1)),
    (wire.to_recorder, m.Mark(1)),
    (wire.to_recorder, m.RightChanged(Grant.CONTROL, m.RightChange.TAKEN_BACK)),
    (wire.to_recorder, m.RightChanged(Grant.CONTROL, m.RightChange.ASKED, Who.SECOND)),
    (wire.to_recorder, m.SecondInvolved(m.Stage.HERE)),
    (wire.to_recorder, m.Paused()),
    (wire.to_recorder, m.Resumed()),
    (wire.to_recorder, m.MonitorShown(1, 1920, 1080)),
    (wire.to_recorder, m.PointerSeen(0, 32_767)),
    (wire.to_recorder, m.PointerGone()),
    (wire.to_recorder, m.Clicked(2, 640, 480)),
    (wire.to_recorder, m.InputUsed(m.InputKind.TYPING)),
    (wire.from_recorder, m.Stored(1, 2, 3)),
    (wire.from_recorder, m.NotStored("recording-disk-full")),
]
READERS = [reader for reader in vars(wire).values() if isinstance(reader, wire.Reader)]


@pytest.mark.parametrize(("reader", "message"), EVERY_MESSAGE)
def test_a_message_survives_the_wire(reader: wire.Reader[Any], message: Any) -> None:
    assert reader.read(wire.encode(message)) == message
    assert reader.read(wire.encode(message).decode()) == message


def test_every_message_is_among_the_examples() -> None:
    families = [
        getattr(module, name) for module in (link, m) for name in vars(module) if name.startswith(("From", "To"))
    ]
    every = {message for family in families for message in (get_args(family) or (family,))}
    assert {type(message) for _, message in EVERY_MESSAGE} == every


@pytest.mark.parametrize(("reader", "message"), EVERY_MESSAGE)
def test_a_message_of_the_wrong_direction_is_refused(reader: wire.Reader[Any], message: Any) -> None:
    strangers = [other for other in READERS if other is not reader and other not in _readers_of(type(message))]
    for other in strangers:
        with pytest.raises(MessageRefused):
            other.read(wire.encode(message))


def _readers_of(kind: type) -> list[wire.Reader[Any]]:
    shared = {link.Description, link.EndSession, link.Refused, link.SessionChanged, link.SecondLeft, m.Ending, m.Chat}
    return READERS if kind in shared | {link.Connect, link.IceServers, link.RecorderProof, link.Toll} else []


def test_an_unknown_field_is_ignored_from_the_server_and_refused_from_a_peer() -> None:
    newer = json.dumps({"type": "request-session", "priority": 1})
    assert wire.from_agent_program.read(newer) == link.RequestSession()
    with pytest.raises(MessageRefused):
        wire.from_agent.read(json.dumps({"type": "release-all", "priority": 1}))


@pytest.mark.parametrize("hold", sorted(HOLDS_INPUT_ALONE))
def test_what_holds_input_alone_is_no_reason_for_no_picture(hold: Hold) -> None:
    said = {"type": "gate-changed", "picture": None, "input": hold}
    assert wire.from_customer.read(json.dumps(said)) == m.GateChanged(None, hold)
    with pytest.raises(MessageRefused):
        wire.from_customer.read(json.dumps(said | {"picture": hold}))


@pytest.mark.parametrize(
    "bad",
    [
        {"type": "pointer-move", "x": -32_769, "y": 0},
        {"type": "choose-monitor", "number": -1},
        {"type": "choose-monitor", "number": 17},
        {"type": "pointer-move", "x": 1.5, "y": 0},
        {"type": "pointer-move", "x": 32_768, "y": 0},
        {"type": "pointer-down", "button": 5, "x": 0, "y": 0},
        {"type": "type-text", "text": ""},
        {"type": "type-text", "text": "a" * 33},
        {"type": "key-down", "key": "x" * 25},
        {"type": "key-down", "key": 1},
        {"type": "safety-code-typed", "digits": "12345"},
        {"type": "safety-code-typed", "digits": "１２３４５６"},
        {"type": "safety-reveal", "nonce": "MQ=="},
        {"type": "ask-grant", "grant": "everything"},
        {"type": "launch-missiles"},
        {"x": 1},
        [],
    ],
)
def test_a_value_out_of_bounds_is_refused(bad: Any) -> None:
    with pytest.raises(MessageRefused):
        wire.from_agent.read(json.dumps(bad))


@pytest.mark.parametrize(
    "bad",
    [
        {"type": "pointer-seen", "x": -1, "y": 0},
        {"type": "clicked", "button": 0, "x": 0, "y": 32_768},
        {"type": "input-used", "kind": "secret"},
        {"type": "input-used", "kind": "typing", "text": "secret"},
        {"type": "right-changed", "grant": "control", "change": "stolen"},
        {"type": "type-text", "text": "secret"},
        {"type": "monitor-shown", "number": 17, "width": 1, "height": 1},
    ],
)
def test_a_recorder_is_told_nothing_that_it_may_not_keep(bad: Any) -> None:
    with pytest.raises(MessageRefused):
        wire.to_recorder.read(json.dumps(bad))


@pytest.mark.parametrize(
    ("limit", "reader"), [(wire.PEER_LIMIT, wire.from_agent), (wire.LINK_LIMIT, wire.to_agent_program)]
)
def test_an_oversized_message_is_refused(limit: int, reader: wire.Reader[Any]) -> None:
    with pytest.raises(MessageRefused):
        reader.read(b" " * limit + b'{"type":"release-all"}')


@given(st.sampled_from(READERS), st.binary(max_size=200) | st.text(max_size=200))
def test_garbage_is_refused_and_raises_nothing_else(reader: wire.Reader[Any], garbage: bytes | str) -> None:
    with pytest.raises(MessageRefused):
        reader.read(garbage)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(MessageRefused):
        wire.to_customer_program.read("[" * 60_000)


def test_messages_cannot_be_changed() -> None:
    for _, message in EVERY_MESSAGE:
        assert msgspec.structs.fields(type(message)) is not None
        assert type(message).__struct_config__.frozen


@pytest.mark.parametrize(
    ("reader", "message", "field"),
    [
        (wire.from_agent_program, link.EndSession(SESSION, EndReason.AGENT), "session"),
        (wire.from_customer_program, link.GiveConsent(SESSION, "2026-11", "0" * 64, "de"), "notice_sha256"),
        (wire.from_recorder_program, link.RecorderHello("t", FINGERPRINT), "fingerprint"),
        (wire.from_agent, m.SafetyCodeTyped("012345"), "digits"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_not_even_a_line_end_may_follow_an_id_or_a_digest(reader: wire.Reader[Any], message: Any, field: str) -> None:
    fields = json.loads(wire.encode(message))
    fields[field] += "\n"

    with pytest.raises(MessageRefused):
        reader.read(json.dumps(fields))


@pytest.mark.parametrize("days", [-1, 10**12])
def test_a_retention_that_no_calendar_holds_is_refused(days: int) -> None:
    claimed = link.Claimed(SESSION, "t", "Anna", OPERATOR, "2026-11", NOTICE, days)

    with pytest.raises(MessageRefused):
        wire.to_customer_program.read(wire.encode(claimed))


@pytest.mark.parametrize("address", ["https://evil.example/", "otpauth://totp/" + "a" * 2400, "otpauth://totp/ä", ""])
def test_an_address_that_no_app_could_read_from_a_picture_is_refused(address: str) -> None:
    """A QR code has room for 2331 bytes: a longer one would be a fault in the agent's program."""
    with pytest.raises(MessageRefused):
        wire.to_agent_program.read(wire.encode(link.SetUpSecondFactor(address, "ABCD EFGH")))


@pytest.mark.parametrize("name", ["an\0na", "anna\n", "an\x1bna", "\x7f"])
def test_a_name_has_no_control_characters(name: str) -> None:
    """PostgreSQL refuses some of them, and the agent would hear that the database is away."""
    with pytest.raises(MessageRefused):
        wire.from_agent_program.read(wire.encode(link.SignIn(name, "geheim")))
