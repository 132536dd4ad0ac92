"""The safety code: six digits that prove to two people on the phone that nobody sits between their computers.

After DTLS is up, over the control channel: the agent commits to a nonce, the customer answers with its own, the agent
reveals. Neither side can then choose a nonce that makes two different connections show the same six digits, which a
short code without a commitment would allow within milliseconds. The customer reads the code out; the agent types it.
Whoever is at the other end of a connection knows its code, so what comes over it proves nothing to the customer. That
the code was right is said by voice too: the agent's program then shows three more digits, and the customer types those.

Fingerprints are the SHA-256 of the certificates that DTLS really saw, as 32 bytes.
"""

from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from protocol.problems import SafetyCodeMismatch

NONCE_BYTES = 16
DIGITS = 6
CONFIRMATION_DIGITS = 3
_COMMIT_LABEL = b"ferndiagnose/1 safety code commit"
_CODE_LABEL = b"ferndiagnose/1 safety code"
_CONFIRMATION_LABEL = b"ferndiagnose/1 safety confirmation"


@dataclass(frozen=True)
class Facts:
    """What the code is bound to. All of it 32 bytes, except the session id (hexadecimal text)."""

    session: str
    customer: bytes
    agent: bytes
    recorder: bytes
    consent: bytes
    """The SHA-256 of the notice that the customer consented to."""


def commitment(session: str, agent: bytes, recorder: bytes, agent_nonce: bytes) -> bytes:
    """What the agent sends first: it fixes its nonce and the two fingerprints without revealing the nonce."""
    return sha256(joined(_COMMIT_LABEL, session.encode(), agent, recorder, agent_nonce)).digest()


def check_reveal(committed: bytes, session: str, agent: bytes, recorder: bytes, agent_nonce: bytes) -> None:
    """Raises `SafetyCodeMismatch` when the revealed nonce is not the committed one."""
    if len(agent_nonce) != NONCE_BYTES or not compare_digest(
        committed, commitment(session, agent, recorder, agent_nonce)
    ):
        raise SafetyCodeMismatch


def code(facts: Facts, customer_nonce: bytes, agent_nonce: bytes) -> str:
    """The six digits that the customer reads out."""
    return _digits(_CODE_LABEL, DIGITS, facts, joined(customer_nonce, agent_nonce))


def confirmation(facts: Facts, customer_nonce: bytes, agent_nonce: bytes) -> str:
    """The three digits that the agent reads out when the six were right."""
    return _digits(_CONFIRMATION_LABEL, CONFIRMATION_DIGITS, facts, joined(customer_nonce, agent_nonce))


def _digits(label: bytes, count: int, facts: Facts, nonces: bytes) -> str:
    info = joined(label, facts.customer, facts.agent, facts.recorder, facts.consent)
    kdf = HKDF(algorithm=SHA256(), length=16, salt=facts.session.encode(), info=info)
    return f"{int.from_bytes(kdf.derive(nonces)) % 10**count:0{count}d}"


def spoken(digits: str) -> str:
    """The code in the groups in which it is read out: `481 920`."""
    return f"{digits[:3]} {digits[3:]}"


def joined(*parts: bytes) -> bytes:
    """The parts, each with its length before it, so that no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(4) + part for part in parts)
