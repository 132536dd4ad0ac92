"""Session descriptions (SDP), as far as the server looks into them: the sender must say who it is."""

import re

from protocol.problems import DescriptionRefused

_FINGERPRINT = re.compile(r"^a=fingerprint:sha-256 [0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31}\s*$", re.MULTILINE)


def check(sdp: str) -> None:
    """Raises `DescriptionRefused` unless each media section has a SHA-256 fingerprint, its own or the session's.

    https://www.rfc-editor.org/rfc/rfc8122#section-5
    """
    session, *media = re.split(r"^(?=m=)", sdp, flags=re.MULTILINE)
    if not session.startswith("v=0") or not media:
        raise DescriptionRefused
    if not _FINGERPRINT.search(session) and not all(_FINGERPRINT.search(section) for section in media):
        raise DescriptionRefused
