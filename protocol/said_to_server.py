"""What programs say to the signaling server: agent's, customer's and recorder's."""

from typing import Annotated

from msgspec import Meta

from protocol import statement
from protocol.gate import Hold
from protocol.grants import Level, Office
from protocol.link_words import (
    SESSIONS_AT_ONCE,
    STATED,
    Description,
    EndSession,
    Fingerprint,
    Language,
    LinkMessage,
    Name,
    Port,
    Secret,
    SessionId,
    Work,
)

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
