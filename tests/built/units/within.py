"""What Windows' Python runs in wine to run tests: first the client's folder, then what tests need, then the tree.

So the modules and libraries under test are those that customers get; of the tree come only the tests and their fakes.
Arguments: the tree, the folder of what tests need, and pytest's own.
"""

import os
import sys
from collections.abc import Callable

tree, equipment, *arguments = sys.argv[1:]
sys.path += [rf"{equipment}\site", rf"{equipment}\standard", tree]
sys.pycache_prefix = rf"{equipment}\compiled"

import pytest  # noqa: E402  # found by the lines before

from peer import event_loop  # noqa: E402  # the same


class OurLoop:
    """Has asynchronous tests run in the client's kind of loop, which asyncio does not take on Windows by itself."""

    def pytest_asyncio_loop_factories(self) -> dict[str, Callable[[], object]]:
        return {"ours": event_loop.new}


os.chdir(tree)
sys.exit(pytest.main(arguments, plugins=[OurLoop()]))
