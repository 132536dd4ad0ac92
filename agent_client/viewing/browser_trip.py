"""The way through the system's browser and back: a security key, or the operator's identity provider.

The program waits on this machine first; then the server is told where, and says which page is to be opened; what the
browser comes back with goes to the server as it is. Nothing of it is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from agent_client.viewing.commands import AwaitBrowser, Command, ForgetBrowser, OpenBrowser, SendLink
from agent_client.viewing.status import SignIn
from protocol import link

Wish = link.SignIn | link.SignInByProvider | link.UseKey
NO_PORT_YET = 1024


@dataclass
class BrowserTrip:
    """At most one at a time."""

    wish: Wish | None = field(default=None, repr=False)
    """What the server is to be asked, once the program waits."""
    port: int = 0
    """Where it waits."""

    def begin(self, wish: Wish) -> Iterator[Command]:
        """Somebody wants to go there; another trip is over."""
        yield from self.end()
        self.wish = wish
        yield AwaitBrowser()

    def awaited(self, port: int, *, reached: bool) -> Iterator[Command]:
        """The program waits there. The server is asked once it is reached; if it is not wanted any more, never."""
        if self.wish is None:
            yield ForgetBrowser()
            return
        self.port = port
        if reached:
            yield from self.ask()

    def ask(self) -> Iterator[Command]:
        """Asks the server, as often as the link comes up before it has answered."""
        if self.wish and self.port:
            yield SendLink(msgspec.structs.replace(self.wish, browser=self.port))

    def page(self, message: link.OpenPage) -> Iterator[Command]:
        """The server says where to. It is asked once: the password is not kept."""
        if self.port:
            self.wish = None
            yield OpenBrowser(message.url, message.state)

    def returned(self, message: link.CameBack) -> Iterator[Command]:
        """The browser is back."""
        if self.port:
            yield SendLink(message)
            yield from self.end()

    def end(self) -> Iterator[Command]:
        """Nobody waits any more."""
        if self.wish or self.port:
            self.wish, self.port = None, 0
            yield ForgetBrowser()


def said(given: SignIn) -> link.SignIn:
    """Name and password as they are sent."""
    code = "" if given.with_key else given.second_factor.strip()[:64]
    return link.SignIn(given.name.strip()[:128], given.password[:1024], code)
