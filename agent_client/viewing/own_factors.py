"""Own second factors: the list of them, asked for and shown at the desk, and one of them taken out of it. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import assert_never

from agent_client.viewing.account_words import AccountWords
from agent_client.viewing.commands import Command, SendLink
from agent_client.viewing.status import AboutFactors, HideFactors, RemoveFactor, ShowFactors
from protocol import link


class OwnFactors:
    """Those of whoever is signed in."""

    def __init__(self) -> None:
        self.listed: tuple[link.SecondFactor, ...] | None = None
        """None while nobody looks."""
        self._wanted = False

    def acted(self, action: AboutFactors) -> Iterator[Command]:
        """What the agent does with them."""
        match action:
            case ShowFactors():
                self._wanted = True
                yield SendLink(link.ListFactors())
            case RemoveFactor(name):
                if self.listed and any(one.name == name for one in self.listed):
                    yield SendLink(link.RemoveFactor(name))
            case HideFactors():
                self.hide()
            case _:
                assert_never(action)

    def told(self, message: link.Factors) -> None:
        """The server says which there are."""
        if self._wanted:
            self.listed = tuple(message.factors)

    def changed(self) -> Iterator[Command]:
        """There is one more: the list is made anew, if somebody looks at it."""
        if self.listed is not None:
            yield SendLink(link.ListFactors())

    def hide(self) -> None:
        """Nobody looks any more."""
        self.listed, self._wanted = None, False


def called(factor: link.SecondFactor, words: AccountWords) -> str:
    """What a person calls it: a key by the moment when it was added, as the clocks here show it."""
    if factor.made_at is None:
        return words.factor_app
    return words.factor_key.format(when=datetime.fromtimestamp(factor.made_at).astimezone().strftime(words.moment))
