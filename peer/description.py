"""What a peer's SDP must be, before a library sees it. Pure.

The library checks much by itself, but not that all media show one certificate, and it would look up a name that stands
in place of an address.
"""

import re
from ipaddress import ip_address

from protocol.problems import DescriptionRefused

SIZE_LIMIT = 32_768
"""Characters, as in `link.Description`."""
CANDIDATE_LIMIT = 128
"""Lines: a machine with many network cards has a few dozen, for each medium."""

_FINGERPRINT = re.compile(r"a=fingerprint:sha-256 ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){31})")
_PROFILES = {"video": "UDP/TLS/RTP/SAVPF", "application": "UDP/DTLS/SCTP"}
_ADDRESS_FIELD = 4
"""Of a candidate line: foundation, component, transport, priority, address, …"""


def check(sdp: str, *, video: bool, channels: bool) -> None:
    """Raises `DescriptionRefused` unless `sdp` has exactly these media, bundled, under one SHA-256 fingerprint."""
    if len(sdp) > SIZE_LIMIT or not sdp.startswith("v=0"):
        raise DescriptionRefused
    head, *media = _sections(sdp)
    _check_media([section[0] for section in media], video=video, channels=channels)
    if len({_only_fingerprint(head, section) for section in media}) != 1:
        raise DescriptionRefused
    _check_bundle(head, media)
    _check_candidates([line for section in (head, *media) for line in section if line.startswith("a=candidate:")])


def without_candidates(sdp: str) -> str:
    """`sdp` without addresses: whoever takes it learns them from the peer's own packets, and contacts nobody else."""
    kept = [line for line in sdp.splitlines() if not line.startswith(("a=candidate:", "a=end-of-candidates"))]
    return "\r\n".join(kept) + "\r\n"


def _sections(sdp: str) -> list[list[str]]:
    """The lines before the first medium, then those of each medium."""
    sections: list[list[str]] = [[]]
    for line in sdp.splitlines():
        if line.startswith("m="):
            sections.append([])
        sections[-1].append(line)
    return sections


def _check_media(lines: list[str], *, video: bool, channels: bool) -> None:
    wanted = ["video"] * video + ["application"] * channels
    found = []
    for line in lines:
        kind, _port, profile, *_formats = [*line.removeprefix("m=").split(" "), "", ""]
        if _PROFILES.get(kind) != profile:
            raise DescriptionRefused
        found.append(kind)
    if sorted(found) != sorted(wanted):
        raise DescriptionRefused


def _only_fingerprint(head: list[str], section: list[str]) -> str:
    """The fingerprint that stands in the section, or before all of them."""
    for lines in (section, head):
        named = [line for line in lines if line.lower().startswith("a=fingerprint:sha-256")]
        found = {match[1].upper() for line in named if (match := _FINGERPRINT.fullmatch(line))}
        if named:
            if len(found) != 1 or len(named) != 1:
                raise DescriptionRefused
            return found.pop()
    raise DescriptionRefused


def _check_bundle(head: list[str], media: list[list[str]]) -> None:
    """One transport for everything: then there is one handshake, and one certificate to look at."""
    mids = [line.removeprefix("a=mid:") for section in media for line in section if line.startswith("a=mid:")]
    groups = [line.split(" ")[1:] for line in head if line.startswith("a=group:BUNDLE")]
    if len(mids) != len(media) or len(set(mids)) != len(mids) or groups != [mids]:
        raise DescriptionRefused


def _check_candidates(lines: list[str]) -> None:
    if len(lines) > CANDIDATE_LIMIT:
        raise DescriptionRefused
    for line in lines:
        try:
            ip_address(line.split(" ")[_ADDRESS_FIELD])
        except (ValueError, IndexError):
            raise DescriptionRefused from None
