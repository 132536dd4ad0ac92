"""Seconding: how the first agent gets a colleague or a supervisor into the session. Pure.

A number is read out; who has it asks to join; the customer is asked by name; then two agents compare a code by voice,
which the customer's program has made for the second. Nobody comes in whom the customer has not let in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from agent_client.viewing.commands import Command, SendLink, SendPeer
from protocol import link
from protocol import peer_messages as m
from protocol.grants import Office

CONFIRMATION_DIGITS = 3


class Stage(StrEnum):
    """How far it is. Those that the customer's program gives have its words."""

    NONE = "none"
    NUMBER = "number"
    """The number is being read out."""
    WANTS = "wants"
    """Somebody has it, and wants to join."""
    ASKED = m.Stage.ASKED.value
    REFUSED = m.Stage.REFUSED.value
    COMING = m.Stage.COMING.value
    CODE = m.Stage.CODE.value
    TYPED = m.Stage.TYPED.value
    HERE = m.Stage.HERE.value
    GONE = m.Stage.GONE.value


AT_THE_CUSTOMER = frozenset({Stage.ASKED, Stage.COMING, Stage.CODE, Stage.TYPED, Stage.HERE})
"""What the customer's program knows of, and can take back."""
FREE = frozenset({Stage.NONE, Stage.NUMBER, Stage.REFUSED, Stage.GONE})
"""When somebody may be asked for."""


@dataclass(frozen=True)
class Second:
    """For the window: how far it is, and with whom."""

    stage: Stage = Stage.NONE
    number: str = ""
    """While `NUMBER`: to be read out."""
    name: str = ""
    office: Office = Office.AGENT
    code: str = ""
    """While `CODE`: to be said to the second."""


class Seconding:
    """Of one session, at its first agent."""

    def __init__(self, session: str) -> None:
        self._session = session
        self.second = Second()

    def invite(self) -> Iterator[Command]:
        """The agent wants a number to read out."""
        if self.second.stage in FREE:
            yield SendLink(link.Invite(self._session))

    def invited(self, number: str) -> None:
        """The server has made one."""
        if self.second.stage in FREE:
            self.second = Second(Stage.NUMBER, number=number)

    def wanted(self, asked: link.JoinAsked) -> Iterator[Command]:
        """Somebody has the number."""
        if self.second.stage in FREE:
            self.second = Second(Stage.WANTS, name=asked.name, office=asked.office)
        else:
            yield SendLink(link.DeclineSecond(self._session))

    def ask(self) -> Iterator[Command]:
        """The agent knows them: now the customer is asked."""
        if self.second.stage is Stage.WANTS:
            self.second = replace(self.second, stage=Stage.ASKED)
            yield SendPeer(m.CONTROL, m.AskSecond(self.second.name, self.second.office))

    def is_now(self, said: m.SecondIs) -> None:
        """The customer's program says how far it is."""
        self.second = replace(self.second, stage=Stage(said.stage.value), code=said.code, number="")

    def confirm(self, digits: str) -> Iterator[Command]:
        """The agent typed what the second has said. There is one try; anything but three digits is a slip."""
        right = len(digits) == CONFIRMATION_DIGITS and digits.isascii() and digits.isdigit()
        if self.second.stage is Stage.TYPED and right:
            yield SendPeer(m.CONTROL, m.ConfirmSecond(digits))

    def dismiss(self) -> Iterator[Command]:
        """The agent takes it back, sends the second away, or has read what became of it."""
        if self.second.stage is Stage.WANTS:
            yield SendLink(link.DeclineSecond(self._session))
        if self.second.stage in AT_THE_CUSTOMER:
            yield SendPeer(m.CONTROL, m.DismissSecond())
        else:
            self.second = Second()

    def left(self) -> None:
        """The server says that the second has left, perhaps before the customer was asked."""
        if self.second.stage in AT_THE_CUSTOMER or self.second.stage is Stage.WANTS:
            self.second = replace(self.second, stage=Stage.GONE, code="")
