"""The shell: the files of the web app, those that are made from settings included. What a browser keeps is these alone.

Read once, when the server starts. The service worker carries a digest of them, so that a browser notices a change.
"""

import base64
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import msgspec

from protocol import recorder_identity
from protocol.link import Language, Operator
from protocol.program_version import VERSION
from signaling.problems import CannotStart
from signaling.web_app.words import catalogue

PAGE = Path(__file__).parent / "page"
_KINDS = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
WORKER = "service_worker.js"
_LANGUAGES: tuple[Language, ...] = ("de", "en")
_BLOCK = re.compile(r"-----BEGIN PUBLIC KEY-----(.*?)-----END PUBLIC KEY-----", re.DOTALL)


@dataclass(frozen=True)
class File:
    """One file, as it is sent."""

    name: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        """By which a browser knows it again."""
        return sha256(self.content).hexdigest()[:16]

    @property
    def kind(self) -> str:
        """Its media type."""
        return _KINDS[Path(self.name).suffix]


def shell(operator: Operator, recorders: Path) -> dict[str, File]:
    """All files by name; `index.html` is the page itself. Raises `CannotStart` when `recorders` are not to be read.

    `recorders`: the public keys by which recorders are known, as for the other clients; none where there are none yet.
    """
    files = [File(path.name, path.read_bytes()) for path in sorted(PAGE.iterdir()) if path.suffix in _KINDS]
    files += [
        _json(
            "words.json", {"operator": operator, "texts": {language: catalogue(language) for language in _LANGUAGES}}
        ),
        _json("config.json", {"version": VERSION, "recorders": _keys(recorders)}),
        _json("app.webmanifest", _manifest(operator)),
    ]
    files = [_with_modules(file, files) if file.name == "index.html" else file for file in files]
    kept = {file.name: file for file in files if file.name != WORKER}
    worker = next(file for file in files if file.name == WORKER)
    return kept | {WORKER: File(WORKER, _told(list(kept.values())) + worker.content)}


def _with_modules(page: File, files: list[File]) -> File:
    """The page, with all modules named: a browser then fetches them at once, and not one after the other."""
    modules = [file.name for file in files if file.name.endswith(".js") and not file.name.endswith("worker.js")]
    links = "\n".join(f'<link rel="modulepreload" href="{name}">' for name in modules)
    return File(page.name, page.content.replace(b"<!-- modules -->", links.encode()))


def _keys(recorders: Path) -> list[str]:
    """The keys' SubjectPublicKeyInfo, in Base64."""
    if not recorders.exists():
        return []
    try:
        pem = recorders.read_text("ascii")
        recorder_identity.read(pem)
    except (OSError, ValueError) as error:
        raise CannotStart(f"{recorders} has to hold one or two public keys of the operator's recorders.") from error
    return ["".join(block.split()) for block in _BLOCK.findall(pem)]


def _told(kept: list[File]) -> bytes:
    """The line before the service worker: what it is to keep, under a name that changes with any of it."""
    digest = base64.urlsafe_b64encode(sha256(b"".join(sha256(file.content).digest() for file in kept)).digest())
    names = ["./", *(file.name for file in kept if file.name != "index.html")]
    return (
        b"const SHELL = "
        + msgspec.json.encode({"name": f"ferndiagnose-{digest[:12].decode()}", "files": names})
        + b";\n"
    )


def _manifest(operator: Operator) -> dict[str, object]:
    return {
        "name": operator.name,
        "short_name": operator.name[:12],
        "id": "/app/",
        "start_url": "/app/",
        "scope": "/app/",
        "display": "standalone",
        "background_color": "#f2f4f6",
        "theme_color": "#0b4f8a",
        "icons": [
            {"src": f"icon-{side}.png", "sizes": f"{side}x{side}", "type": "image/png", "purpose": "any maskable"}
            for side in (192, 512)
        ],
    }


def _json(name: str, content: object) -> File:
    return File(name, msgspec.json.encode(content))
