"""What must hold of a round, and the figures of many. Pure, but for the files that it is given to read."""

import hashlib
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.faults.plans import Kind
from bench.faults.seen import UNDER_WAY, Seen
from protocol.gate import RECORDER_WITHIN
from protocol.recording import Manifest, Segment

Readable = Callable[[Path, Manifest], int]
"""How many pictures of a recording can be seen."""


def wrong(seen: Seen, readable: Readable) -> list[str]:
    """What must hold and does not. Empty: all is well."""
    return [*_agents_side(seen), *_recordings_side(seen, readable)]


def _agents_side(seen: Seen) -> list[str]:
    """Nothing new after five seconds, no input, and both know why. A killed recorder is back by itself, at any time."""
    if seen.plan.kind is Kind.KILLED:
        return []
    found = []
    shut = seen.began + RECORDER_WITHIN + UNDER_WAY
    if late := [at - seen.began for at in seen.frames if shut < at < seen.ended]:
        found.append(f"the agent saw something {max(late):.1f} s after the fault")
    if seen.ended > shut and seen.helped_at and seen.helped_at < seen.began:
        found += [] if seen.agent_told else ["the agent was not told why"]
        found += [] if seen.customer_told else ["the customer was not told why"]
        found += ["the agent's input was done"] if seen.input_done else []
    return found


def _recordings_side(seen: Seen, readable: Readable) -> list[str]:
    """A recording that can be read, or a note that there was no picture. And what is missing is marked."""
    manifest = seen.manifest
    if manifest is None:
        return ["nothing is known of the session"]
    if manifest.ended_at is None:
        return ["the recording has no end"]
    found = [f"{segment.file} is not what the manifest says" for segment in manifest.segments if not _is(seen, segment)]
    if manifest.segments and not readable(seen.folder, manifest):
        found.append("nothing of the recording can be seen")
    if seen.frames and not manifest.segments:
        found.append("the agent saw what nobody recorded")
    if any(gap.ended_at is None for gap in manifest.gaps):
        found.append("a gap has no end")
    if _has_a_gap(seen) and not manifest.gaps:
        found.append("the gap is not marked")
    return found


def _has_a_gap(seen: Seen) -> bool:
    """Whether something must be missing. Of killed recorders perhaps none had the session, or another was there."""
    if not seen.helped_at or seen.helped_at > seen.began or seen.plan.ends_during:
        return False
    if seen.plan.kind is Kind.KILLED:
        return seen.agent_told is not None
    return seen.ended - seen.began > RECORDER_WITHIN


def _is(seen: Seen, segment: Segment) -> bool:
    path = seen.folder / segment.file
    return path.is_file() and segment.digest in {None, hashlib.sha256(path.read_bytes()).hexdigest()}


def row(kind: Kind, rounds: Sequence[Seen]) -> str:
    """One line of the table: medians, and the worst in brackets; seconds from the fault, and from its end."""
    own = [seen for seen in rounds if seen.plan.kind is kind]
    shut = [last - seen.began for seen in own if (last := _last_frame(seen)) is not None]
    told = [seen.agent_told - seen.began for seen in own if seen.agent_told]
    back = [seen.back - seen.ended for seen in own if seen.back and seen.agent_told]
    gaps = [seen for seen in own if seen.manifest and seen.manifest.gaps]
    pictures = [seen for seen in own if seen.manifest and seen.manifest.segments]
    cells = (
        kind.value,
        str(len(own)),
        _figures(shut),
        _figures(told),
        _figures(back),
        str(len(gaps)),
        str(len(pictures)),
    )
    return "| " + " | ".join(cells) + " |"


HEADER = (
    "| fault | rounds | last picture after (s) | agent told after (s) | seen again after (s) | with a marked gap "
    "| with pictures |\n|---|---|---|---|---|---|---|"
)


def _last_frame(seen: Seen) -> float | None:
    """Of a fault that lasted long enough to shut the gate."""
    if seen.ended - seen.began < RECORDER_WITHIN + UNDER_WAY or seen.plan.kind is Kind.KILLED:
        return None
    return max((at for at in seen.frames if seen.began <= at < seen.ended), default=None)


def _figures(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.1f} ({max(values):.1f})" if values else "–"
