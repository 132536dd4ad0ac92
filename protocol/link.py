"""Messages between a program and the signaling server, over one WebSocket each: `/v1/agent` and the like.

Unknown fields are ignored, so that a newer program can talk to an older server. A session is named by its id: 32
hexadecimal digits. Secrets (key, token, ticket) travel in messages, never in an address.

What the server says is here; what programs say, and what both have in common, is taken over from where it stands.
"""

from typing import Annotated

from msgspec import Meta, Struct

from protocol import toll
from protocol.gate import Hold
from protocol.grants import Office
from protocol.link_words import *  # noqa: F403  # all of it is part of the link
from protocol.link_words import Description, Fingerprint, Language, LinkMessage, Role, SessionId
from protocol.said_to_server import *  # noqa: F403  # the same
from protocol.said_to_server import RecorderProof
from protocol.session import EndReason, State

# To the programs.


class IceServer(Struct, frozen=True):
    """A STUN or TURN server of the operator's, as in W3C `RTCIceServer`."""

    urls: list[str]
    username: str = ""
    credential: str = ""


class Operator(Struct, frozen=True):
    """Who runs the service, for windows and pages; configuration of the server."""

    name: str
    support: str
    """How to reach customer service."""
    data_protection: str
    """How to reach the data protection officer."""


class Refused(LinkMessage, frozen=True, tag="refused"):
    """Something was not done: the code of a problem, and the session it concerns, if any."""

    problem: str
    session: str = ""


class Toll(LinkMessage, frozen=True, tag="toll"):
    """Just before a `refused`, while very many guess: right or wrong, what was sent was not looked at unless it paid.

    The program may send the same once more, with the work for this challenge (`protocol.toll`).
    """

    challenge: Annotated[bytes, Meta(min_length=toll.CHALLENGE_BYTES, max_length=toll.CHALLENGE_BYTES)]
    bits: Annotated[int, Meta(ge=0, le=toll.MOST_BITS)]


class SessionChanged(LinkMessage, frozen=True, tag="session-changed"):
    """The session's state, whenever it changes and after every reconnection."""

    session: SessionId
    state: State
    hold: Hold | None = None
    reason: EndReason | None = None


class Connect(LinkMessage, frozen=True, tag="connect"):
    """The other peer is there. The customer makes it an offer, the others await one.

    `recorder` is the fingerprint of the recorder's certificate; both clients bind the safety code to it, and do nothing
    until a `RecorderProof` vouches for it.
    """

    session: SessionId
    peer: Role
    recorder: Fingerprint
    ice_servers: list[IceServer] = []
    relay_only: bool = False
    """Neither end may use its own addresses, so that neither learns the other's."""
    instead: bool = False
    """It replaces one that is gone: what is connected now need not be waited for."""


class IceServers(LinkMessage, frozen=True, tag="ice-servers"):
    """In place of those of `connect`, from the next connection on: credentials for relays last for minutes only."""

    session: SessionId
    ice_servers: list[IceServer]


class SignedIn(LinkMessage, frozen=True, tag="signed-in"):
    """The agent is signed in under this name; the token resumes after a lost connection."""

    agent: str
    token: str
    operator: Operator
    recovery_codes: list[str] = []
    """Only when the second factor was just set up: each is good for one sign-in without it. Nobody has them later."""
    enrolment: "EnrolmentText | None" = None
    """To be read out to customers; none where sessions need no enrolment."""


class EnrolmentChanged(LinkMessage, frozen=True, tag="enrolment-changed"):
    """What the customer said is in the register."""

    granted: bool


class SetUpSecondFactor(LinkMessage, frozen=True, tag="set-up-second-factor"):
    """Name and password are right, and the agent has no second factor yet."""

    address: Annotated[str, Meta(max_length=2000, pattern=r"^otpauth://totp/[!-~]*\Z")]
    """For a QR code: `otpauth://totp/…`, of a length that there is a picture for."""
    secret: Annotated[str, Meta(max_length=100)]
    """The same secret, to be typed: Base32 in groups."""


class SignInWays(LinkMessage, frozen=True, tag="sign-in-ways"):
    """The first message to an agent's program, where there is an identity provider: its name, for a button."""

    provider: str


class OpenPage(LinkMessage, frozen=True, tag="open-page"):
    """To be opened in the system's browser, which comes back to the port with this state, and with no other."""

    url: Annotated[str, Meta(max_length=2048)]
    state: Annotated[str, Meta(max_length=128)]


class SecondFactorWanted(LinkMessage, frozen=True, tag="second-factor-wanted"):
    """The provider says who it is and asked for no second factor: now `confirm-second-factor` or `use-key`."""


class KeyAdded(LinkMessage, frozen=True, tag="key-added"):
    """One more security key is good for this account."""


class SecondFactor(Struct, frozen=True):
    """One second factor: the app, which is called `app`, or a security key."""

    name: str
    made_at: int | None = None
    """Seconds since 1970; of the app nobody knows."""


class Factors(LinkMessage, frozen=True, tag="factors"):
    """The second factors of the account."""

    factors: list[SecondFactor]


class SessionOpened(LinkMessage, frozen=True, tag="session-opened"):
    """A session and its key, to be read out; the key lives for `lifetime` seconds."""

    session: SessionId
    key: str
    lifetime: float
    extra: str = ""
    """Four more digits, for when the start page asks for them."""


class NoticeTexts(Struct, frozen=True):
    """One version of the notice, whole, in each language: the customer reads it in the language of the windows."""

    de: str
    en: str

    def text(self, language: Language) -> str:
        """The text to show."""
        return self.de if language == "de" else self.en


class EnrolmentText(Struct, frozen=True):
    """The text in force that customers agree to, once, so that sessions may be offered to them."""

    version: str
    text: NoticeTexts


class Claimed(LinkMessage, frozen=True, tag="claimed"):
    """The key or ticket was right. What the customer needs to decide, and the token for `Return`."""

    session: SessionId
    token: str
    agent: str
    operator: Operator
    notice_version: str
    notice: NoticeTexts
    """The consent carries the SHA-256 of the UTF-8 bytes of the text that was shown."""
    retention_days: Annotated[int, Meta(ge=0, le=36_500)]


class Record(LinkMessage, frozen=True, tag="record"):
    """To a recorder: expect the customer's offer for this session."""

    session: SessionId
    ice_servers: list[IceServer] = []


class Invitation(LinkMessage, frozen=True, tag="invitation"):
    """A number for one person to join with, to be read out; it lives for `lifetime` seconds."""

    session: SessionId
    number: str
    lifetime: float


class Joining(LinkMessage, frozen=True, tag="joining"):
    """The number was right: now agent and customer are asked."""

    session: SessionId
    agent: str


class JoinAsked(LinkMessage, frozen=True, tag="join-asked"):
    """This person has the number, and asks to join."""

    session: SessionId
    name: str
    office: Office


class SecondLeft(LinkMessage, frozen=True, tag="second-left"):
    """The second agent has left, or was lost."""

    session: SessionId


ToAgentProgram = (
    SignedIn
    | SetUpSecondFactor
    | SignInWays
    | OpenPage
    | SecondFactorWanted
    | KeyAdded
    | Factors
    | EnrolmentChanged
    | SessionOpened
    | Invitation
    | Joining
    | JoinAsked
    | SecondLeft
    | SessionChanged
    | Connect
    | RecorderProof
    | IceServers
    | Description
    | Refused
)


ONE_LINE = r"^\{[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*\}\Z"
"""An object in JSON without breaks, control characters, and marks that turn the direction of what is read."""


LEDGER_END = 10**15
"""Numbers of entries are below it: what a receipt has room for."""
CALENDARS_END = 253_402_300_800_000
"""Milliseconds from 1970 to the year 10000, which no calendar of ours has."""


class LedgerHead(Struct, frozen=True):
    """The whole ledger up to that entry as one hash, signed: whoever has it will notice when any of it is changed."""

    size: Annotated[int, Meta(ge=1, lt=LEDGER_END)]
    root: Annotated[bytes, Meta(min_length=32, max_length=32)]
    at: Annotated[int, Meta(ge=0, lt=CALENDARS_END)]
    """Milliseconds since 1970."""
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]


class Noted(LinkMessage, frozen=True, tag="noted"):
    """What now stands in the server's ledger about this session, signed: for the customer's receipt."""

    session: SessionId
    number: Annotated[int, Meta(ge=0, lt=LEDGER_END)]
    entry: Annotated[str, Meta(max_length=1024, pattern=ONE_LINE)]
    """One line of JSON, byte for byte as it was signed. A person reads it in a file: nothing may hide in it."""
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]
    head: LedgerHead | None = None
    """The ledger with this entry in it."""


ToCustomerProgram = (
    Claimed | SecondLeft | SessionChanged | Connect | RecorderProof | IceServers | Description | Noted | Refused
)
ToPayingAgent = ToAgentProgram | Toll
ToPayingCustomer = ToCustomerProgram | Toll
"""On the link itself, which pays tolls before the program hears of them."""


class LetGo(LinkMessage, frozen=True, tag="let-go"):
    """To a recorder: the session goes on at another. Nothing more of it is written, and it is not over."""

    session: SessionId


ToRecorderProgram = Record | LetGo | SessionChanged | Description | Refused
