"""The door to age (https://age-encryption.org/v1), by pyrage: files for recipients, and files under a passphrase."""

from collections.abc import Callable, Sequence

import pyrage
from pyrage import passphrase as by_passphrase
from pyrage import plugin, tag, tagpq, x25519

Say = Callable[[str], None]
"""Shows a text to the person at the machine: *please touch your key*."""
Ask = Callable[[str], str]
"""Asks the person at the machine for something secret, such as a key's PIN."""

_RECIPIENTS = {"age1tagpq1": tagpq.Recipient, "age1tag1": tag.Recipient, "age1": x25519.Recipient}
_HARDWARE = "AGE-PLUGIN-"


class RecipientRefused(ValueError):
    """The text is no recipient that can be encrypted to without a program beside this one."""

    def __init__(self) -> None:
        super().__init__("A recipient begins with age1…, or, on a hardware key, with age1tag1… or age1tagpq1….")


class IdentityRefused(ValueError):
    """The text is no age identity, or its plugin is not installed here."""

    def __init__(self) -> None:
        super().__init__(
            "This is no age identity (AGE-SECRET-KEY-1… or AGE-PLUGIN-…), or the program age-plugin-… that belongs "
            "to it is not installed on this machine."
        )


class NotForThisKey(ValueError):
    """The file is for others, or was tampered with."""

    def __init__(self) -> None:
        super().__init__("This was not encrypted for this key, or has been changed since.")


def new_identity() -> tuple[str, str]:
    """A new identity, which is secret, and its recipient."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def check_recipient(recipient: str) -> None:
    """Raises `RecipientRefused`."""
    _recipient(recipient)


def encrypt(data: bytes, recipients: Sequence[str]) -> tuple[bytes, ...]:
    """Files that any of the recipients can open: one, or two where some have post-quantum keys and some have not.

    age refuses to mix them in one file. Raises `RecipientRefused`; without recipients there is no file.
    """
    quantum = [one for one in recipients if one.startswith("age1tagpq1")]
    others = [one for one in recipients if one not in quantum]
    return tuple(
        bytes(pyrage.encrypt(data, [_recipient(one) for one in alike])) for alike in (quantum, others) if alike
    )


def decrypt(files: Sequence[bytes], identity: str, say: Say, ask: Ask) -> bytes:
    """The content of the first of the files that is for this identity. Raises `NotForThisKey`, `IdentityRefused`."""
    opener = _identity(identity, say, ask)
    for file in files:
        try:
            return bytes(pyrage.decrypt(file, [opener]))
        except pyrage.DecryptError:
            continue
    raise NotForThisKey


def lock(data: bytes, passphrase: str) -> bytes:
    """An age file under a passphrase. Takes about a second, on purpose."""
    return bytes(by_passphrase.encrypt(data, passphrase))


def unlock(file: bytes, passphrase: str) -> bytes:
    """What is in it. Takes about a second. Raises `NotForThisKey`."""
    try:
        return bytes(by_passphrase.decrypt(file, passphrase))
    except pyrage.DecryptError:
        raise NotForThisKey from None


def _recipient(text: str) -> object:
    for prefix, kind in _RECIPIENTS.items():
        if text.startswith(prefix):
            try:
                return kind.from_str(text)
            except pyrage.RecipientError:
                break
    raise RecipientRefused


def _identity(text: str, say: Say, ask: Ask) -> object:
    try:
        if not text.startswith(_HARDWARE):
            return x25519.Identity.from_str(text)
        hardware = plugin.Identity.from_str(text)
        return plugin.IdentityPluginV1(hardware.plugin(), [hardware], _Person(say, ask))
    except (pyrage.IdentityError, pyrage.DecryptError):
        raise IdentityRefused from None


class _Person:
    """Whoever holds a hardware key, as pyrage's callbacks want them."""

    def __init__(self, say: Say, ask: Ask) -> None:
        self._say, self._ask = say, ask

    def display_message(self, message: str) -> None:
        self._say(message)

    def confirm(self, message: str, _yes: str, _no: str | None) -> bool | None:
        self._say(message)
        return None  # a plugin must live with a client that cannot ask

    def request_public_string(self, description: str) -> str | None:
        return self._ask(description)

    def request_passphrase(self, description: str) -> str | None:
        return self._ask(description)
