"""A store in memory that fails when told to, and remembers in which order it was given what."""

from pathlib import Path

from sealing.store import checked_name, checked_prefix


class MemoryStore:
    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.put_in_order: list[str] = []
        self.fails: OSError | None = None
        """What every call raises."""

    def _strain(self) -> None:
        if self.fails:
            raise self.fails

    def put(self, name: str, source: bytes | Path) -> None:
        checked_name(name)
        self._strain()
        self.objects[name] = source if isinstance(source, bytes) else source.read_bytes()
        self.put_in_order.append(name)

    def get(self, name: str) -> bytes:
        checked_name(name)
        self._strain()
        if name not in self.objects:
            raise FileNotFoundError(name)
        return self.objects[name]

    def names(self, prefix: str) -> list[str]:
        folder = checked_prefix(prefix)
        self._strain()
        return sorted(name for name in tuple(self.objects) if not folder or name.startswith(f"{folder}/"))

    def delete(self, name: str) -> None:
        checked_name(name)
        self._strain()
        self.objects.pop(name, None)
