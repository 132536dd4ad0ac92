import asyncio
from pathlib import Path

import pytest

from protocol import session_key
from protocol.problems import DatabaseUnavailable, SessionKeyRefused, TicketRefused
from signaling.budget import Budget
from signaling.evenly import Evenly
from signaling.key_desk import KeyDesk
from signaling.store.database import Database
from signaling.store.keys import TICKET_LIFETIME, KeyTable
from tests.fakes.clock import FakeClock
from tests.fakes.database_files import content
from tests.fakes.guesses import key_desk
from tests.fakes.signed_in import OTHER_SESSION, SESSION, with_session

FEW = Budget(capacity=3, period=30.0)


@pytest.fixture
async def desk(database: Database, clock: FakeClock) -> KeyDesk:
    await with_session(database, now=clock())
    return key_desk(database, clock)


def _another(key: str) -> str:
    return session_key.from_number((int(key) + 1) % 10**7)


async def test_a_key_has_seven_digits_and_leads_to_its_session(desk: KeyDesk) -> None:
    key = await desk.make(SESSION)
    assert session_key.parse(key) == key
    assert await desk.claim(session_key.spoken(key)) == SESSION


@pytest.mark.promise("P14")
async def test_unknown_expired_used_and_misspelt_keys_get_the_same_answer(desk: KeyDesk, clock: FakeClock) -> None:
    used, expired = await desk.make(SESSION), await desk.make(SESSION)
    await desk.claim(used)
    clock.advance(session_key.LIFETIME)
    answers = set()
    for key in (_another(used), expired, used, "48192031", "48192", "hello"):
        for ask in (desk.claim, desk.claim_for_ticket):
            with pytest.raises(SessionKeyRefused) as refusal:
                await ask(key)
            answers.add((type(refusal.value), refusal.value.args))
        assert not await desk.is_live(key)
    assert answers == {(SessionKeyRefused, ())}


async def test_looking_at_a_key_does_not_use_it_up(desk: KeyDesk) -> None:
    key = await desk.make(SESSION)
    assert await desk.is_live(key)
    assert await desk.is_live(key)
    assert await desk.claim(key) == SESSION


@pytest.mark.promise("P14")
async def test_of_a_hundred_claims_of_one_key_one_wins(desk: KeyDesk) -> None:
    key = await desk.make(SESSION)

    async def claim() -> str | None:
        try:
            return await desk.claim(key)
        except SessionKeyRefused:
            return None

    async with asyncio.TaskGroup() as tasks:
        claims = [tasks.create_task(claim()) for _ in range(100)]
    assert [claim.result() for claim in claims].count(SESSION) == 1


@pytest.mark.promise("P14")
async def test_those_who_claim_a_key_together_ask_the_database_once_and_after_its_failure_again(
    desk: KeyDesk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(KeyTable):
        asked = 0

        async def claim(self, digest: bytes, now: float) -> str | None:
            self.asked += 1
            await asyncio.sleep(0)
            if self.asked == 1:
                raise DatabaseUnavailable
            return await super().claim(digest, now)

    key, table = await desk.make(SESSION), Failing(database)
    monkeypatch.setattr(desk, "_table", table)
    said = await asyncio.gather(*(desk.claim(key) for _ in range(10)), return_exceptions=True)
    assert [type(each) for each in said[:1]] == [DatabaseUnavailable]
    assert said.count(SESSION) == 1
    assert sum(isinstance(each, SessionKeyRefused) for each in said) == 8
    assert table.asked == 2


async def test_a_key_becomes_a_ticket_that_leads_to_the_session_once(desk: KeyDesk) -> None:
    key = await desk.make(SESSION)
    ticket = await desk.claim_for_ticket(key)
    assert len(ticket) == 43
    assert await desk.ticket_is_good(ticket)
    assert await desk.ticket_is_good(ticket)
    assert await desk.use_ticket(ticket) == SESSION
    assert not await desk.ticket_is_good(ticket)
    with pytest.raises(TicketRefused):
        await desk.use_ticket(ticket)
    with pytest.raises(SessionKeyRefused):
        await desk.claim(key)


@pytest.mark.promise("P14")
async def test_a_program_whose_file_was_renamed_asks_for_the_key_and_gets_in_with_it(desk: KeyDesk) -> None:
    key = await desk.make(SESSION)
    ticket = await desk.claim_for_ticket(key)
    assert await desk.claim(key) == SESSION
    assert not await desk.ticket_is_good(ticket)
    with pytest.raises(TicketRefused):
        await desk.use_ticket(ticket)


async def test_a_ticket_expires(desk: KeyDesk, clock: FakeClock) -> None:
    ticket = await desk.claim_for_ticket(await desk.make(SESSION))
    clock.advance(TICKET_LIFETIME)
    with pytest.raises(TicketRefused):
        await desk.use_ticket(ticket)


async def test_two_live_keys_are_never_the_same(database: Database, clock: FakeClock) -> None:
    await with_session(database, OTHER_SESSION, clock())
    desk = key_desk(database, clock)
    await with_session(database, now=clock())
    numbers = iter([4819203, 4819203, 17])
    draw = pytest.MonkeyPatch()
    draw.setattr("signaling.key_desk.secrets.randbelow", lambda _: next(numbers))
    keys = [await desk.make(SESSION), await desk.make(OTHER_SESSION)]
    draw.undo()
    assert keys == ["4819203", "0000017"]


# Wrong guesses.


@pytest.fixture
async def strict(database: Database, clock: FakeClock) -> KeyDesk:
    await with_session(database, now=clock())
    return key_desk(database, clock, FEW)


async def _guess_wrongly(desk: KeyDesk, key: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(SessionKeyRefused):
            await desk.claim(_another(key))


async def test_after_many_wrong_guesses_a_right_key_is_refused_like_a_wrong_one_unless_it_was_paid_for(
    strict: KeyDesk, clock: FakeClock
) -> None:
    key = await strict.make(SESSION)
    assert not strict.pressed
    await _guess_wrongly(strict, key, 3)
    assert strict.pressed
    for ask in (strict.claim, strict.claim_for_ticket):
        with pytest.raises(SessionKeyRefused):
            await ask(key)
    assert not await strict.is_live(key)
    assert await strict.claim(key, paid=True) == SESSION


@pytest.mark.promise("P14")
async def test_then_a_key_counts_with_its_extra_digits_and_with_no_others(strict: KeyDesk) -> None:
    key, wrong = await strict.make(SESSION), await strict.make(SESSION)
    await _guess_wrongly(strict, key, 3)
    extra = strict.extra_digits(key)
    assert len(extra) == 4
    for typed in ("", f"{(int(extra) + 1) % 10**4:04d}", extra[:3], extra + "0", "٤٧١١"):
        assert not await strict.is_live(key, typed)
    assert await strict.is_live(session_key.spoken(key), f" {extra[:2]} {extra[2:]} ")
    await strict.use_ticket(await strict.claim_for_ticket(key, extra))
    assert strict.extra_digits(wrong) == strict.extra_digits(wrong)


async def test_extra_digits_do_not_make_a_wrong_key_right(strict: KeyDesk) -> None:
    key = await strict.make(SESSION)
    await _guess_wrongly(strict, key, 3)
    assert not await strict.is_live(_another(key), strict.extra_digits(_another(key)))
    assert not await strict.is_live("hello", strict.extra_digits(key))


async def test_a_paid_guess_is_looked_at_however_many_there_are_and_costs_or_gives_the_others_nothing(
    strict: KeyDesk,
) -> None:
    key = await strict.make(SESSION)
    for _ in range(10):
        with pytest.raises(SessionKeyRefused):
            await strict.claim(_another(key), paid=True)
    assert not strict.pressed
    await _guess_wrongly(strict, key, 3)
    assert strict.pressed
    assert await strict.claim(key, paid=True) == SESSION
    assert strict.pressed


async def test_what_is_not_looked_at_does_not_prolong_the_pressure(strict: KeyDesk, clock: FakeClock) -> None:
    key = await strict.make(SESSION)
    await _guess_wrongly(strict, key, 3 + 1000)
    clock.advance(10.0)
    assert await strict.is_live(key)


async def test_looking_is_guessing_as_well(strict: KeyDesk) -> None:
    key = await strict.make(SESSION)
    for _ in range(3):
        assert not await strict.is_live(_another(key))
    assert not await strict.is_live(key)


@pytest.mark.parametrize("way", ["unknown", "expired", "used", "not-looked-at", "misspelt"])
async def test_each_refusal_waits_for_its_time(
    strict: KeyDesk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    key = await strict.make(SESSION)
    typed = {"unknown": _another(key), "misspelt": "1234"}.get(way, key)
    if way == "used":
        await strict.claim(key)
    if way == "expired":
        clock.advance(session_key.LIFETIME)
    if way == "not-looked-at":
        await _guess_wrongly(strict, key, 3)
    waited = list[float]()

    class Watched(Evenly):
        async def refusal(self) -> None:
            waited.append(self._at)

    monkeypatch.setattr("signaling.key_desk.Evenly", Watched)
    for ask in (strict.claim, strict.claim_for_ticket):
        with pytest.raises(SessionKeyRefused):
            await ask(typed)
    assert not await strict.is_live(typed)
    assert len(waited) == 3


async def test_right_keys_cost_nothing(strict: KeyDesk) -> None:
    for _ in range(10):
        assert await strict.claim(await strict.make(SESSION)) == SESSION


async def test_what_cannot_be_a_key_costs_nothing(strict: KeyDesk) -> None:
    for _ in range(10):
        assert not await strict.is_live("12345678")
    assert await strict.is_live(await strict.make(SESSION))


async def test_many_guesses_at_once_do_not_get_past_the_budget_together(
    strict: KeyDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await strict.make(SESSION)
    looked_at = list[bytes]()

    async def look(_: KeyTable, digest: bytes, _now: float) -> None:
        looked_at.append(digest)

    monkeypatch.setattr(KeyTable, "claim", look)
    async with asyncio.TaskGroup() as tasks:
        guesses = [tasks.create_task(_refused(strict, _another(key))) for _ in range(20)]
    assert all(guess.result() for guess in guesses)
    assert len(looked_at) == 3


async def _refused(desk: KeyDesk, key: str) -> bool:
    try:
        await desk.claim(key)
    except SessionKeyRefused:
        return True
    return False


@pytest.mark.promise("P14")
async def test_neither_key_nor_ticket_stands_in_the_database(
    database_on_disk: Database, clock: FakeClock, tmp_path: Path
) -> None:
    await with_session(database_on_disk, now=clock())
    desk = key_desk(database_on_disk, clock)
    key = await desk.make(SESSION)
    ticket = await desk.claim_for_ticket(await desk.make(SESSION))
    await database_on_disk.close()
    kept = content(tmp_path)
    assert SESSION.encode() in kept, "else this test reads the wrong files"
    assert key.encode() not in kept
    assert ticket.encode() not in kept


async def test_keys_are_drawn_from_all_of_seven_digits(desk: KeyDesk) -> None:
    keys = [int(await desk.make(SESSION)) for _ in range(40)]
    assert max(keys) >= 5_000_000  # all below: 1 in 10^12
    assert min(keys) < 5_000_000


async def test_who_only_looks_or_takes_a_ticket_has_guessed_nothing(database: Database, clock: FakeClock) -> None:
    """A right key gives back what looking at it took from the budget; a paid one took nothing, and gives nothing."""
    await with_session(database, now=clock())
    desk = key_desk(database, clock, FEW)
    key = await desk.make(SESSION)
    for _ in range(5):
        assert await desk.is_live(key)
    for _ in range(2):
        assert not await desk.is_live(_another(key))
    for _ in range(5):
        assert await desk.is_live(key, desk.extra_digits(key))
    assert not await desk.is_live(_another(key))
    assert desk.pressed
    assert await desk.claim_for_ticket(key, desk.extra_digits(key))
    assert desk.pressed


async def test_the_extra_digits_of_no_key_are_none(desk: KeyDesk) -> None:
    assert not await desk.is_live("hello", "")
    with pytest.raises(SessionKeyRefused):
        await desk.claim_for_ticket("hello", "0000")
