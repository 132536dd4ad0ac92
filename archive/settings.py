"""The archive's settings: `FERNDIAGNOSE_ARCHIVE_…` in the environment, or a flag."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What an operator may decide about the archive. How long it keeps is no setting: it was promised."""

    state: Path = Path("state")
    """The state folder: the archive's own folder `archive` and the published one, `public`, lie in it."""
    store: str = ""
    """Where recordings are kept: empty is the folder `store` in the state folder, or `s3://bucket/prefix`."""
    checkpoints: str = ""
    """Two other places for the ledger's checkpoints, with a blank between them: folders, or `s3://bucket/prefix`."""
    look_every: float = 5.0
    """Seconds between two looks for finished recordings."""
    sweep_every: float = 60.0
    """Seconds between two looks for what is due, at most: what is due is known beforehand."""
    checkpoint_every: float = 60.0
    """Seconds between two checkpoints of the ledger, if something was added."""
    reconcile_every: float = 86_400.0
    """Seconds between two comparisons of the register with the store."""
    abandoned_after: float = 86_400.0
    """Seconds of silence after which a recording without an end is entered: its recorder never came back."""
    swap_allowed: bool = False
    """Whether to run though memory with keys and pictures in it can be swapped to a disk. For trying out only."""
    mail_to: str = ""
    """The data-protection mailbox. It is told of each opening, export, early deletion and hold."""
    mail_from: str = ""
    """The sender of those letters. Empty: the mailbox itself."""
    mail_server: str = ""
    """The operator's mail server, `name` or `name:port`. Empty: letters become files in the archive's folder `mail`."""
    mail_user: str = ""
    """The name to sign in with at the mail server. Empty: nobody signs in."""
    mail_password: str = ""
    """The password that belongs to it."""
