"""How long from the typed key to the first picture, over and over, on one machine, when nobody has to be waited for."""

from pathlib import Path

from bench.desktop import Desktop
from bench.pair import agent_of, session
from bench.service import Service


def key_to_first_picture(count: int, folder: Path) -> list[float]:
    """Milliseconds from the key typed at the customer to the picture on the agent's screen, for `count` sessions."""
    times = []
    with (
        Desktop(log_folder=folder / "startup-host") as host,
        Desktop(log_folder=folder / "startup-viewer") as viewer,
        Service(folder / "startup") as service,
        agent_of(service, viewer.name) as agent,
    ):
        for _ in range(count):
            with session(service, agent, host.name) as pair:
                times.append((pair.picture_shown - pair.key_typed) * 1000)
                agent.tell("end")
                agent.wait_for("ended")
                agent.tell("dismiss")
                agent.wait_for("idle")
    return times
