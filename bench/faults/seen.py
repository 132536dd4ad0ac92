"""What was seen of one round."""

from dataclasses import dataclass, field
from pathlib import Path

from bench.faults.plans import Plan
from protocol.recording import Manifest

UNDER_WAY = 0.5
"""Seconds that a picture may take from the gate to the agent's eye on a busy machine."""


@dataclass(eq=False)
class Seen:
    """Moments are monotonic seconds; `None`: it did not happen."""

    plan: Plan
    session: str = ""
    helped_at: float | None = None
    """When the agent saw the screen first."""
    began: float = 0.0
    ended: float = 0.0
    """The fault."""
    agent_told: float | None = None
    customer_told: float | None = None
    """When each of the two read that nothing is recorded."""
    input_done: bool = False
    """Whether what the agent did in the meantime was done."""
    back: float | None = None
    """When the agent saw the screen again."""
    frames: list[float] = field(default_factory=list)
    """When a picture came to the agent."""
    manifest: Manifest | None = None
    """What the store has of it in the end."""
    folder: Path = Path()
    """Where that lies."""
