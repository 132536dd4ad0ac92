"""The recorder of one session, known only once one of the keys that came with this program vouches for it."""

from protocol import link
from protocol.problems import RecorderNotTrusted
from protocol.recorder_identity import Identity


class KnownRecorder:
    """What the server named, and what was proved. Neither is enough alone."""

    def __init__(self, session: str, keys: Identity) -> None:
        self.fingerprint: bytes | None = None
        """The newest that was named and proved: 32 bytes."""
        self._session, self._keys = session, keys
        self._named = ""
        self._vouched: set[str] = set()

    def named(self, fingerprint: str) -> None:
        """The server says that this is it."""
        self._named = fingerprint
        self._take()

    def proved(self, proof: link.RecorderProof) -> None:
        """A recorder says who it is. Raises `RecorderNotTrusted`."""
        if not self._keys.vouches(self._session, _bytes(proof.fingerprint), proof.signature):
            raise RecorderNotTrusted
        self._vouched.add(proof.fingerprint)
        self._take()

    def _take(self) -> None:
        if self._named in self._vouched:
            self.fingerprint = _bytes(self._named)


def _bytes(fingerprint: str) -> bytes:
    """From the text that SDP has for it."""
    return bytes.fromhex(fingerprint.replace(":", ""))
