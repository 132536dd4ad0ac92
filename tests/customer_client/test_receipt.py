from customer_client.receipt import OPERATED_EVERY, Account
from protocol.gate import Hold
from tests.fakes.customer_play import CLAIMED, OPERATOR

START = 1_700_000_000.0
"""14 November 2023."""


def test_the_account_has_a_line_whenever_picture_or_recording_begin_or_stop() -> None:
    account = Account(START)
    for hold, recorded in [
        (Hold.SAFETY_CODE_OPEN, False),
        (Hold.SAFETY_CODE_OPEN, True),
        (None, True),
        (None, True),
        (Hold.NOT_RECORDED, False),
        (None, True),
    ]:
        account.gate(hold, recorded, 5.0)
    receipt = account.close(CLAIMED, 6.0)

    assert [line.what for line in receipt.lines] == [
        "recording-started",
        "picture-shown",
        "recording-interrupted",
        "picture-held",
        "recording-resumed",
        "picture-shown",
        "ended",
    ]


def test_that_an_agent_operated_is_told_now_and_then_for_each_of_them() -> None:
    account = Account(START)
    for now in (0.0, 1.0, OPERATED_EVERY - 1, OPERATED_EVERY):
        account.operated(now)
    account.operated(2.0, "Berta")
    lines = account.close(CLAIMED, 400.0).lines
    assert [(line.at - START, line.who) for line in lines if line.what == "operated"] == [
        (0.0, ""),
        (OPERATED_EVERY, ""),
        (2.0, "Berta"),
    ]


def test_the_receipt_names_who_when_and_when_the_recording_is_gone() -> None:
    account = Account(START)
    account.gate(None, True, 0.0)
    receipt = account.close(CLAIMED, 86_400.0)

    assert (receipt.agent, receipt.operator, receipt.session) == ("Frau Weber", OPERATOR, CLAIMED.session)
    assert receipt.lines[-1].at == START + 86_400.0
    assert receipt.recording_deleted_on == "2024-02-13"


def test_what_was_never_recorded_need_not_be_deleted() -> None:
    assert Account(START).close(CLAIMED, 1.0).recording_deleted_on == ""
