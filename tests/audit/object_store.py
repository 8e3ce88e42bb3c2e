"""An object store for tests: no renaming, listings that are remembered, and a put where nothing is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fsspec.implementations.memory import MemoryFileSystem

Step = Callable[[str, str], None]


class Objects(MemoryFileSystem):
    """One client of it. Every client reaches the same objects and remembers listings for itself."""

    protocol = "objects"
    cachable = False
    store: dict[str, Any] = {}  # noqa: RUF012  (every client reaches the same)
    pseudo_dirs = [""]  # noqa: RUF012

    def __init__(self, *, conditional: bool = True, step: Step | None = None) -> None:
        super().__init__()
        self.conditional = conditional
        """Whether it knows a put where nothing is."""
        self.step: Step = step or (lambda act, path: None)
        """Called before each act with its name and path."""

    @classmethod
    def _strip_protocol(cls, path: Any) -> Any:
        return super()._strip_protocol(path.removeprefix("objects://"))

    def ls(self, path: str, detail: bool = True, **named: Any) -> Any:
        key = f"{self._strip_protocol(path)} {detail}"
        if key not in self.dircache:
            self.step("list", path)
            self.dircache[key] = super().ls(path, detail, **named)
        return self.dircache[key]

    def invalidate_cache(self, path: str | None = None) -> None:
        self.dircache.clear()

    def cp_file(self, path1: str, path2: str, **named: Any) -> None:
        self.step("copy", path1)
        super().cp_file(path1, path2, **named)

    def rm_file(self, path: str) -> None:
        self.step("remove", path)
        self.store.pop(self._strip_protocol(path), None)

    def rm(self, path: Any, recursive: bool = False, maxdepth: int | None = None) -> None:
        raise NotImplementedError("a name is taken for a pattern")

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **named: Any) -> None:
        self.step("put", path)
        super().pipe_file(path, value, mode if self.conditional else "overwrite", **named)


def below(folder: str) -> dict[str, bytes]:
    """Every object below a folder, by its path there."""
    start = f"{folder.rstrip('/')}/"
    return {
        path.removeprefix(start): found.getvalue()
        for path, found in sorted(Objects.store.items())
        if path.startswith(start)
    }
