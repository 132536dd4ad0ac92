"""The whole way, with real processes: recorded, asked for, released by two officers, looked at, exported, deleted."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from archive import certificates
from protocol import receipt_code
from tests.end_to_end.opening import OFFICERS, SESSION, Office, Watching, archived
from tests.end_to_end.recorded import ARCHIVE, SIZE, greys
from tests.end_to_end.service import command

pytestmark = pytest.mark.end_to_end

GREY_ERROR = 6.0
"""Levels of 255 by which the recorder's encoder and the JPEG may together miss."""
WATERMARK = 40
"""Levels by which its lightest and darkest pixels differ, at least."""
MATROSKA, JPEG = b"\x1a\x45\xdf\xa3", b"\xff\xd8\xff"


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def picture(watching: Watching, at: int) -> Image.Image:
    answer = await watching.get(f"/picture?at={at}")
    assert answer.headers["Content-Type"] == "image/jpeg", (at, await answer.text())
    return Image.open(io.BytesIO(await answer.read())).convert("L")


async def seen(watching: Watching) -> list[int]:
    """The greys of the whole recording between the watermark's lines, each once as long as it stays.

    On the lines there is more than that grey: the watermark is in the pixels.
    """
    described, found = await watching.json("/recording?after=0"), list[int]()
    for at in range(0, described["length"], max(described["length"] // 40, 1)):
        if any(gap["start"] <= at < gap["end"] for gap in described["gaps"]):
            continue  # a moment before the first picture, on a busy machine
        shown = await picture(watching, at)
        darkest, lightest = map(int, shown.getextrema())  # type: ignore[arg-type]  # of one band: two numbers
        assert lightest - darkest > WATERMARK
        assert shown.size == SIZE
        (level,) = ImageStat.Stat(shown.crop((0, 40, SIZE[0], 80))).median
        grey = round(level / 10) * 10
        assert abs(level - grey) <= GREY_ERROR
        found += [] if found[-1:] == [grey] else [grey]
    return found


@pytest.mark.promise("P19")
@pytest.mark.promise("P20")
async def test_two_officers_open_a_recording_and_nobody_else_does(tmp_path: Path) -> None:
    async with archived(tmp_path, 50, 150) as office:
        request = await office.ask("open", "open")
        releases = await office.released(request, *OFFICERS)
        await nobody_opens_it_alone(office, request, *releases)
        async with office.open(request, releases) as watching:
            mail = files(office.state / "archive" / "mail")
            assert any(b"Dora Datenschutz, Sepp Sicherheit" in letter for letter in mail.values())
            assert await seen(watching) == [50, 150]
            assert (await watching.json("/opening"))["officers"] == ["Dora Datenschutz", "Sepp Sicherheit"]
            everything = files(office.state)
            assert not [path for path, data in everything.items() if MATROSKA in data or JPEG in data]
            await watching.close()
        assert "used already" in await office.recording("open", request, *releases, fails=True)
        await it_can_be_exported(office, tmp_path)
        await customers_have_their_rights(office, tmp_path)
        status, said = await command("ledger", "verify", "--state", str(office.state))
        assert status == 0, said


def with_another_reason(request: Path) -> Path:
    changed = request.with_suffix(".changed")
    changed.write_bytes(request.read_bytes().replace(b"Complaint", b"Curiosity"))
    return changed


async def nobody_opens_it_alone(office: Office, request: Path, first: Path, second: Path) -> None:
    """With everything that lies on the servers, and one officer."""
    changed = with_another_reason(request)
    for brought in ((request, first), (request, second, second), (changed, first, second)):
        assert "Traceback" not in await office.recording("open", *brought, fails=True)
    assert not (office.state / "archive" / "mail").exists()


async def it_can_be_exported(office: Office, folder: Path) -> None:
    request = await office.ask("export", "export")
    await office.recording("export", request, *office.released_quickly(request), "--to", folder / "joined.mkv")
    assert greys(folder / "joined.mkv") == [50, 150]


async def customers_have_their_rights(office: Office, folder: Path) -> None:
    held = json.loads(await office.recording("held", SESSION, "--json"))
    assert held["pictures"] > 0
    hold = await office.ask("hold", "hold", "--until", "2028-01-31")
    await office.recording("hold", hold, *office.released_quickly(hold))
    end = await office.ask("end", "release-hold")
    await office.recording("release-hold", end, *office.released_quickly(end))
    deletion, certificate = await office.ask("delete", "delete"), folder / "certificate.json"
    released = office.released_quickly(deletion, OFFICERS[0])
    await office.recording("delete", deletion, *released, "--certificate", certificate)
    entry = certificates.check(certificate.read_bytes(), ARCHIVE.signing.public_key())
    assert entry.session == SESSION
    assert not list((office.state / "store" / "recordings").rglob("*.sealed"))
    assert "no recording of this session" in await office.recording("held", SESSION, fails=True)
    said = await office.recording("openings", receipt_code.of(SESSION))
    for what in ("opened · request", "exported · request", "held until 2028-02-01", "hold released", "deleted: asked"):
        assert what in said
