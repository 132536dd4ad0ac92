"""Settings of a program: one frozen class, read from environment variables named after its fields."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar, get_type_hints

import msgspec

Settings = TypeVar("Settings")


class SettingsWrong(ValueError):
    """An environment variable has a value that its setting cannot take. The text names the variable."""


def read(settings: type[Settings], prefix: str, environ: Mapping[str, str]) -> Settings:
    """`settings` (a dataclass) with every field that `environ` names, e.g. `FERNDIAGNOSE_SIGNALING_PORT` for `port`.

    Raises `SettingsWrong` naming the variable, not its value.
    """
    hints = get_type_hints(settings)
    given: dict[str, Any] = {}
    for field in fields(settings):  # type: ignore[arg-type]  # a dataclass, which mypy cannot express for a class
        variable = f"{prefix}_{field.name}".upper()
        if variable not in environ:
            continue
        try:
            given[field.name] = msgspec.convert(environ[variable], hints[field.name], strict=False, dec_hook=_made)
        except msgspec.ValidationError:
            raise SettingsWrong(f"{variable} has a value that is not possible for it") from None
    return settings(**given)


def _made(kind: type[Any], value: Any) -> Any:
    """A value of a class that msgspec does not know, such as a path."""
    return kind(value)
