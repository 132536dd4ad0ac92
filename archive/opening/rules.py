"""Who must release what, and whether it was released. Pure; time is an argument."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sealing.officers import Card, Group, same_person
from sealing.release import Release
from sealing.request import Act, Request, digest

VIEWING = timedelta(minutes=30)
"""How long an opened recording can be looked at."""
HOLD_AT_MOST = timedelta(days=3 * 366)
"""From now; whoever needs a recording longer asks again."""

ONE_OF_EACH = (Group.DATA_PROTECTION, Group.SECURITY)
RELEASED_BY: dict[Act, tuple[Group, ...]] = {
    Act.OPEN: ONE_OF_EACH,
    Act.EXPORT: ONE_OF_EACH,
    Act.DELETE: (Group.DATA_PROTECTION,),
    Act.HOLD: ONE_OF_EACH,
    Act.RELEASE_HOLD: ONE_OF_EACH,
}
"""The groups of which one officer each must release an act; two groups are always two persons."""


class Why(StrEnum):
    """Why something was not released. A word for the ledger; `SAID` has the sentence."""

    EXPIRED = "expired"
    NOT_ENROLLED = "not-enrolled"
    OTHER_REQUEST = "other-request"
    SAME_PERSON = "same-person"
    TOO_FEW = "too-few"
    TOO_MANY = "too-many"
    USED = "used"
    SHARE_WRONG = "share-wrong"


SAID: dict[Why, str] = {
    Why.EXPIRED: "The request is older than 24 hours. Ask anew with `ferndiagnose recording ask`.",
    Why.NOT_ENROLLED: "A release is not of an officer who is enrolled now, or it was changed after it was made.",
    Why.OTHER_REQUEST: "A release is for another request. Each request needs releases of its own.",
    Why.SAME_PERSON: "Both releases are of one person. It takes two.",
    Why.TOO_FEW: "A release is missing: {needed} must release this.",
    Why.TOO_MANY: "There are more releases than this needs: {needed} must release it.",
    Why.USED: "The request was used already, or is not of this archive. Ask anew with `ferndiagnose recording ask`.",
    Why.SHARE_WRONG: "A share does not open this recording. The officer must release the request again.",
}


class NotReleased(Exception):
    """What was brought does not do. The text says what is missing; `why` is for the ledger."""

    def __init__(self, why: Why, act: Act) -> None:
        needed = " and ".join(f"one {group} officer" for group in RELEASED_BY[act])
        super().__init__(SAID[why].format(needed=needed))
        self.why = why


@dataclass(frozen=True)
class Released:
    """A release whose signature was checked, and who gave it."""

    release: Release
    card: Card


def judge(request: Request, brought: Sequence[Released], now: datetime) -> None:
    """Whether these officers have released this request, now. Raises `NotReleased`."""
    why = _why_not(request, brought, now)
    if why is not None:
        raise NotReleased(why, request.act)


def _why_not(request: Request, brought: Sequence[Released], now: datetime) -> Why | None:
    needed = RELEASED_BY[request.act]
    if not request.asked_at <= now < request.expires_at:
        return Why.EXPIRED
    if any(one.release.request != digest(request) or one.release.number != request.number for one in brought):
        return Why.OTHER_REQUEST
    if _somebody_twice([one.card for one in brought]):
        return Why.SAME_PERSON
    groups = sorted(one.card.group for one in brought)
    if groups != sorted(needed):
        return Why.TOO_MANY if len(groups) > len(needed) else Why.TOO_FEW
    if any(len(one.release.shares) != len(request.wrapped) for one in brought):
        return Why.SHARE_WRONG
    return None


def _somebody_twice(cards: Sequence[Card]) -> bool:
    return any(same_person(card, other) for at, card in enumerate(cards) for other in cards[:at])
