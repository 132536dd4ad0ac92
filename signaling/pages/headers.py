"""What every response of the server tells a browser it must not do."""

from aiohttp import web

_ALWAYS = {
    "Strict-Transport-Security": "max-age=31536000",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_UNLESS_SET = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=()",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

WITH_FORM = {"Referrer-Policy": "same-origin"}
"""For a page with a form: under `no-referrer` browsers send `Origin: null` with it, which an exact check refuses.
Nothing goes to anybody else either way. See docs/decisions/0016-referrer-policy-of-forms.md."""

ON_ERRORS = {**_ALWAYS, **_UNLESS_SET, "Server": "ferndiagnose"}
"""For an answer to what was not even a request: `protect` does not see it, and the library would name itself."""


WITH_SCRIPT = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
}
"""For the one page with a script of ours, which is a file: what stands in the page itself is not run."""


async def protect(_request: web.Request, response: web.StreamResponse) -> None:
    """An `on_response_prepare` signal, so that error responses are covered too."""
    response.headers.update(_ALWAYS)
    for name, value in _UNLESS_SET.items():
        response.headers.setdefault(name, value)
    response.headers.pop("Server", None)
