"""The scheme that a name or a file stands for."""

from __future__ import annotations

import hashlib
import re
from difflib import get_close_matches
from pathlib import Path

from audit.catalogue.aggregation import SchemeReader
from audit.catalogue.catalogue import Catalogue
from audit.catalogue.checklists import ChecklistReader
from audit.catalogue.reading import SourceFile, nearest
from audit.domain.errors import CatalogueInvalid, NotPublished
from audit.domain.request import VersionRef
from audit.domain.scheme import Scheme
from audit.scoring.own_checklists import scheme_of

TOP_KEY = re.compile(r"^(\w+):", re.MULTILINE)


def find_scheme(catalogue: Catalogue, name: str) -> Scheme:
    """The scheme of NAME@VERSION, or of a file.

    Raises NotPublished for an unknown version and CatalogueInvalid for a file that cannot be used.
    """
    if "@" in name and not Path(name).exists():
        checklist, version = name.split("@", 1)
        return scheme_of(catalogue.checklist(VersionRef(checklist, version)))
    if not Path(name).exists() and not name.endswith((".yaml", ".yml")):
        known = [str(ref) for ref in catalogue.checklist_versions()]
        raise NotPublished(
            f"{name}: there is no file and no checklist of this name; {nearest(name, known)}."
        )
    return read_scheme(catalogue, Path(name))


def read_scheme(catalogue: Catalogue, path: Path) -> Scheme:
    """The scheme in a file; raises CatalogueInvalid naming file, line and key."""
    try:
        source = SourceFile(path, path.name)
    except OSError as error:
        raise CatalogueInvalid(
            f"{path.name}: the file cannot be read ({error.strerror}); name a readable file."
        ) from None
    if not source.text.strip():
        raise CatalogueInvalid(f"{path.name}: the file is empty; write a checklist into it.")
    _require_kind(source)
    schema = catalogue.root / "schema" / "checklist.schema.json"
    digest = hashlib.sha256(source.text.encode()).hexdigest()
    document = source.load(schema)
    if "instrument" in document:
        return SchemeReader(source, document).read(digest)
    return _own(catalogue, source, schema, digest)


def _require_kind(source: SourceFile) -> None:
    """Without one of the two keys every other fault would be told by the wrong rules."""
    keys = frozenset(TOP_KEY.findall(source.text))
    if keys and not keys & {"instrument", "status"}:
        near = get_close_matches("instrument", keys, n=1)
        hint = f" in place of {near[0]}" if near else ""
        raise CatalogueInvalid(
            f"{source.label}: there is no key instrument; add it{hint}, with publisher, edition and "
            "licence."
        )


def _own(catalogue: Catalogue, source: SourceFile, schema: Path, digest: str) -> Scheme:
    reader = ChecklistReader(source, schema, catalogue.vocabulary)
    return scheme_of(reader.read(digest))
