"""The settings of the signaling server. Read from `FERNDIAGNOSE_SIGNALING_…`, overridden by the command line."""

from dataclasses import dataclass
from pathlib import Path

from protocol.link import Operator


@dataclass(frozen=True)
class Settings:
    """All of them, each with its default."""

    state: str = "state"
    """The folder with everything the server keeps: certificate, database, secrets, downloads."""
    host: str = "127.0.0.1"
    """The address to listen on."""
    port: int = 8443
    """The port to listen on; 0 takes a free one."""
    origin: str = ""
    """The address of the start page as browsers name it, e.g. `https://help.example`. Empty: this machine's own."""
    database: str = ""
    """SQLAlchemy's URL of the database, e.g. `postgresql+asyncpg://user@host/name`. Empty: SQLite in `state`."""
    notices_folder: str = ""
    """A folder of versioned notices to use in place of those that are shipped. Empty: the shipped ones."""
    operator_name: str = "Ferndiagnose"
    """The operator's name, on pages and in clients."""
    operator_support: str = "Ihre Hotline / your hotline"
    """How to reach customer service, on pages and in clients."""
    operator_data_protection: str = "datenschutz@localhost"
    """How to reach the data protection officer, on pages and in clients."""
    enrolment: bool = True
    """Whether a session needs a customer who has agreed to EasySupport before; else each session's consent is all."""
    provider: str = ""
    """The operator's identity provider (OpenID Connect), as it names itself: `https://login.example`. Empty: none."""
    provider_name: str = "Single Sign-On"
    """What stands on the viewer's button: *Sign in with …*."""
    provider_client: str = "ferndiagnose"
    """The client's id at the provider. Its secret stands in `provider.secret` in the state folder."""
    provider_ca: str = ""
    """A PEM file with the authorities that the provider's certificate may come from. Empty: `tls/ca.pem`."""
    provider_scopes: str = "openid profile"
    """What is asked for; one more may be needed for the claim with the groups."""
    provider_account: str = "preferred_username"
    """The claim with the account's name. Choose one that people cannot change themselves."""
    provider_roles: str = ""
    """Roles by claims, with blanks between them: `groups:hotline=agent groups:leads=supervisor`. Empty: by command."""
    provider_vouches: str = ""
    """Values of `amr` or `acr`, with blanks, that say the provider asked for a second factor. Empty: ours is needed."""
    ice_servers: str = ""
    """The operator's STUN and TURN servers, with blanks between them, best first, e.g. `turn:relay.example:443`."""
    relay_only: bool = False
    """Whether everything between two people goes through a TURN server, so that neither learns the other's address."""
    checkpoints: str = ""
    """Two other places for the ledger's checkpoints, with a blank between them: folders, of other machines rather."""
    minimum_client: str = ""
    """The oldest version of the customer's client that may connect, e.g. `1.2.0`. Empty: any."""
    grace: float = 120.0
    """Seconds that a customer's or agent's connection may be gone before the session ends."""
    silence: float = 15.0
    """Seconds after which a connection that sends no complete request is closed."""
    heartbeat: float = 20.0
    """Seconds between the pings on a WebSocket; half of it without an answer closes the WebSocket."""

    @property
    def folder(self) -> Path:
        return Path(self.state)

    @property
    def certificate(self) -> Path:
        return self.folder / "tls" / "server.pem"

    @property
    def certificate_key(self) -> Path:
        return self.folder / "tls" / "server.key"

    @property
    def recorders(self) -> Path:
        """The public keys by which clients know the operator's recorders; the web app gets them from here."""
        return self.folder / "tls" / "recorders.pem"

    @property
    def pepper(self) -> Path:
        return self.folder / "pepper"

    @property
    def recorder_token(self) -> Path:
        return self.folder / "recorder.token"

    @property
    def customer_centre_token(self) -> Path:
        return self.folder / "customer-centre.token"

    @property
    def provider_secret(self) -> Path:
        return self.folder / "provider.secret"

    @property
    def provider_authorities(self) -> Path:
        return Path(self.provider_ca) if self.provider_ca else self.folder / "tls" / "ca.pem"

    @property
    def turn_secret(self) -> Path:
        return self.folder / "turn.secret"

    @property
    def ledger(self) -> Path:
        """The folder of this server's ledger and the key that signs it."""
        return self.folder / "signaling"

    @property
    def verifying(self) -> Path:
        """The public half of that key."""
        return self.folder / "public" / "server.pub"

    @property
    def downloads(self) -> Path:
        return self.folder / "downloads"

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{(self.folder / 'ferndiagnose.sqlite').absolute()}"

    @property
    def operator(self) -> Operator:
        return Operator(self.operator_name, self.operator_support, self.operator_data_protection)

    def origin_at(self, port: int) -> str:
        """The only origin that a browser's form or WebSocket may name."""
        return self.origin or f"https://localhost:{port}"
