"""Wrong guesses, and the desks that count them, for tests that do not wait for a refusal."""

from logs import Dialogue
from signaling.budget import Budget
from signaling.digests import Pepper
from signaling.key_desk import WRONG_KEYS, KeyDesk
from signaling.store.database import Database
from signaling.store.keys import KeyTable
from signaling.wrong_guesses import WrongGuesses
from tests.fakes.clock import FakeClock


def wrong_guesses(clock: FakeClock, budget: Budget = WRONG_KEYS) -> WrongGuesses:
    return WrongGuesses(budget, clock, Dialogue("test"), "guesses")


def key_desk(database: Database, clock: FakeClock, budget: Budget = WRONG_KEYS) -> KeyDesk:
    return KeyDesk(KeyTable(database), Pepper(b"pepper"), clock, wrong_guesses(clock, budget), refused_after=0.0)
