import pytest

from signaling.pages.language import chosen


@pytest.mark.parametrize(
    ("asked", "accept", "language"),
    [
        (None, "de-DE,de;q=0.9,en;q=0.8", "de"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "en;q=0.5, de-AT;q=0.7", "de"),
        (None, "fr-FR,fr;q=0.9", "en"),
        (None, "", "de"),
        (None, "de;q=nonsense", "en"),
        (None, "de;v=1", "de"),
        ("en", "de", "en"),
        ("de", "en", "de"),
        ("fr", "de", "de"),
    ],
)
def test_the_switch_comes_before_the_browser_and_the_browser_before_german(
    asked: str | None, accept: str, language: str
) -> None:
    assert chosen(asked, accept) == language
