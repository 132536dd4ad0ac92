from ledger import copies
from ledger.copies import Copies
from tests.fakes.ledgers import KEY, NOON, filled, made
from tests.fakes.memory_store import MemoryStore


class Unreachable(MemoryStore):
    is_gone = True

    def names(self, prefix: str) -> list[str]:
        if self.is_gone:
            raise OSError("no way there")
        return super().names(prefix)


def test_each_place_gets_each_checkpoint_once() -> None:
    one, other = MemoryStore(), MemoryStore()
    _, book = filled(3, 140)
    copied = Copies({"one": one, "other": other})
    assert copied.send(book) == {}
    book.append(made(140))
    book.checkpoint(NOON.replace(hour=23))
    copied.send(book)
    expected = [checkpoint.name for checkpoint in book.checkpoints()]
    assert sorted(expected) == one.names("ledger") == other.names("ledger")
    assert len(expected) == 4


def test_a_place_that_was_gone_gets_what_it_missed_and_the_other_did_not_wait() -> None:
    near, far = MemoryStore(), Unreachable()
    _, book = filled(3)
    copied = Copies({"near": near, "far": far})
    assert list(copied.send(book)) == ["far"]
    assert len(near.names("ledger")) == 1
    far.is_gone = False
    assert copied.send(book) == {}
    assert far.names("ledger") == near.names("ledger")


def test_after_a_restart_nothing_is_sent_twice() -> None:
    place = MemoryStore()
    _, book = filled(3, 5)
    Copies({"place": place}).send(book)
    before = {name: place.get(name) for name in place.names("ledger")}
    book.append(made(5))
    book.checkpoint(NOON.replace(hour=23))
    Copies({"place": place}).send(book)
    after = {name: place.get(name) for name in place.names("ledger")}
    assert len(after) == 3
    assert before.items() <= after.items()


def test_the_newest_of_all_places_is_found_and_what_cannot_be_read_is_passed_over() -> None:
    old, new, broken = MemoryStore(), MemoryStore(), MemoryStore()
    _, book = filled(3)
    Copies({"old": old}).send(book)
    book.append(made(3))
    (newest,) = book.checkpoint(NOON.replace(hour=23))
    Copies({"new": new}).send(book)
    broken.put("ledger/2099-01-01/x.json", b"{}")
    places = {"old": old, "new": new, "broken": broken, "gone": Unreachable()}
    assert copies.newest(places, KEY.public_key()) == newest
    assert copies.newest({}, KEY.public_key()) is None
    assert copies.documents(broken) == [b"{}"]
