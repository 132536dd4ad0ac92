"""A few complete handshakes at a real server: `python -m bench.signaling_load` is the measurement."""

from pathlib import Path

import psutil
import pytest

from bench import signaling_load
from bench.key_server import serving

pytestmark = pytest.mark.end_to_end


async def test_customers_come_one_after_the_other_and_each_hears_the_agents_answer(tmp_path: Path) -> None:
    state = tmp_path / "state"
    async with serving(state, live=1, dead=1, budget=1e9) as server:
        process = psutil.Process(server.pid)
        async with signaling_load.staffed(server, state, 4) as keys:
            took, _ = await signaling_load.at_rate(50.0, keys, lambda key: signaling_load.handshake(server, key))
        assert len(took) == 4
        idle = process.memory_info().rss / 1e6
        after = await signaling_load.idle(server, state / "tls" / "ca.pem", process, 50)
        assert after - idle < 5, "50 links take 1 MB; with HTTP's objects they take 2.5, with asyncio's buffers 13"
