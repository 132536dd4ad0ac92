"""`python -m agent_client`: the agent's viewer."""

import os
import signal
import sys

import logs
from agent_client.app import assemble
from agent_client.settings import AddressRefused, AuthorityUnreadable, from_command_line
from agent_client.ui.interrupts import Interrupts
from agent_client.viewing.status import Quit
from logs import Dialogue
from protocol.problems import SoftwareFault
from protocol.settings import SettingsWrong
from words import of_problem


def main() -> int:
    """Runs the viewer. 2: it cannot start with these settings; 1: it failed."""
    logs.write_to_stderr()
    try:
        settings = from_command_line(sys.argv[1:], os.environ)
        viewer = assemble(settings)
    except (AddressRefused, AuthorityUnreadable, SettingsWrong) as wrong:
        sys.stderr.write(f"agent_client: {wrong}\n")
        return 2
    interrupts = Interrupts()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: viewer.act(Quit()))
    try:
        return viewer.run()
    except Exception as fault:  # noqa: BLE001  # the program's one broad except: whatever it is, it is said and logged
        Dialogue("agent").fault(fault)
        sys.stderr.write(f"agent_client: {of_problem(SoftwareFault, settings.language)}\n")
        return 1
    finally:
        interrupts.close()


if __name__ == "__main__":
    sys.exit(main())
