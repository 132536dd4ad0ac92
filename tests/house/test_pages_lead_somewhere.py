"""What a page leads to is there."""

import re

from tests.fakes.source import ROOT


def test_every_file_that_a_page_leads_to_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *(page for folder in ("docs", "release") for page in (ROOT / folder).rglob("*.md"))]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))]
    lost = [
        f"{page.relative_to(ROOT)}: {link}"
        for page, link in links
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert len(links) > 50
    assert lost == []
