"""Canaille, a real identity provider, in a process of its own: `provider_program FOLDER PORT REDIRECT SECRET`.

It keeps people and clients in memory: Anna, of the group `hotline`, and one client. Says `ready` when it listens.
`FOLDER` has `server.pem` and `server.key`.
"""

import datetime as dt
import ssl
import sys
from pathlib import Path
from typing import Any

from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
from flask import Flask
from werkzeug.serving import make_server

CLIENT, PASSWORD = "ferndiagnose", "correct horse battery"


def provider(port: int) -> Flask:
    return create_app(
        {
            "SECRET_KEY": "of this test run only",
            "SERVER_NAME": f"localhost:{port}",
            "PREFERRED_URL_SCHEME": "https",
            "CANAILLE": {"DATABASE": "memory", "LOGGING": {"version": 1, "disable_existing_loggers": True}},
            "CANAILLE_OIDC": {"TRUSTED_DOMAINS": ["localhost"]},
        },
        env_file="",
    )


def finds_what_fits_in_everything(backend: Backend) -> None:
    """Let a question with several attributes find what has them all.

    WORKAROUND: what Canaille keeps in memory it finds when *one* attribute fits, so that it takes any open code of a
    client for the one that it was shown (docs/upstream/canaille-memory-query.md). Goes when a release of it is mended.
    """
    one_fits = backend.do_query

    def all_fit(model: type, **given: Any) -> list[Any]:
        found = one_fits(model, **given)
        return [one for one in found if all(one in one_fits(model, **{name: given[name]}) for name in given)]

    backend.do_query = all_fit


def furnish(app: Flask, redirect: str, secret: str) -> None:
    """Anna, her group, and our client."""
    with app.app_context():
        anna = models.User(
            user_name="anna", family_name="Muster", given_name="Anna", formatted_name="Anna Muster",
            display_name="anna", emails=["anna@help.example"], password=PASSWORD,
        )  # fmt: skip
        Backend.instance.save(anna)
        Backend.instance.save(models.Group(display_name="hotline", members=[anna]))
        client = models.Client(
            client_id=CLIENT, client_secret=secret, client_name="Ferndiagnose", client_uri="https://localhost/",
            client_id_issued_at=dt.datetime.now(dt.UTC), redirect_uris=[redirect],
            grant_types=["authorization_code"], response_types=["code"], scope=["openid", "profile", "groups"],
            token_endpoint_auth_method="client_secret_basic", id_token_signed_response_alg="RS256",
        )  # fmt: skip
        Backend.instance.save(client)
        client.audience = [client]  # whom its tokens are for; it has to be there first
        Backend.instance.save(client)


def main(folder: str, port: str, redirect: str, secret: str) -> None:
    app = provider(int(port))
    finds_what_fits_in_everything(app.backend)
    furnish(app, redirect, secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(folder) / "server.pem", Path(folder) / "server.key")
    server = make_server("127.0.0.1", int(port), app, threaded=True, ssl_context=context)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
