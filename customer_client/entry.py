"""The way in: key or ticket, then the notice, then access. Two separate steps, in this order, each session anew."""

from hashlib import sha256

from protocol import consent, link, session_key
from protocol.grants import Level
from protocol.link import Language
from protocol.session import State


class Entry:
    """How far this customer has come in, and what the server has to be told about it."""

    def __init__(self, ticket: str = "") -> None:
        self.consent = consent.State.NOT_ASKED
        self.claimed: link.Claimed | None = None
        self.level: Level | None = None
        self._read_in: Language = "de"
        self._asked_at = 0.0
        self._first: link.ClaimKey | link.PresentTicket | None = None
        if ticket:
            self._first = link.PresentTicket(ticket=ticket)

    @property
    def session(self) -> str:
        """The session's id, once there is one."""
        return self.claimed.session if self.claimed else ""

    def type_key(self, typed: str) -> link.ClaimKey:
        """The customer typed a key. Raises `SessionKeyMalformed`."""
        self._first = link.ClaimKey(key=session_key.parse(typed))
        return self._first

    def refused(self) -> None:
        """Key or ticket did not lead to a session."""
        self._first = None

    def first_message(self) -> link.FromCustomerProgram | None:
        """What the server must hear first on a new connection."""
        if self.claimed:
            return link.Return(session=self.claimed.session, token=self.claimed.token)
        return self._first

    def claim(self, claimed: link.Claimed, now: float) -> None:
        """The key was right; the notice is shown."""
        self.consent = consent.advance(self.consent, consent.Event.NOTICE_SHOWN)
        self.claimed, self._first, self._asked_at = claimed, None, now

    def agree(self, language: Language, now: float) -> link.GiveConsent:
        """The customer agreed to the notice, having read it in this language. Raises `OutOfOrder`."""
        self.consent = consent.advance(self.consent, consent.Event.AGREED)
        self._read_in, self._asked_at = language, now
        return self.consent_message()

    def allow(self, level: Level) -> link.AllowAccess:
        """The customer allowed access. Raises `OutOfOrder`, above all when the consent was not given before."""
        self.consent = consent.advance(self.consent, consent.Event.ACCESS_ALLOWED)
        self.level = level
        return self.access_message(level)

    def close(self, event: consent.Event) -> None:
        """The consent is over, for this session: refused, withdrawn, or the session ended."""
        self.consent = consent.advance(self.consent, event)

    def has_no_answer(self, now: float) -> bool:
        """Whether the customer was asked and has not answered in time."""
        waiting = self.consent in (consent.State.ASKED, consent.State.GIVEN)
        return waiting and now - self._asked_at >= consent.ANSWER_WITHIN

    def notice_digest(self) -> bytes:
        """The SHA-256 of exactly the text that was on the screen when the customer agreed."""
        assert self.claimed is not None
        return sha256(self.claimed.notice.text(self._read_in).encode()).digest()

    def consent_message(self) -> link.GiveConsent:
        """The customer's yes, for the server's register."""
        assert self.claimed is not None
        return link.GiveConsent(
            session=self.claimed.session,
            notice_version=self.claimed.notice_version,
            notice_sha256=self.notice_digest().hex(),
            language=self._read_in,
        )

    def access_message(self, level: Level) -> link.AllowAccess:
        """The customer's second yes, for the server's register."""
        return link.AllowAccess(session=self.session, level=level)

    def unheard(self, state: State) -> list[link.FromCustomerProgram]:
        """What the customer said and the server has not heard, going by the state the server is in."""
        agreed = self.consent in (consent.State.GIVEN, consent.State.ALLOWED)
        messages: list[link.FromCustomerProgram] = []
        if agreed and state is State.CLAIMED:
            messages.append(self.consent_message())
        if self.level and agreed and state in (State.CLAIMED, State.CONSENTED):
            messages.append(self.access_message(self.level))
        return messages
