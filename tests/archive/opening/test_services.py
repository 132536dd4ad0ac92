from pathlib import Path

import pytest
from msgspec import Struct

from archive.control import Refused
from archive.opening.door import Asked, AskHeld, AskOpenings, Bring, Held, Uses
from archive.opening.rights import Rights
from archive.opening.services import Services
from protocol import receipt_code
from sealing.request import Act
from tests.fakes.opening_archive import OpeningArchive


def services(archive: OpeningArchive) -> Services:
    return Services(archive.desk, archive.openings, Rights(archive.stock, archive.desk), lambda: archive.wall)


async def answered(archive: OpeningArchive, question: Struct) -> Struct:
    return await services(archive).handlers()[type(question)](question)


async def test_each_question_is_answered_by_whom_it_concerns(tmp_path: Path) -> None:
    archive = OpeningArchive(tmp_path)
    assert isinstance(await answered(archive, AskHeld(archive.session)), Held)
    assert isinstance(await answered(archive, AskOpenings(receipt_code.of(archive.session))), Uses)
    asked = archive.ask(Act.DELETE)
    assert isinstance(asked, Asked)
    await answered(archive, archive.released(asked, archive.asking.archive.data_protection))
    assert archive.store.objects == {}
    archive.close()


@pytest.mark.promise("P19")
@pytest.mark.parametrize("question", [AskHeld("a" * 32), Bring(Act.OPEN, b"", ()), AskOpenings("x")])
async def test_while_nobody_knows_what_time_it_is_nothing_is_opened_or_said(tmp_path: Path, question: Struct) -> None:
    """The same while a restored archive is still deleting what is due."""
    archive = OpeningArchive(tmp_path)

    def nobody_knows() -> None:
        raise Refused("The clock jumped.")

    closed = Services(archive.desk, archive.openings, Rights(archive.stock, archive.desk), nobody_knows)  # type: ignore[arg-type]  # it raises
    with pytest.raises(Refused, match="clock"):
        await closed.handlers()[type(question)](question)
    archive.close()


@pytest.mark.promise("P20")
def test_no_question_is_about_more_than_one_recording(tmp_path: Path) -> None:
    """Every question that there is, with what it names; whoever adds one reads this first."""
    archive = OpeningArchive(tmp_path)
    names = {kind.__name__: kind.__struct_fields__[0] for kind in services(archive).handlers()}
    assert names == {
        "Ask": "session", "Bring": "act", "Look": "token", "Watch": "token", "Fetch": "token", "Close": "token",
        "AskHeld": "session", "AskOpenings": "code",
    }  # fmt: skip
    archive.close()
