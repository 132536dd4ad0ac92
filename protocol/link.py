"""Messages between a program and the signaling server, over one WebSocket each: `/v1/agent` and the like.

Unknown fields are ignored, so that a newer program can talk to an older server. A session is named by its id: 32
hexadecimal digits. Secrets (key, token, ticket) travel in messages, never in an address.
"""

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

from protocol import statement, toll
from protocol.gate import Hold
from protocol.grants import Level, Office
from protocol.session import EndReason, State

CUSTOMER_PATH, AGENT_PATH, RECORDER_PATH = "/v1/customer", "/v1/agent", "/v1/recorder"

SessionId = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
SESSIONS_AT_ONCE = 1500
"""Sessions of one recorder, about: so many ids fit in a message."""
Secret = Annotated[str, Meta(min_length=1, max_length=128)]
Name = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]*\Z")]
"""Without control characters: no name has any, and PostgreSQL does not take every one of them."""
Language = Literal["de", "en"]
Port = Annotated[int, Meta(ge=1024, le=65_535)]
"""Of 127.0.0.1, where a program waits for the system's browser (RFC 8252)."""
Fingerprint = Annotated[str, Meta(pattern=r"^[0-9A-F]{2}(:[0-9A-F]{2}){31}\Z")]
"""A certificate's SHA-256, as in SDP."""


STATED = r"^[a-z0-9-]{1,64}( [a-z0-9-]{1,64}){0,3}\Z"
"""A few words of ours: nothing that a person has typed fits into it but by chance."""


class Role(StrEnum):
    """Which end of a session a program is."""

    CUSTOMER = "customer"
    AGENT = "agent"
    RECORDER = "recorder"
    SECOND = "second"
    """An agent who was asked for by name later."""


Work = Annotated[list[Annotated[int, Meta(ge=0, le=toll.LARGEST)]], Meta(max_length=toll.PARTS)]
"""The numbers that pay a toll; none when none is asked for."""


class LinkMessage(Struct, frozen=True, tag_field="type"):
    """The base of all of them."""


# From any program.


class Description(LinkMessage, frozen=True, tag="description"):
    """An SDP offer or answer. `peer` is the other end: to whom on the way in, from whom on the way out.

    The customer offers, always. `attempt` counts the customer's offers to that peer; an answer repeats it, so that an
    answer to an earlier offer is not mistaken for one to a later.
    """

    session: SessionId
    peer: Role
    attempt: Annotated[int, Meta(ge=1, le=1_000_000)]
    kind: Literal["offer", "answer"]
    sdp: Annotated[str, Meta(min_length=1, max_length=32_768)]


class EndSession(LinkMessage, frozen=True, tag="end-session"):
    """The sender ends the session, for everyone."""

    session: SessionId
    reason: EndReason


# From the agent's program.


class SignIn(LinkMessage, frozen=True, tag="sign-in"):
    """The first message of an agent. `second_factor` is a one-time code or a recovery code; empty at the very first.

    With a `browser`, a port of the agent's own machine, the second factor is a security key in the system's browser.
    """

    name: Name
    password: Annotated[str, Meta(min_length=1, max_length=1024)]
    second_factor: Annotated[str, Meta(max_length=64)] = ""
    toll: Work = []
    browser: Annotated[int, Meta(ge=0, le=65_535)] = 0


class SignInByProvider(LinkMessage, frozen=True, tag="sign-in-by-provider"):
    """Instead of `sign-in`: who it is, the operator's identity provider says, in the system's browser."""

    browser: Port
    toll: Work = []


class UseKey(LinkMessage, frozen=True, tag="use-key"):
    """A security key is to be the second factor, or one more of them: its page returns to this port."""

    browser: Port


class ListFactors(LinkMessage, frozen=True, tag="list-factors"):
    """An agent who is signed in wants to see the second factors of the own account."""


class RemoveFactor(LinkMessage, frozen=True, tag="remove-factor"):
    """This second factor of the own account is not to count any more."""

    name: Annotated[str, Meta(min_length=1, max_length=16)]


class CameBack(LinkMessage, frozen=True, tag="came-back"):
    """What the browser came back with from the last `open-page`. `issuer`: RFC 9207; `error` in place of a code."""

    state: Annotated[str, Meta(max_length=128)]
    code: Annotated[str, Meta(max_length=4096)] = ""
    issuer: Annotated[str, Meta(max_length=512)] = ""
    error: Annotated[str, Meta(max_length=128)] = ""


class ConfirmSecondFactor(LinkMessage, frozen=True, tag="confirm-second-factor"):
    """The agent's app shows this code: after `set-up-second-factor` or `second-factor-wanted`."""

    code: Annotated[str, Meta(min_length=1, max_length=64)]


class Resume(LinkMessage, frozen=True, tag="resume"):
    """The first message of an agent whose connection was lost: the token, and the sessions stay."""

    token: Secret


class SignOut(LinkMessage, frozen=True, tag="sign-out"):
    """The agent leaves: the token is gone, sessions end. The link is as new."""


class RequestSession(LinkMessage, frozen=True, tag="request-session"):
    """The agent wants a session and a key to read out, for this customer of the operator's, where that is asked for."""

    customer: Annotated[str, Meta(max_length=64)] = ""


class SetEnrolment(LinkMessage, frozen=True, tag="set-enrolment"):
    """The customer said it on the phone, after the text of this version was read out in this language."""

    customer: Annotated[str, Meta(min_length=1, max_length=64)]
    granted: bool
    text_version: Name
    language: Language


class Invite(LinkMessage, frozen=True, tag="invite"):
    """The agent wants a number to read out to a colleague or a supervisor, who may then ask to join."""

    session: SessionId


class JoinSession(LinkMessage, frozen=True, tag="join-session"):
    """Somebody with an account asks to join, with the number that an agent has read out."""

    number: Annotated[str, Meta(min_length=1, max_length=64)]


class DeclineSecond(LinkMessage, frozen=True, tag="decline-second"):
    """The agent does not want who asked to join, or has taken it back."""

    session: SessionId


FromAgentProgram = (
    SignIn
    | SignInByProvider
    | UseKey
    | ListFactors
    | RemoveFactor
    | CameBack
    | ConfirmSecondFactor
    | Resume
    | SignOut
    | RequestSession
    | SetEnrolment
    | Invite
    | JoinSession
    | DeclineSecond
    | Description
    | EndSession
)

# From the customer's program.


class ClaimKey(LinkMessage, frozen=True, tag="claim-key"):
    """The seven digits that the customer typed, as one string."""

    key: Annotated[str, Meta(min_length=1, max_length=64)]
    toll: Work = []


class PresentTicket(LinkMessage, frozen=True, tag="present-ticket"):
    """The ticket that the start page gave for a correct key."""

    ticket: Secret


class Return(LinkMessage, frozen=True, tag="return"):
    """The first message of a customer whose connection was lost: the token of `Claimed`, and the session stays."""

    session: SessionId
    token: Secret


class GiveConsent(LinkMessage, frozen=True, tag="give-consent"):
    """The customer's yes, with the version and the hash of exactly the text that was on the screen."""

    session: SessionId
    notice_version: Name
    notice_sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    language: Language


class AllowAccess(LinkMessage, frozen=True, tag="allow-access"):
    """The customer's second yes, after the consent: the agent may see, or see and control."""

    session: SessionId
    level: Level


class ReportGate(LinkMessage, frozen=True, tag="report-gate"):
    """The customer's client says whether pictures flow, and if not, why."""

    session: SessionId
    hold: Hold | None


class AnswerSecond(LinkMessage, frozen=True, tag="answer-second"):
    """The customer's answer, whether this person may join."""

    session: SessionId
    name: Annotated[str, Meta(max_length=128)]
    office: Office
    given: bool


class DismissSecond(LinkMessage, frozen=True, tag="dismiss-second"):
    """The second agent is out again: sent away, or not let in."""

    session: SessionId


class Statement(LinkMessage, frozen=True, tag="statement"):
    """For the ledger: what the customer did about consent and rights, signed as in `protocol.statement`.

    Said again until it was `noted`.
    """

    session: SessionId
    number: Annotated[int, Meta(ge=1, le=statement.AT_MOST)]
    said: Annotated[str, Meta(max_length=128, pattern=STATED)]
    key: Annotated[bytes, Meta(min_length=statement.KEY_BYTES, max_length=statement.KEY_BYTES)]
    signature: Annotated[bytes, Meta(min_length=statement.SIGNATURE_BYTES, max_length=statement.SIGNATURE_BYTES)]


class SwitchedOff(LinkMessage, frozen=True, tag="switched-off"):
    """No session begins with this program: the customer has switched EasySupport off on the device.

    In place of the key or ticket, which stays on the device.
    """


FromCustomerProgram = (
    ClaimKey
    | PresentTicket
    | Return
    | SwitchedOff
    | GiveConsent
    | AllowAccess
    | ReportGate
    | AnswerSecond
    | DismissSecond
    | Statement
    | Description
    | EndSession
)

# From the recorder.


class RecorderHello(LinkMessage, frozen=True, tag="recorder-hello"):
    """The first message of a recorder: the operator's secret for recorders, and its DTLS certificate's fingerprint.

    The recorders of one machine share a certificate: `worker` tells them apart. `sessions` are those to whose customers
    it is connected.
    """

    token: Secret
    fingerprint: Fingerprint
    worker: Annotated[str, Meta(max_length=32)] = ""
    sessions: Annotated[tuple[SessionId, ...], Meta(max_length=SESSIONS_AT_ONCE)] = ()


class RecorderProof(LinkMessage, frozen=True, tag="recorder-proof"):
    """The recorder's signature for this session, as in `recorder_identity`; the server passes it on to both clients."""

    session: SessionId
    fingerprint: Fingerprint
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]


FromRecorderProgram = RecorderHello | RecorderProof | Description

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
