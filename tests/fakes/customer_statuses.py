"""A status for every window that a customer can see."""

from dataclasses import replace

from customer_client.status import Device, Kept, Person, Receipt, ReceiptLine, Second, Shown, Status, Step
from peer.picture import Area
from protocol.gate import Hold
from protocol.grants import Grant, Level, Office
from protocol.link import NoticeTexts, Operator
from protocol.problems import (
    MacPermissionMissing,
    PeerUnreachable,
    RelayRefused,
    ServerUnreachable,
    SessionKeyRefused,
    WaylandRefuses,
)
from protocol.session import EndReason

OPERATOR = Operator(
    name="Beispiel-Hilfe GmbH",
    support="Kundenservice 0800 123 45 67 (kostenfrei), hilfe@beispiel.example",
    data_protection="datenschutz@beispiel.example",
)
GERMAN = "\n\n".join(
    f"{number}. Was bei der Fernhilfe geschieht\nEine Mitarbeiterin oder ein Mitarbeiter sieht Ihren Bildschirm, "
    "nachdem Sie zugestimmt haben. Die Sitzung wird auf einem Server in Deutschland aufgezeichnet, damit sie sich "
    "später nachvollziehen lässt, und nach 90 Tagen gelöscht."
    for number in range(1, 9)
)
ENGLISH = "\n\n".join(
    f"{number}. What happens during remote help\nSomebody sees your screen after you have agreed. The session is "
    "recorded on a server in Germany, so that it can be retraced later, and deleted after 90 days."
    for number in range(1, 9)
)
NOTICE = NoticeTexts(GERMAN, ENGLISH)
START = Status(server_reached=True)
CLAIMED = replace(
    START,
    step=Step.READ_NOTICE,
    operator=OPERATOR,
    agent="Anna Weber",
    notice=NOTICE,
    notice_version="2026-11-01",
    retention_days=90,
)
FULL = replace(
    CLAIMED,
    step=Step.HELPED,
    level=Level.FULL,
    grants=frozenset({Grant.VIEW, Grant.CONTROL}),
    recording=True,
)
VIEW = replace(FULL, level=Level.VIEW, grants=frozenset({Grant.VIEW}))
RECEIPT = Receipt(
    session="5d0c7a8e4b1f42d39c6a7e0f1b2c3d4e",
    agent="Anna Weber",
    operator=OPERATOR,
    lines=(
        ReceiptLine(1795356000.0, "connected"),
        ReceiptLine(1795356042.0, "consented"),
        ReceiptLine(1795356055.0, "allowed-full"),
        ReceiptLine(1795356057.0, "recording-started"),
        ReceiptLine(1795356080.0, "code-matched"),
        ReceiptLine(1795356210.0, "taken-back-control"),
        ReceiptLine(1795356230.0, "gave-again-control"),
        ReceiptLine(1795356600.0, "ended"),
    ),
    recording_deleted_on="2027-02-20",
)

BERTA = Second("Berta Beispiel", Office.SUPERVISOR, frozenset({Grant.VIEW}), here=True)
SECONDED = replace(
    RECEIPT,
    lines=(
        *RECEIPT.lines[:5],
        ReceiptLine(1795356300.0, "joining-asked", BERTA.name),
        ReceiptLine(1795356310.0, "joining-allowed", BERTA.name),
        ReceiptLine(1795356330.0, "joined", BERTA.name),
        ReceiptLine(1795356400.0, "asked-control", BERTA.name),
        ReceiptLine(1795356410.0, "gave-control", BERTA.name),
        ReceiptLine(1795356500.0, "sent-away", BERTA.name),
        RECEIPT.lines[-1],
    ),
)
STATUSES: dict[str, Status] = {
    "key": START,
    "key-server-away": replace(START, server_reached=False, problem=ServerUnreachable),
    "key-refused": replace(START, problem=SessionKeyRefused),
    "key-with-button": replace(START, device=Device(kept=Kept.YES)),
    "key-button-removed": replace(START, device=Device(kept=Kept.REMOVED), removes_itself=True),
    "switched-off": replace(START, step=Step.SWITCHED_OFF, device=Device(on=False, kept=Kept.YES)),
    "claiming": replace(START, step=Step.CLAIMING),
    "notice": CLAIMED,
    "access": replace(CLAIMED, step=Step.CHOOSE_ACCESS),
    "connecting": replace(CLAIMED, step=Step.CONNECTING, level=Level.FULL),
    "connecting-blocked": replace(CLAIMED, step=Step.CONNECTING, level=Level.FULL, problem=PeerUnreachable),
    "connecting-refused": replace(CLAIMED, step=Step.CONNECTING, level=Level.FULL, problem=RelayRefused),
    "code": replace(CLAIMED, step=Step.READ_CODE_OUT, level=Level.FULL, code="481920", recording=True),
    "confirmation": replace(CLAIMED, step=Step.CONFIRM, level=Level.FULL, recording=True),
    "helped-full": FULL,
    "helped-view": VIEW,
    "helped-control-taken": replace(FULL, grants=frozenset({Grant.VIEW})),
    "helped-not-recorded": replace(FULL, recording=False, hold=Hold.NOT_RECORDED),
    "helped-reconnecting": replace(FULL, recording=False, hold=Hold.NOT_RECORDED, apart=True),
    "helped-picture-stopped": replace(FULL, grants=frozenset(), recording=False, hold=Hold.NOT_GRANTED),
    "helped-all-monitors": replace(FULL, shown=Shown(Area(0, 0, 1280, 720), 0, 2, home=Area(0, 0, 1280, 720))),
    "helped-right-monitor": replace(FULL, shown=Shown(Area(640, 0, 640, 720), 2, 2)),
    "helped-only-left-monitor": replace(FULL, shown=Shown(Area(0, 0, 640, 720), 1, 2, only=True)),
    "helped-desktop-away": replace(FULL, hold=Hold.DESKTOP_AWAY),
    "helped-monitor-away": replace(FULL, hold=Hold.MONITOR_AWAY),
    "helped-second-coming": replace(FULL, second=replace(BERTA, here=False)),
    "helped-second-here": replace(FULL, second=BERTA),
    "helped-second-controls": replace(FULL, second=replace(BERTA, grants=FULL.grants, office=Office.AGENT)),
    "helped-second-alone": replace(
        FULL, grants=frozenset({Grant.CONTROL}), hold=Hold.NOT_GRANTED, second=replace(BERTA, office=Office.AGENT)
    ),
    "asked-second": replace(FULL, joining=Person(BERTA.name, Office.SUPERVISOR)),
    "asked-by-second": replace(FULL, second=BERTA, asked=Grant.CONTROL, asked_by=BERTA.name),
    "asked-control": replace(VIEW, asked=Grant.CONTROL),
    "ended-second": replace(CLAIMED, step=Step.ENDED, reason=EndReason.CUSTOMER, receipt=SECONDED),
    "ended": replace(CLAIMED, step=Step.ENDED, reason=EndReason.CUSTOMER, receipt=RECEIPT),
    "ended-may-keep": replace(
        CLAIMED,
        step=Step.ENDED,
        reason=EndReason.AGENT,
        receipt=RECEIPT,
        removes_itself=True,
        device=Device(kept=Kept.NO),
    ),
    "ended-keeps": replace(
        CLAIMED,
        step=Step.ENDED,
        reason=EndReason.AGENT,
        receipt=RECEIPT,
        removes_itself=True,
        device=Device(kept=Kept.YES),
    ),
    "ended-may-renew": replace(
        CLAIMED,
        step=Step.ENDED,
        reason=EndReason.WITHDRAWN,
        receipt=RECEIPT,
        removes_itself=True,
        device=Device(kept=Kept.OTHER, failed=True),
    ),
    "ended-connection-lost": replace(CLAIMED, step=Step.ENDED, reason=EndReason.CONNECTION_LOST, receipt=RECEIPT),
    "screen-refused": replace(START, step=Step.ENDED, reason=EndReason.SCREEN_GONE, problem=WaylandRefuses),
    "mac-permission": replace(START, step=Step.ENDED, reason=EndReason.SCREEN_GONE, problem=MacPermissionMissing),
    "ended-refused": replace(CLAIMED, step=Step.ENDED, reason=EndReason.NO_CONSENT),
}
