"""An agent's authenticator app, without a telephone: takes the secret at the first sign-in, and shows codes."""

import subprocess
import time
from base64 import b32decode
from collections.abc import Awaitable, Callable, Mapping, Sequence

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from protocol.link import ConfirmSecondFactor, LinkMessage, SetUpSecondFactor, SignedIn, SignIn

_STEP = 30
_DRIFT = 1
"""The server takes the code before and the code after, too."""
_SECRET_AFTER = "type into it:"  # noqa: S105  # what stands before it


class Authenticator:
    """Shows no code twice, as the server takes none twice: three sign-ins within 30 s, then recovery codes."""

    def __init__(self, secret: str, recovery_codes: Sequence[str] = ()) -> None:
        self._codes = TOTP(b32decode("".join(secret.split())), 6, SHA1(), _STEP)  # noqa: S303  # as apps do (RFC 6238)
        self.recovery_codes = list(recovery_codes)
        self._last = 0

    def code(self, now: float) -> str:
        """A code that was not used yet."""
        here = int(now) // _STEP
        step = max(here - _DRIFT, self._last + 1)
        if step > here + _DRIFT:
            return self.recovery_codes.pop()
        self._last = step
        return self._codes.generate(step * _STEP).decode()


async def first_sign_in(
    ask: Callable[[LinkMessage], Awaitable[LinkMessage]], name: str, password: str, clock: Callable[[], float]
) -> tuple[Authenticator, SignedIn]:
    """Sets the second factor up, on a link to the server. `ask` sends a message and gives the answer."""
    set_up = await ask(SignIn(name, password))
    assert isinstance(set_up, SetUpSecondFactor), set_up
    authenticator = Authenticator(set_up.secret)
    signed_in = await ask(ConfirmSecondFactor(authenticator.code(clock())))
    assert isinstance(signed_in, SignedIn), signed_in
    authenticator.recovery_codes = signed_in.recovery_codes
    return authenticator, signed_in


def enrolled(command: Sequence[str], password: str, environ: Mapping[str, str] | None = None) -> Authenticator:
    """Sets the second factor up by the operator's command, `… agent enrol NAME`."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, env=environ, **pipes) as process:  # type: ignore[call-overload]  # a dict's types
        process.stdin.write(password + "\n")
        process.stdin.flush()
        line = next(line for line in process.stdout if _SECRET_AFTER in line)
        authenticator = Authenticator(line.partition(_SECRET_AFTER)[2])
        said, _ = process.communicate(authenticator.code(time.time()) + "\n")
    authenticator.recovery_codes = [line.strip() for line in said.splitlines() if line.startswith("  ")]
    assert process.returncode == 0, "it says why on standard error"
    return authenticator
