"""What goes on beside the picture: what the customer's program can do, its camera, what is said, facts. Pure.

A customer in a browser cannot be operated; one with a phone shows a camera, and both can write.
"""

import re
from dataclasses import dataclass, field

from protocol import peer_messages as m
from protocol.peer_messages import Ability

OF_OUR_PROGRAM = frozenset({Ability.CONTROL, Ability.MONITORS, Ability.SECOND})
"""What a program can do that says nothing of it."""
LINES_AT_MOST = 200
"""What was said before that is forgotten."""
_NOT_PLAIN = re.compile(r"[^\n\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\U0010ffff]")

News = m.Capabilities | m.CameraIs | m.CameraAway | m.DeviceFacts | m.Chat


@dataclass(frozen=True)
class Said:
    """Something that was said; `own` by the agent."""

    own: bool
    text: str = field(repr=False)


@dataclass(frozen=True)
class Beside:
    """All of it, as of now. Frozen: each method gives what is after that."""

    can: frozenset[Ability] = OF_OUR_PROGRAM
    camera: m.CameraIs | None = None
    """While the pictures are a camera's."""
    said: tuple[Said, ...] = field(default=(), repr=False)
    facts: tuple[m.DeviceFact, ...] = field(default=(), repr=False)

    def heard(self, news: News) -> "Beside":
        """The customer's program told something."""
        match news:
            case m.Capabilities(can):
                return Beside(can, self.camera, self.said, self.facts)
            case m.CameraIs():
                return Beside(self.can, news, self.said, self.facts)
            case m.CameraAway():
                return Beside(self.can, None, self.said, self.facts)
            case m.DeviceFacts(facts):
                return Beside(self.can, self.camera, self.said, facts)
            case m.Chat(text):
                return self._with(Said(own=False, text=text))

    def says(self, text: str) -> "Beside":
        """The agent said something."""
        return self._with(Said(own=True, text=text))

    def _with(self, said: Said) -> "Beside":
        return Beside(self.can, self.camera, (*self.said, said)[-LINES_AT_MOST:], self.facts)


def plain(typed: str) -> str:
    """What was typed, as it may be said: without control characters, and no longer than a message takes."""
    return _NOT_PLAIN.sub(" ", typed).strip()[: m.SAID_AT_MOST]
