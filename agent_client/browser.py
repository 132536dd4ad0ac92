"""The system's browser: opened at a page, and awaited on this machine when it comes back (RFC 8252, section 7.3).

Anything on this machine can send a request to the port: other programs, and any page in any browser. So only one
request with the state that the page was opened with is believed, once, and nothing is told to any other.
"""

import asyncio
import hmac
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

from protocol import link

HEAD_LIMIT = 16 * 1024
"""Bytes of a request."""
WITHIN = 5.0
"""Seconds for a request to come whole."""
AT_ONCE = 16
"""Connections; more are closed at once."""
_LONGEST = {"state": 128, "code": 4096, "iss": 512, "error": 128}
_HEADERS = (
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n"
    "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
    "Connection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
)
_PAGE = (
    "<!DOCTYPE html><html lang='{language}'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
    "<title>Ferndiagnose</title><style>body{{font:125%/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;"
    "padding:0 1rem;color:#1b1f24;background:#f2f4f6}}h1{{font-size:1.5rem;line-height:1.2}}"
    "@media(prefers-color-scheme:dark){{body{{color:#f1f3f5;background:#111418}}}}</style>"
    "<main><h1>{title}</h1><p>{text}</p></main></html>"
)


class BrowserPort:
    """One place on this machine where one browser is awaited. `returned` is called once, with what it brings."""

    def __init__(
        self, language: link.Language, title: str, text: str, returned: Callable[[link.CameBack], None]
    ) -> None:
        """`title` and `text`: what the browser shows at the end, ours and not anybody's."""
        self._page = _PAGE.format(language=language, title=title, text=text).encode()
        self._returned = returned
        self._state = ""
        self._open = 0
        self._server: asyncio.Server | None = None

    async def listen(self, port: int = 0) -> int:
        """Begins to wait; the port. Raises `OSError`."""
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", port, limit=HEAD_LIMIT)
        return int(self._server.sockets[0].getsockname()[1])

    def expect(self, state: str) -> None:
        """From now on a browser that brings this is believed."""
        self._state = state

    def close(self) -> None:
        """Nobody is awaited any more, and the port is free after one turn of the loop. What was asked is answered."""
        self._state = ""
        if self._server and self._server.is_serving():
            loop = asyncio.get_running_loop()
            # WORKAROUND: a server that is closed between the accepting of a connection and its set-up, one turn of the
            # loop later, leaves its socket open (github.com/python/cpython/issues/109564; goes when that is mended).
            # Where the loop has no readers, on Windows, there is no turn in between.
            with suppress(NotImplementedError):
                for listening in self._server.sockets:
                    loop.remove_reader(listening.fileno())
            loop.call_soon(self._server.close)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            if self._open <= AT_ONCE:
                async with asyncio.timeout(WITHIN):
                    head = await reader.readuntil(b"\r\n\r\n")
                came = self._read(head, int(writer.get_extra_info("sockname")[1]))
                writer.write(self._response(came))
                await writer.drain()
                if came:
                    self._returned(came)
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass  # no browser of ours
        finally:
            self._open -= 1
            with suppress(ConnectionError):
                writer.close()

    def _read(self, head: bytes, port: int) -> link.CameBack | None:
        """What the awaited browser brings; `None` for every other request."""
        line, *fields = head.decode("latin-1").split("\r\n")
        method, _, rest = line.partition(" ")
        target = rest.partition(" ")[0]
        hosts = [
            value.strip() for name, _, value in (field.partition(":") for field in fields) if name.lower() == "host"
        ]
        if method != "GET" or hosts != [f"127.0.0.1:{port}"]:
            return None  # another name for this machine is how a page of somebody else's would ask
        brought = _query(target)
        if not self._state or not hmac.compare_digest(brought.get("state", "").encode(), self._state.encode()):
            return None
        self._state = ""
        return link.CameBack(
            brought["state"], brought.get("code", ""), brought.get("iss", ""), brought.get("error", "")
        )

    def _response(self, came: link.CameBack | None) -> bytes:
        status, body = ("200 OK", self._page) if came else ("404 Not Found", b"")
        return f"HTTP/1.1 {status}\r\n{_HEADERS}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _query(target: str) -> dict[str, str]:
    """The parameters that count, each at most once and not too long."""
    try:
        parts = urlsplit(target)
        given = parse_qs(parts.query, max_num_fields=32)
    except ValueError:
        return {}
    if parts.path != "/":
        return {}
    return {
        name: given[name][0]
        for name, longest in _LONGEST.items()
        if name in given and len(given[name]) == 1 and len(given[name][0]) <= longest
    }


def open_in_browser(url: str) -> bool:
    """Opens a page in the system's browser. Blocking. False when there is none, or for what is no https address."""
    if not is_openable(url):
        return False
    return webbrowser.open(url)


def is_openable(url: str) -> bool:
    """Whether that is an https address and nothing else: it is handed to another program."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and not set(url) & set("\"'<>\\^`{|} ")
    return parts.scheme == "https" and bool(parts.hostname) and not parts.username and plain


class SystemBrowser:
    """The real browser of this machine, for one trip at a time."""

    def __init__(self, language: link.Language, title: str, text: str, port: int = 0) -> None:
        """`port`: where it is awaited; 0 for any that is free."""
        self._language = language
        self._title, self._text = title, text
        self._number = port
        self._port: BrowserPort | None = None

    async def wait(self, returned: Callable[[link.CameBack], None]) -> int:
        """Waits for it from now on, and calls `returned` once. The port. Raises `OSError`."""
        self.forget()
        await asyncio.sleep(0)  # it may be the same port once more
        port = BrowserPort(self._language, self._title, self._text, returned)
        number = await port.listen(self._number)
        self._port = port
        return number

    async def go(self, url: str, state: str) -> bool:
        """Opens the page; who comes back with this state is believed. False when no browser can be opened."""
        if self._port:
            self._port.expect(state)
        return await asyncio.to_thread(open_in_browser, url)

    def forget(self) -> None:
        """Nobody is awaited any more."""
        port, self._port = self._port, None
        if port:
            port.close()
