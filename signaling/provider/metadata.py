"""What a provider says of itself (OpenID Connect Discovery 1.0), as far as it is used. Pure."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec

PATH = "/.well-known/openid-configuration"


class ProviderWrong(Exception):
    """The provider's answer cannot be used. The text says why, to the operator."""


@dataclass(frozen=True)
class Metadata:
    """Where to ask, and how."""

    issuer: str
    authorization: str
    token: str
    keys: str
    names_itself: bool
    """Its answers carry its name (RFC 9207), and one that does not is somebody else's."""
    takes_basic: bool
    """Whether the client's secret goes into a header; else into the form."""


class _Document(msgspec.Struct):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    authorization_response_iss_parameter_supported: bool = False
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    code_challenge_methods_supported: tuple[str, ...] = ("S256",)


def host_of(address: str) -> str:
    """Host and port of an https address. Raises `ProviderWrong` for any other."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018  # it raises for what is no number
    except ValueError:
        raise ProviderWrong(f"{address} is no address.") from None
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.fragment:
        raise ProviderWrong(f"{address} is not an https address.")
    return parts.netloc


def read(document: bytes, issuer: str) -> Metadata:
    """The metadata of that issuer, all on its own host. Raises `ProviderWrong`."""
    try:
        said = msgspec.json.decode(document, type=_Document)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise ProviderWrong("The provider's configuration document cannot be read.") from None
    if said.issuer != issuer:
        raise ProviderWrong("The provider's document names another issuer than the setting does.")
    for address in (said.authorization_endpoint, said.token_endpoint, said.jwks_uri):
        if host_of(address) != host_of(issuer):
            raise ProviderWrong(f"{address} is on another host than the issuer; only that one is contacted.")
    if "S256" not in said.code_challenge_methods_supported:
        raise ProviderWrong("The provider does not support PKCE with S256.")
    return Metadata(
        said.issuer,
        said.authorization_endpoint,
        said.token_endpoint,
        said.jwks_uri,
        said.authorization_response_iss_parameter_supported,
        "client_secret_basic" in said.token_endpoint_auth_methods_supported,
    )
