import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from peer.paying_link import PayingLink
from peer.server_link import Down, Ends, Up
from protocol import link, toll
from protocol.problems import OutOfOrder, ServerUnreachable, SessionKeyRefused, SignInRefused
from tests.fakes.waiting import WITHIN

KEY = link.ClaimKey("4819203")
REFUSED = link.Refused(SessionKeyRefused.code)
DEMAND, NEXT = link.Toll(b"0123456789abcdef", 2), link.Toll(b"another 16 bytes", 2)


class Inside:
    """A link on which the test plays the server."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[link.LinkMessage] = asyncio.Queue()
        self.ends = Ends("a", "b")
        self.renewed = 0
        self._closed = asyncio.Event()

    async def run(self, on_event: Callable[[object], None]) -> None:
        self.says = on_event
        await self._closed.wait()

    def send(self, message: link.LinkMessage) -> bool:
        self.sent.put_nowait(message)
        return True

    def renew(self) -> None:
        self.renewed += 1

    async def close(self) -> None:
        self._closed.set()

    async def next(self) -> link.LinkMessage:
        async with asyncio.timeout(WITHIN):
            return await self.sent.get()


@asynccontextmanager
async def running() -> AsyncIterator[tuple[PayingLink[link.ToCustomerProgram], Inside, list[object]]]:
    inside, heard = Inside(), list[object]()
    paying: PayingLink[link.ToCustomerProgram] = PayingLink(inside)  # type: ignore[arg-type]  # a fake of it
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(paying.run(heard.append))
        await asyncio.sleep(0)
        yield paying, inside, heard
        await paying.close()


async def test_what_was_not_looked_at_is_paid_for_and_sent_again_and_nobody_hears_of_it() -> None:
    async with running() as (paying, inside, heard):
        paying.send(KEY)
        assert await inside.next() == KEY
        inside.says(DEMAND)
        inside.says(REFUSED)
        again = await inside.next()
        assert isinstance(again, link.ClaimKey)
        assert again.key == KEY.key
        assert toll.is_paid(DEMAND.challenge, DEMAND.bits, again.toll)
        assert heard == []


async def test_a_sign_in_is_paid_for_in_the_same_way() -> None:
    async with running() as (paying, inside, heard):
        paying.send(link.SignIn("anna", "geheim", "123456"))
        await inside.next()
        inside.says(DEMAND)
        inside.says(link.Refused(SignInRefused.code))
        again = await inside.next()
        assert isinstance(again, link.SignIn)
        assert (again.name, again.second_factor, len(again.toll)) == ("anna", "123456", toll.PARTS)
        assert heard == []


async def test_what_was_paid_for_and_refused_is_refused() -> None:
    async with running() as (paying, inside, heard):
        paying.send(KEY)
        await inside.next()
        for _ in range(2):
            inside.says(DEMAND)
            inside.says(REFUSED)
            if not heard:
                await inside.next()
        assert heard == [REFUSED]
        inside.says(REFUSED)
        assert inside.sent.empty()


async def test_without_a_demand_a_refusal_is_one() -> None:
    async with running() as (paying, inside, heard):
        paying.send(KEY)
        inside.says(REFUSED)
        other = link.Refused(OutOfOrder.code)
        inside.says(DEMAND)
        inside.says(other)
        assert heard == [REFUSED, other]
        assert inside.sent.qsize() == 1


async def test_nothing_is_paid_for_a_key_that_is_not_wanted_any_more() -> None:
    async with running() as (paying, inside, heard):
        paying.send(KEY)
        inside.says(DEMAND)
        inside.says(REFUSED)
        other = link.ClaimKey("1234567")
        paying.send(other)
        assert await inside.next() == KEY
        paid = await inside.next()
        assert isinstance(paid, link.ClaimKey)
        assert (paid.key, toll.is_paid(DEMAND.challenge, DEMAND.bits, paid.toll)) == (other.key, True)
        inside.says(Down(ServerUnreachable))
        inside.says(Up())
        assert heard == [Down(ServerUnreachable), Up()]
    assert inside.sent.empty()


async def test_what_is_demanded_beforehand_is_worked_off_beforehand_and_sent_along() -> None:
    async with running() as (paying, inside, heard):
        inside.says(Up())
        inside.says(DEMAND)
        assert paying.send(KEY)
        paid = await inside.next()
        assert isinstance(paid, link.ClaimKey)
        assert toll.is_paid(DEMAND.challenge, DEMAND.bits, paid.toll)
        assert heard == [Up()]


async def test_after_a_paid_refusal_the_next_key_is_paid_for_beforehand() -> None:
    async with running() as (paying, inside, heard):
        inside.says(DEMAND)
        paying.send(KEY)
        await inside.next()
        inside.says(NEXT)
        inside.says(REFUSED)
        assert heard == [REFUSED]
        paying.send(link.ClaimKey("1234567"))
        again = await inside.next()
        assert isinstance(again, link.ClaimKey)
        assert again.key == "1234567"
        assert toll.is_paid(NEXT.challenge, NEXT.bits, again.toll)


async def test_a_demand_that_crosses_a_key_is_taken_for_that_key() -> None:
    async with running() as (paying, inside, heard):
        paying.send(KEY)
        assert await inside.next() == KEY
        inside.says(DEMAND)
        inside.says(NEXT)
        inside.says(REFUSED)
        again = await inside.next()
        assert isinstance(again, link.ClaimKey)
        assert toll.is_paid(NEXT.challenge, NEXT.bits, again.toll)
        assert heard == []


async def test_who_comes_back_with_a_token_works_nothing_off() -> None:
    async with running() as (paying, inside, _):
        paying.send(link.Return("ab" * 16, "token"))
        inside.says(DEMAND)
        paying.send(KEY)
        assert isinstance(await inside.next(), link.Return)
        assert await inside.next() == KEY, "unpaid"


async def test_what_was_worked_off_for_a_lost_connection_is_worth_nothing_on_the_next() -> None:
    async with running() as (paying, inside, _):
        inside.says(DEMAND)
        inside.says(Down(ServerUnreachable))
        inside.says(Up())
        paying.send(KEY)
        assert await inside.next() == KEY, "unpaid"


async def test_work_that_nobody_waits_for_any_more_is_stopped() -> None:
    async with running() as (paying, inside, _):
        paying.send(KEY)
        inside.says(link.Toll(b"0123456789abcdef", toll.MOST_BITS))
        inside.says(REFUSED)
    assert inside.sent.qsize() == 1


async def test_it_is_the_same_door_as_the_link_inside() -> None:
    async with running() as (paying, inside, _):
        paying.renew()
        assert (inside.renewed, paying.ends) == (1, inside.ends)
