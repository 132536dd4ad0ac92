"""A recording as it lies in the store: sealed, with its stretch's key file, which two officers and an archive open."""

from dataclasses import dataclass, field

from protocol import recording
from sealing import wrapping
from sealing.segment import Place, Seal
from tests.fakes.asking import Asking
from tests.fakes.recorded_takes import Recorded


@dataclass
class SealedRecording:
    """One stretch, in memory."""

    recorded: Recorded
    asking: Asking = field(default_factory=Asking)

    @property
    def data_key(self) -> bytes:
        return bytes(self.asking.shares.data_key())

    @property
    def manifest(self) -> bytes:
        return recording.encode(self.recorded.manifest)

    def sealed(self, number: int) -> bytes | None:
        """A sealed segment; nothing for one that is gone."""
        if number not in self.recorded.segments:
            return None
        seal = Seal(self.data_key, Place(self.recorded.session, 1, number))
        written = seal.preamble + seal.seal(self.recorded.segments[number])
        return written if number in self.recorded.cut else written + seal.end()

    def objects(self) -> dict[str, bytes]:
        """What lies in the store, by name."""
        folder = f"recordings/{self.recorded.session}"
        segments = {f"{folder}/{number}.sealed": self.sealed(number) or b"" for number in self.recorded.segments}
        key = {f"{folder}/{wrapping.file_name(1)}": wrapping.encode(self.asking.key_file)}
        return {**segments, **key, f"{folder}/recording.json": self.manifest}
