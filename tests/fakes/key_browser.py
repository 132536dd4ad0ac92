"""A browser with a security key, without the browser: opens the page that a program is told to open, and comes back."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from protocol import link
from signaling.ceremonies import Ceremonies, Kind
from tests.fakes.signaling_parts import NAME, PASSWORD, Play
from tests.fakes.soft_key import SoftKey

PORT = 4711
WITH_KEY = link.SignIn(NAME, PASSWORD, browser=PORT)


@dataclass
class KeyBrowser:
    """At a server's ceremonies, with the key of one person."""

    ceremonies: Ceremonies
    key: SoftKey = field(default_factory=SoftKey)
    kinds: list[Kind] = field(default_factory=list)
    """What the pages were for."""

    async def opens(self, page: link.LinkMessage) -> link.CameBack:
        """What it comes back with. Raises `KeyPageRefused`."""
        assert isinstance(page, link.OpenPage), page
        ticket = page.url.rpartition("/")[2]
        asked = await self.ceremonies.look(ticket)
        self.kinds.append(asked.kind)
        ask = self.key.make if asked.kind is Kind.MAKE else self.key.use
        return came_back(await self.ceremonies.answer(ticket, ask(asked.options)))


def came_back(address: str) -> link.CameBack:
    """What stands in the address that a browser is sent to."""
    assert address.startswith(f"http://127.0.0.1:{PORT}/?"), address
    given = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return link.CameBack(given["state"], given.get("code", ""), given.get("iss", ""), given.get("error", ""))


async def enrolled_with_key(play: Play, browser: KeyBrowser) -> link.SignedIn:
    """`NAME` has an account, and the browser's key as its second factor."""
    await play.parts.accounts.add(NAME, "Anna B.", PASSWORD)
    agent = play.new_agent()
    (page,) = await agent.say(WITH_KEY)
    (signed_in,) = await agent.say(await browser.opens(page))
    assert isinstance(signed_in, link.SignedIn)
    await agent.say(link.SignOut())
    return signed_in
