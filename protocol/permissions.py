"""What each message of an agent needs: one table, message by grant.

Checked in the customer's client and nowhere else: no message from server or agent can raise a right.
"""

from protocol import peer_messages as m
from protocol.grants import Grant

NEEDED: dict[type[m.FromAgent], Grant | None] = {
    m.SafetyCommit: None,
    m.SafetyReveal: None,
    m.SafetyCodeTyped: None,
    m.AskGrant: None,
    m.AskSecond: None,
    m.ConfirmSecond: None,
    m.DismissSecond: None,
    m.ChooseMonitor: Grant.VIEW,
    m.UseCamera: Grant.VIEW,
    m.PointAt: Grant.POINTER,
    m.Chat: None,
    m.Heartbeat: None,
    m.Ending: None,
    m.TypeText: Grant.CONTROL,
    m.KeyDown: Grant.CONTROL,
    m.KeyUp: Grant.CONTROL,
    m.PointerMove: Grant.CONTROL,
    m.PointerDown: Grant.CONTROL,
    m.PointerUp: Grant.CONTROL,
    m.Wheel: Grant.CONTROL,
    m.ReleaseAll: None,
}
"""The grant that each message of an agent needs; `None`: none, because it moves nothing on the customer's machine."""


def permits(grants: frozenset[Grant], message: m.FromAgent) -> bool:
    """Whether `grants` cover `message`."""
    needed = NEEDED[type(message)]
    return needed is None or needed in grants
