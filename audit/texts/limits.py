"""How much one item may take while its text is extracted."""

from dataclasses import asdict, dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Beyond any of these the rest of the item is left out, and that is recorded."""

    seconds: int = 60
    """Of the clock; half as many of the processor."""
    memory: int = 1536 * MEGABYTE
    """Bytes of address space of the process that reads."""
    whole: int = 256 * MEGABYTE
    """Bytes that an item may have whose text is read at all; it is read as a whole."""
    unpacked: int = 256 * MEGABYTE
    """Bytes that compressed content may unpack to."""
    ratio: int = 200
    """How many times its packed size one part of more than a megabyte may have."""
    pages: int = 20_000
    characters: int = 20_000_000

    def words(self) -> dict[str, int]:
        """The limits by name, for another process."""
        return asdict(self)
