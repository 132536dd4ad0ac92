"""Enrolments: whether the function is switched on for a customer, and agreed to (EasySupport).

The operator's customer reference is kept as a keyed hash only. It is asked for when a key is made, and the register
again when the key is claimed; a withdrawal ends what runs. Who runs the service without enrolment asks for nothing of
it: then the consent of each session is all there is. The switch on the customer's device is the device's own business:
here it is only noted that no session began because of it.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from ledger.entries import Entry
from ledger.server_facts import SessionRefused
from protocol.link import EnrolmentText, Language, NoticeTexts
from protocol.problems import ConsentOutdated, DatabaseUnavailable, EnrolmentMissing, MessageRefused
from signaling import digests, facts
from signaling.budget import Budget
from signaling.clock import Clock
from signaling.digests import Pepper
from signaling.notices import Notices
from signaling.scribe import Scribe
from signaling.store.enrolments import Enrolment, EnrolmentTable

LONGEST = 64
"""Characters of a customer reference."""
LINK_LIFETIME = 1800.0
"""Seconds for which a one-time link is good."""
SWITCHED_OFF = Budget(capacity=60, period=600.0)
"""How often it is noted that a device is switched off, of everybody together."""


class Channel(StrEnum):
    """Where the customer said it."""

    AGENT = "agent"
    """On the phone."""
    SELF_SERVICE = "self-service"
    """On the page that a one-time link of the customer centre leads to."""


@dataclass(frozen=True)
class Said:
    """What a customer said, and to which text."""

    granted: bool
    text_version: str
    language: Language


class Enrolments:
    """The register."""

    def __init__(
        self,
        table: EnrolmentTable,
        pepper: Pepper,
        notices: Notices,
        clock: Clock,
        scribe: Scribe,
        *,
        required: bool,
    ) -> None:
        self._table = table
        self._pepper = pepper
        self._notices = notices
        self._clock = clock
        self._scribe = scribe
        self._switched_off = SWITCHED_OFF
        self._unsaid: list[Entry] = []
        self.required = required

    def text(self) -> EnrolmentText | None:
        """For agents, to be read out; none where nothing is required."""
        german, english = self._notices.notice("enrolment", "de"), self._notices.notice("enrolment", "en")
        return EnrolmentText(german.version, NoticeTexts(german.text, english.text)) if self.required else None

    async def needed_for(self, reference: str, agent: int) -> bytes | None:
        """Whose session with this agent it will be; nobody's where nothing is required. Raises `EnrolmentMissing`."""
        if not self.required:
            return None
        customer = self._customer(reference)
        if not await self.is_granted(customer):
            await self._refused(EnrolmentMissing.code, agent)
            raise EnrolmentMissing
        return customer

    async def switched_off(self) -> None:
        """A customer's program says that it began no session, because EasySupport is switched off on the device.

        Anybody can say so: what is more than a few is left out, and the ledger does not fill.
        """
        now = self._clock()
        if self._switched_off.left(now) >= 1:
            self._switched_off = self._switched_off.spend(now)
            await self._refused("switched-off", None)

    async def is_granted(self, customer: bytes) -> bool:
        """Whether the customer has agreed to the text in force."""
        newest = await self._table.newest(customer)
        if newest is None or not newest.granted:
            return False
        return self._notices.enrolment().is_meant(newest.text_version, newest.text_sha256)

    async def tell(self, reference: str, said: Said, agent: int) -> None:
        """An agent heard it on the phone. Raises `ConsentOutdated` and `MessageRefused`."""
        change = self._change(self._customer(reference), said, Channel.AGENT, agent)
        await self._table.add(change, partial(self._note, change))

    async def make_link(self, reference: str) -> str:
        """The secret of a one-time link for this customer. Raises `MessageRefused`."""
        secret = digests.new_secret()
        await self._table.add_link(digests.of_secret(secret), self._customer(reference), self._clock())
        return secret

    async def of_link(self, secret: str) -> bytes | None:
        """The customer whose link it is; `None` for one that is unknown, old or used."""
        return await self._table.of_link(digests.of_secret(secret), self._clock() - LINK_LIFETIME)

    async def use_link(self, secret: str, said: Said) -> bool:
        """Uses the link up for what the customer said. False for one that is unknown, old or used."""
        customer = await self.of_link(secret)
        if customer is None:
            return False
        change = self._change(customer, said, Channel.SELF_SERVICE, None)
        made_after, note = self._clock() - LINK_LIFETIME, partial(self._note, change)
        return await self._table.use_link(digests.of_secret(secret), made_after, change, note)

    async def lapsed(self) -> list[str]:
        """The live sessions of customers who have withdrawn."""
        return await self._table.lapsed() if self.required else []

    async def make_up(self) -> None:
        """Notes what could not be noted when it happened, if that works by now."""
        unsaid, self._unsaid = self._unsaid, []
        try:
            await self._scribe.write(*unsaid)
        except DatabaseUnavailable:
            self._unsaid += unsaid

    async def forget_dead(self) -> None:
        await self._table.forget_links(self._clock() - LINK_LIFETIME)

    async def _note(self, change: Enrolment) -> None:
        """Into the ledger, before it counts. Only a withdrawal counts in any case, and is noted when it can be."""
        fact = facts.of_enrolment(change, self._scribe.now())
        try:
            await self._scribe.write(fact)
        except DatabaseUnavailable:
            if change.granted:
                raise
            self._unsaid.append(fact)

    async def _refused(self, why: str, agent: int | None) -> None:
        await self._scribe.write(SessionRefused(at=self._scribe.now(), why=why, account=agent))

    def _customer(self, reference: str) -> bytes:
        meant = "".join(reference.split()).casefold()
        if not meant or len(meant) > LONGEST or not meant.isprintable():
            raise MessageRefused
        return self._pepper.of_customer(meant)

    def _change(self, customer: bytes, said: Said, channel: Channel, agent: int | None) -> Enrolment:
        notice = self._notices.notice("enrolment", said.language)
        if said.granted and said.text_version != notice.version:  # a withdrawal counts, whatever was read before
            raise ConsentOutdated
        return Enrolment(
            customer, said.granted, notice.version, notice.sha256, said.language, channel.value, agent, self._clock()
        )
