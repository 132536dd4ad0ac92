"""The web app's modules that decide, without a browser: `tests/page/`, run by Node."""

import asyncio
import base64
import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import peer_messages as m
from protocol import receipt_code, recorder_identity, safety_code, toll, wire
from protocol.grants import Grant
from protocol.session import EndReason
from signaling.web_app.shell import shell
from tests.protocol.test_wire import EVERY_MESSAGE, OPERATOR

NODE = shutil.which("node")
TESTS = Path(__file__).parents[1] / "page"
_INPUT = (m.Heartbeat, m.TypeText, m.KeyDown, m.KeyUp, m.PointerMove, m.PointerDown, m.PointerUp, m.Wheel, m.ReleaseAll)
SESSION = "0123456789abcdef" * 2

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(NODE is None, reason="no Node on this machine: apt install nodejs"),
]


def ours(folder: Path) -> dict[str, object]:
    """What our other programs make of the same."""
    facts = safety_code.Facts(SESSION, b"c" * 32, b"a" * 32, b"r" * 32, b"n" * 32)
    own, agent, challenge = b"o" * 16, b"g" * 16, bytes(range(16))
    key = Ed25519PrivateKey.generate()
    (folder / "recorders.pem").write_text(
        recorder_identity.written([Ed25519PrivateKey.generate().public_key(), key.public_key()])
    )
    config = json.loads(shell(OPERATOR, folder / "recorders.pem")["config.json"].content)
    return {
        "safety": {
            "facts": {
                "session": SESSION,
                "customer": "63" * 32,
                "agent": "61" * 32,
                "recorder": "72" * 32,
                "consent": "6e" * 32,
            },
            "commitment": safety_code.commitment(SESSION, facts.agent, facts.recorder, agent).hex(),
            "own": own.hex(),
            "agent": agent.hex(),
            "code": safety_code.code(facts, own, agent),
            "confirmation": safety_code.confirmation(facts, own, agent),
        },
        "identity": {
            "keys": config["recorders"],
            "session": SESSION,
            "fingerprint": "66" * 32,
            "signature": recorder_identity.sign(key, SESSION, b"f" * 32).hex(),
        },
        "receipt": {"session": SESSION, "code": receipt_code.of(SESSION)},
        "scrypt": hashlib.scrypt(b"password", salt=b"NaCl", n=16, r=8, p=1, dklen=32).hex(),
        "toll": {"challenge": base64.b64encode(challenge).decode(), "bits": 3, "numbers": toll.pay(challenge, 3)},
        "messages": [
            {"channel": m.INPUT if isinstance(one, _INPUT) else m.CONTROL, "text": wire.encode(one).decode()}
            for reader, one in EVERY_MESSAGE
            if reader is wire.from_agent
        ]
        + [{"channel": m.CONTROL, "text": wire.encode(m.Ending(reason)).decode()} for reason in EndReason]
        + [{"channel": m.CONTROL, "text": wire.encode(m.AskGrant(grant)).decode()} for grant in Grant],
    }


async def test_they_decide_as_our_other_programs_do(tmp_path: Path) -> None:
    examples = tmp_path / "ours.json"
    examples.write_text(json.dumps(ours(tmp_path)))
    assert NODE
    process = await asyncio.create_subprocess_exec(
        NODE, "--test", *(str(file) for file in sorted(TESTS.glob("*.test.js"))),
        env={**os.environ, "OURS": str(examples)}, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
