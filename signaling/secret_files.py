"""Secrets of this installation that live in files beside the database, so that a stolen database is not enough."""

import os
import secrets
from pathlib import Path

from signaling.problems import CannotStart

SHORTEST = 32
"""Characters that a secret has at least; one of ours has 64, which are 256 bits."""


def read_or_make(path: Path) -> str:
    """The secret in `path`, made at first start and readable by its owner only. Raises `CannotStart`.

    One line of ASCII. Two processes that start at once end up with the same one.
    """
    try:
        if not path.exists():
            _make(path)
        secret = path.read_text("ascii").strip()
    except OSError as error:
        raise CannotStart(f"{path} cannot be read or written ({error.strerror}). Check the folder's owner.") from error
    except ValueError as error:
        raise CannotStart(
            f"{path} is damaged. Restore it from a backup, or remove it to have a new one made."
        ) from error
    if len(secret) < SHORTEST:
        raise CannotStart(f"{path} is too short. Restore it from a backup, or remove it to have a new one made.")
    return secret


def read(path: Path, what: str) -> str:
    """A secret that somebody else made, put into `path` by the operator; `what` says which. Raises `CannotStart`."""
    try:
        secret = path.read_text("ascii").strip()
    except OSError as error:
        raise CannotStart(f"{path} cannot be read ({error.strerror}). {what}") from None
    except ValueError:
        raise CannotStart(f"{path} is no line of ASCII. {what}") from None
    if not secret or not secret.isprintable():
        raise CannotStart(f"{path} is no line of ASCII. {what}")
    return secret


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return  # the other process was first: its secret counts
    finally:
        draft.unlink()
