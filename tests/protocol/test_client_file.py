import pytest

from protocol.client_file import named, ticket_in

TICKET = "Zm9vYmFy-_Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyM"


@pytest.mark.parametrize("file", ["help-windows.exe", "help-macos.tar.gz", "help-linux"])
def test_the_name_carries_the_ticket_and_keeps_its_extensions(file: str) -> None:
    name = named(file, TICKET)
    assert ticket_in(name) == TICKET
    assert name.replace(f".{TICKET}", "") == file


@pytest.mark.parametrize(
    "name",
    [
        f"help-windows.{TICKET} (1).exe",
        f"help-linux (2).{TICKET}",
        f"help-windows.{TICKET}(3).exe",
        f"help-windows.{TICKET}-1.exe",
        f"help-linux.{TICKET}_2",
    ],
)
def test_a_number_that_the_browser_added_does_no_harm(name: str) -> None:
    assert ticket_in(name) == TICKET


@pytest.mark.parametrize(
    "name",
    [
        "help-windows.exe",
        "help.old.tar.gz",
        "",
        "renamed by hand.exe",
        "x." + "A" * 42,
        "x." + "A" * 129,
        "x." + "A" * 44,
    ],
)
def test_a_name_without_a_ticket_has_none(name: str) -> None:
    assert ticket_in(name) is None
