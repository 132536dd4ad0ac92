"""What a launcher leaves before it unpacks anything, without one."""

from customer_client.removal.download import ENCODING, MARK, Download, written


def leave_mark(download: Download) -> None:
    """The mark, held by nobody."""
    facts = download.file.stat()
    high, low = written(facts)
    said = f"{facts.st_size} {high} {low} {'' if download.keep else download.file}"
    (download.folder / MARK).write_bytes(said.encode(ENCODING))
