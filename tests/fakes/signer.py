"""Signs quickly, with nothing: for plays in which nobody checks a signature."""

from protocol.statement import KEY_BYTES, SIGNATURE_BYTES


class FakeSigner:
    """A `Signs`."""

    public = b"k" * KEY_BYTES

    def sign(self, data: bytes) -> bytes:
        return b"s" * SIGNATURE_BYTES if data else b""
