"""What the customer does about consent and rights, stated for the server's ledger: signed here, said until noted."""

import msgspec

from protocol import link, statement
from protocol.statement import Signs


class _Stated(msgspec.Struct, tag_field="kind", tag="customer-stated"):
    """The entry of a statement, as far as it matters here."""

    number: int


_decoder = msgspec.json.Decoder(_Stated)


class Statements:
    """Those of one session. Of very many the last ones are not stated: no person gives and takes back so often."""

    def __init__(self, signs: Signs) -> None:
        self._signs = signs
        self._number = 0
        self._unnoted: dict[int, link.Statement] = {}

    def state(self, session: str, said: str) -> list[link.Statement]:
        """What is to be said to the server now: this, after whatever it has not noted yet."""
        if self._number < statement.AT_MOST:
            self._number += 1
            signature = self._signs.sign(statement.signed_bytes(session, self._number, said))
            self._unnoted[self._number] = link.Statement(session, self._number, said, self._signs.public, signature)
        return self.unnoted()

    def unnoted(self) -> list[link.Statement]:
        """What the server has not noted yet, in order."""
        return list(self._unnoted.values())

    def noted(self, entry: str) -> None:
        """The server's ledger has this entry."""
        try:
            self._unnoted.pop(_decoder.decode(entry).number, None)
        except msgspec.DecodeError:
            return
