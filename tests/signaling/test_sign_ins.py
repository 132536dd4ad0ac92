import asyncio
from pathlib import Path

import pytest

from bench.authenticator import Authenticator
from ledger import entries, server_facts
from ledger.server_facts import Change
from protocol.problems import RoleWithoutDesk, SecondFactorRefused, SignInRefused, TokenRefused
from signaling import second_factor
from signaling.accounts import ENROL_WITHIN, Accounts
from signaling.digests import Pepper
from signaling.hashing import Hashing
from signaling.roles import AgentRole
from signaling.second_factor import STEP
from signaling.sign_ins import IDLE, LIFETIME, WRONG_CODES, WRONG_SIGN_INS, Enrolling, Entered, SignIns
from signaling.store.agents import AgentTable
from signaling.store.database import Database
from signaling.store.factors import FactorTable
from tests.fakes.clock import FakeClock
from tests.fakes.database_files import content
from tests.fakes.guesses import wrong_guesses
from tests.fakes.memory_rows import MemoryRows
from tests.fakes.passwords import QUICK
from tests.fakes.signaling_parts import played_scribe

PASSWORD = "correct horse battery"


class Desk:
    """The sign-ins of a server on which `anna` has an account."""

    def __init__(self, database: Database, clock: FakeClock, pepper: bytes = b"pepper") -> None:
        self.clock = clock
        self.table = AgentTable(database)
        self.hashing = Hashing(QUICK)
        self.ledger = MemoryRows()
        scribe = played_scribe(clock, self.ledger)
        self.accounts = Accounts(self.table, FactorTable(database), clock, self.hashing, scribe)
        guesses = wrong_guesses(clock, WRONG_SIGN_INS)
        self.sign_ins = SignIns(self.table, Pepper(pepper), clock, self.hashing, wrong_sign_ins=guesses, scribe=scribe)

    async def enrolling(self) -> Enrolling:
        begun = await self.sign_ins.sign_in("anna", PASSWORD, "")
        assert isinstance(begun, Enrolling)
        return begun

    async def enrolled(self) -> tuple[Authenticator, Entered]:
        begun = await self.enrolling()
        app = Authenticator(second_factor.spelled(begun.secret))
        return app, await self.sign_ins.enrol(begun, app.code(self.clock()))

    async def enters(self, typed: str, password: str = PASSWORD, name: str = "anna") -> Entered:
        entered = await self.sign_ins.sign_in(name, password, typed)
        assert isinstance(entered, Entered)
        return entered

    def written(self) -> list[entries.Entry]:
        """What the ledger says, in order."""
        return [entries.read(row.entry) for row in self.ledger.rows]

    async def is_refused(self, typed: str, password: str = PASSWORD, name: str = "anna") -> None:
        with pytest.raises(SignInRefused):
            await self.sign_ins.sign_in(name, password, typed)


@pytest.fixture
async def desk(database: Database, clock: FakeClock) -> Desk:
    desk = Desk(database, clock)
    await desk.accounts.add("anna", "Anna B.", PASSWORD)
    return desk


async def test_the_first_sign_in_sets_the_second_factor_up_and_shows_the_recovery_codes_once(desk: Desk) -> None:
    app, first = await desk.enrolled()
    assert len(first.recovery_codes) == 10
    second = await desk.enters(app.code(desk.clock()))
    assert second.recovery_codes == ()
    assert second.sign_in.display_name == "Anna B."
    assert await desk.sign_ins.resume(second.token) == second.sign_in
    assert first.sign_in.id != second.sign_in.id
    assert first.token != second.token


async def test_a_wrong_code_sets_nothing_up_and_may_be_tried_again(desk: Desk) -> None:
    begun = await desk.enrolling()
    with pytest.raises(SecondFactorRefused):
        await desk.sign_ins.enrol(begun, "000000")
    await desk.sign_ins.enrol(begun, Authenticator(second_factor.spelled(begun.secret)).code(desk.clock()))


async def test_of_two_who_set_it_up_at_once_one_gets_in(desk: Desk) -> None:
    both = [await desk.enrolling() for _ in range(2)]
    codes = [second_factor.code(begun.secret, second_factor.step_at(desk.clock())) for begun in both]
    done = await asyncio.gather(
        *(desk.sign_ins.enrol(begun, code) for begun, code in zip(both, codes, strict=True)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["Entered", "SignInRefused"]


async def test_a_password_alone_is_of_no_use_after_a_week(desk: Desk) -> None:
    desk.clock.advance(ENROL_WITHIN)
    await desk.is_refused("")


@pytest.mark.parametrize(
    ("name", "password", "right_code"),
    [
        ("anna", "wrong", True),
        ("berta", PASSWORD, True),
        ("an\x00na", PASSWORD, True),
        ("", PASSWORD, True),
        ("anna", PASSWORD, False),
    ],
)
async def test_a_wrong_name_password_or_code_gets_the_same_answer(
    desk: Desk, name: str, password: str, right_code: bool
) -> None:
    app, _ = await desk.enrolled()
    await desk.is_refused(app.code(desk.clock()) if right_code else "", password, name)


async def test_names_do_not_depend_on_capitals_and_blanks(desk: Desk) -> None:
    app, _ = await desk.enrolled()
    await desk.enters(app.code(desk.clock()), name=" Anna ")


async def test_no_code_is_good_twice_nor_an_earlier_one_later(desk: Desk) -> None:
    begun = await desk.enrolling()
    here = second_factor.step_at(desk.clock())
    before, now, after = (second_factor.code(begun.secret, step) for step in (here - 1, here, here + 1))
    await desk.sign_ins.enrol(begun, now)
    await desk.is_refused(now)
    await desk.is_refused(before)
    await desk.enters(after)
    await desk.is_refused(after)


async def test_of_two_with_the_same_code_at_once_one_gets_in(desk: Desk) -> None:
    app, _ = await desk.enrolled()
    code = app.code(desk.clock())
    attempts = (desk.sign_ins.sign_in("anna", PASSWORD, code) for _ in range(5))
    done = await asyncio.gather(*attempts, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Entered", *["SignInRefused"] * 4]


async def test_a_recovery_code_is_good_once(desk: Desk) -> None:
    _, first = await desk.enrolled()
    for code in first.recovery_codes[:2]:
        await desk.enters(code.lower())
        await desk.is_refused(code)


async def test_whoever_knows_the_password_has_few_guesses_at_the_code(desk: Desk) -> None:
    app, first = await desk.enrolled()
    for _ in range(int(WRONG_CODES.capacity)):
        await desk.is_refused("000000")
    await desk.is_refused(app.code(desk.clock()))
    await desk.enters(first.recovery_codes[0])
    desk.clock.advance(WRONG_CODES.period / WRONG_CODES.capacity)
    await desk.enters(app.code(desk.clock()))


async def test_right_sign_ins_do_not_use_the_budget_of_wrong_ones_up(desk: Desk) -> None:
    app, _ = await desk.enrolled()
    for _ in range(int(WRONG_CODES.capacity) + 1):
        desk.clock.advance(STEP)
        await desk.enters(app.code(desk.clock()))


async def test_when_very_many_sign_ins_are_wrong_a_right_one_counts_if_it_was_paid_for(desk: Desk) -> None:
    app, _ = await desk.enrolled()
    for _ in range(int(WRONG_SIGN_INS.capacity)):
        await desk.is_refused("", "wrong", "berta")
    assert desk.sign_ins.pressed
    code = app.code(desk.clock())
    await desk.is_refused(code)
    await desk.sign_ins.sign_in("anna", PASSWORD, code, paid=True)


async def test_a_token_that_was_made_up_is_refused(desk: Desk) -> None:
    with pytest.raises(TokenRefused):
        await desk.sign_ins.resume("made up")


async def test_a_token_ends_with_the_sign_in(desk: Desk) -> None:
    _, entered = await desk.enrolled()
    await desk.sign_ins.sign_out(entered.sign_in)
    with pytest.raises(TokenRefused):
        await desk.sign_ins.resume(entered.token)


async def test_a_token_ends_after_a_quarter_of_an_hour_without_connection(desk: Desk) -> None:
    _, entered = await desk.enrolled()
    desk.clock.advance(IDLE)
    with pytest.raises(TokenRefused):
        await desk.sign_ins.resume(entered.token)


async def test_a_token_of_somebody_who_is_connected_goes_on_until_the_working_day_ends(desk: Desk) -> None:
    _, entered = await desk.enrolled()
    sign_in = entered.sign_in
    while desk.clock() + IDLE - 1 < sign_in.made_at + LIFETIME:
        desk.clock.advance(IDLE - 1)
        await desk.sign_ins.in_use({sign_in.id})
        assert await desk.sign_ins.resume(entered.token) == sign_in
        assert desk.sign_ins.still_counts(sign_in)
    desk.clock.advance(IDLE - 1)
    with pytest.raises(TokenRefused):
        await desk.sign_ins.resume(entered.token)
    assert not desk.sign_ins.still_counts(sign_in)


async def test_with_another_pepper_nobody_gets_in_until_the_second_factor_is_reset(
    desk: Desk, database: Database, clock: FakeClock
) -> None:
    app, _ = await desk.enrolled()
    other = Desk(database, clock, b"another pepper")
    await other.is_refused(app.code(clock()))
    await other.accounts.reset_second_factor("anna")
    await other.enrolled()


async def test_nothing_one_signs_in_with_stands_in_the_database(
    database_on_disk: Database, clock: FakeClock, tmp_path: Path
) -> None:
    desk = Desk(database_on_disk, clock)
    await desk.accounts.add("anna", "Anna B.", PASSWORD)
    begun = await desk.enrolling()
    app = Authenticator(second_factor.spelled(begun.secret))
    entered = await desk.sign_ins.enrol(begun, app.code(clock()))
    await database_on_disk.close()
    kept = content(tmp_path)
    assert b"argon2id" in kept, "else this test reads the wrong files"
    spelled = second_factor.spelled(begun.secret)
    for secret in (PASSWORD, entered.token, spelled, spelled.replace(" ", ""), *entered.recovery_codes):
        assert secret.encode() not in kept
        assert secret.replace("-", "").encode() not in kept
    assert begun.secret not in kept


async def test_neither_step_of_signing_in_shows_its_secrets(desk: Desk) -> None:
    begun = await desk.enrolling()
    app = Authenticator(second_factor.spelled(begun.secret))
    entered = await desk.sign_ins.enrol(begun, app.code(desk.clock()))
    shown = repr((begun, entered, desk.sign_ins))
    assert "argon2" not in shown
    assert entered.token not in shown
    assert repr(begun.secret) not in shown
    assert entered.recovery_codes[0] not in shown


async def test_each_sign_in_and_each_refusal_stands_in_the_ledger_by_the_accounts_number(desk: Desk) -> None:
    app, first = await desk.enrolled()
    await desk.enters(first.recovery_codes[0])
    await desk.is_refused(app.code(desk.clock()), password="wrong")
    await desk.is_refused("000000")
    await desk.is_refused("000000", name="somebody")
    made, set_up, *rest = desk.written()
    assert isinstance(made, server_facts.AccountChanged)
    assert isinstance(set_up, server_facts.AccountChanged)
    assert (made.change, made.role, set_up.change) == (Change.MADE, "agent", Change.SECOND_FACTOR_SET_UP)
    account = made.account
    at = desk.written()[0].at
    assert rest == [
        server_facts.SignedIn(at=at, account=account, means="code"),
        server_facts.SignedIn(at=at, account=account, means="recovery-code"),
        server_facts.SignInRefused(at=at, why="sign-in-refused", account=account),
        server_facts.SignInRefused(at=at, why="sign-in-refused", account=account),
        server_facts.SignInRefused(at=at, why="sign-in-refused"),
    ]
    whole = b"".join(row.entry for row in desk.ledger.rows)
    for secret in (b"anna", b"Anna", b"somebody", PASSWORD.encode()):
        assert secret not in whole


@pytest.mark.parametrize("role", [AgentRole.ADMINISTRATOR, AgentRole.OFFICER])
async def test_whoever_has_nothing_to_do_here_is_told_so_once_both_factors_are_right(
    desk: Desk, role: AgentRole
) -> None:
    app, _ = await desk.enrolled()
    await desk.accounts.set_role("anna", role)
    await desk.is_refused("000000")
    with pytest.raises(RoleWithoutDesk):
        await desk.sign_ins.sign_in("anna", PASSWORD, app.code(desk.clock()))
    await desk.accounts.reset_second_factor("anna")
    await desk.is_refused("", password="wrong")
    with pytest.raises(RoleWithoutDesk):
        await desk.sign_ins.sign_in("anna", PASSWORD, "")


async def test_another_password_ends_the_sign_ins_and_leaves_the_second_factor(desk: Desk) -> None:
    app, first = await desk.enrolled()
    await desk.accounts.set_password("Anna", "another horse")
    with pytest.raises(TokenRefused):
        await desk.sign_ins.resume(first.token)
    code = app.code(desk.clock())
    await desk.is_refused(code)
    await desk.enters(code, password="another horse")
