"""The receipt does not depend on anybody else: whenever network, server or peers are gone, it is there."""

from collections.abc import Callable
from pathlib import Path

import pytest

from customer_client import commands as c
from customer_client import events as e
from customer_client import receipt_file
from customer_client.moving import APART_AT_MOST
from customer_client.status import AnswerGrant, End, GiveAgain, SaveReceipt, Step, TakeBack
from protocol import link
from protocol import peer_messages as m
from protocol.grants import Grant, Level
from protocol.problems import ServerUnreachable
from protocol.session import EndReason, State
from tests.fakes.customer_play import SESSION, Play, only

AGENT, RECORDER = link.Role.AGENT, link.Role.RECORDER


class Cut(Exception):
    """The network is gone."""


class CutPlay(Play):
    """A play whose network dies before its n-th event from outside. What the customer does still happens."""

    left: int = 10**9

    def say(self, *events: e.Event) -> list[c.Command]:
        for event in events:
            if not isinstance(event, e.Acted | e.Tick):
                if self.left <= 0:
                    raise Cut
                self.left -= 1
        return super().say(*events)


def whole(play: Play) -> None:
    """A session in which everything happens that a receipt tells of, up to its end."""
    play.helped(Level.VIEW)
    play.after(2.0)
    play.from_agent(m.AskGrant(Grant.CONTROL))
    play.acts(AnswerGrant(Grant.CONTROL, given=True))
    play.server(link.Noted(SESSION, 7, "{}", bytes(64)))
    play.acts(TakeBack(Grant.CONTROL))
    play.acts(GiveAgain(Grant.CONTROL))
    play.server(link.SessionChanged(SESSION, State.ENDED, None, EndReason.AGENT))


def length() -> int:
    play = CutPlay()
    whole(play)
    return 10**9 - play.left


def by_the_customer(play: Play) -> None:
    play.acts(End())


def by_time(play: Play) -> None:
    """Everybody is gone, and nobody clicks: two minutes apart end it."""
    super(CutPlay, play).say(e.LinkDown(ServerUnreachable))  # type: ignore[misc]  # past the cut
    for role in (AGENT, RECORDER):
        super(CutPlay, play).say(e.PeerLost(role, play.attempt(role)))  # type: ignore[misc]  # past the cut
    play.after(APART_AT_MOST + 1, beating=False, storing=False)


@pytest.mark.parametrize("ends", [by_the_customer, by_time])
def test_cut_at_every_message_there_is_a_receipt_of_all_that_happened(
    ends: Callable[[Play], None], tmp_path: Path
) -> None:
    written = 0
    for cut in range(length() + 1):
        play = CutPlay()
        play.left = cut
        try:
            whole(play)
        except Cut:
            ends(play)
        consented = any(isinstance(one.message, link.GiveConsent) for one in only(play.said, c.SendLink))
        if not consented or play.step is not Step.ENDED:
            assert not consented or ends is by_time, "who asks for the end gets it"
            continue
        receipt = play.status.receipt
        assert receipt, f"no receipt when cut at {cut}"
        assert [receipt.lines[0].what, receipt.lines[-1].what] == ["connected", "ended"]
        allowed = any(isinstance(one.message, link.AllowAccess) for one in only(play.said, c.SendLink))
        assert allowed == any(line.what == "allowed-view" for line in receipt.lines)
        path = tmp_path / f"{cut}.txt"
        (wrote,) = only(play.acts(SaveReceipt(str(path), "de")), c.WriteReceipt)
        assert receipt_file.write(wrote.path, wrote.receipt, wrote.language)
        assert SESSION in path.read_text(encoding="utf-8")
        written += 1
    assert written > length() // 2
