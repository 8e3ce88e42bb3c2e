"""One version of a checklist or a policy as it stands in a file, whatever its status."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from audit.catalogue.aggregation import SchemeReader
from audit.catalogue.catalogue import Catalogue
from audit.catalogue.checklists import ChecklistReader
from audit.catalogue.policies import PolicyReader
from audit.catalogue.reading import Document, SourceFile, nearest
from audit.domain.checklist import Checklist
from audit.domain.decision import DecisionPolicy
from audit.domain.errors import CatalogueInvalid, NotPublished
from audit.domain.request import VersionRef
from audit.domain.scheme import Scheme

POLICIES = "policies/"


@dataclass(frozen=True, slots=True)
class Edition:
    """A version that can be read, compared and tried; only a published one is used for audits."""

    label: str
    """Path below the catalogue, or for a file elsewhere its path as it was named."""
    path: Path
    status: str
    document: Document
    """The file as it was parsed, for what a program does not need and a reader does."""
    content: Checklist | DecisionPolicy | Scheme

    @property
    def kind(self) -> str:
        """checklist, policy, or instrument: the checklist of another publisher, with its own scoring."""
        if isinstance(self.content, Checklist):
            return "checklist"
        return "policy" if isinstance(self.content, DecisionPolicy) else "instrument"

    @property
    def ref(self) -> VersionRef:
        """Its name and version."""
        return VersionRef(self.content.id, self.content.version)

    @property
    def checklist(self) -> Checklist:
        """Its content as a checklist; raises CatalogueInvalid for anything else."""
        if isinstance(self.content, Checklist):
            return self.content
        raise self._other_than("a checklist")

    @property
    def policy(self) -> DecisionPolicy:
        """Its content as a policy; raises CatalogueInvalid for anything else."""
        if isinstance(self.content, DecisionPolicy):
            return self.content
        raise self._other_than("a policy")

    @property
    def instrument(self) -> Scheme:
        """Its content as an instrument; raises CatalogueInvalid for anything else."""
        if isinstance(self.content, Scheme):
            return self.content
        raise self._other_than("an instrument")

    @property
    def effective_from(self) -> str:
        """The first day for new audits; empty for an instrument, which no audit uses."""
        return "" if isinstance(self.content, Scheme) else self.content.effective_from

    def _other_than(self, wanted: str) -> CatalogueInvalid:
        return CatalogueInvalid(f"{self.label}: this is not {wanted}; name one.")

    @property
    def size(self) -> str:
        """How much there is in it, such as 36 questions."""
        if isinstance(self.content, DecisionPolicy):
            return f"{len(self.content.rules)} rules"
        return f"{len(self.content.questions)} questions"

    @property
    def number(self) -> tuple[int, ...]:
        """The version as numbers, so that 1.10.0 comes after 1.9.0."""
        return version_number(self.content.version)


def version_number(version: str) -> tuple[int, ...]:
    """Major, minor and patch."""
    return tuple(int(part) for part in version.split("."))


def read_edition(catalogue: Catalogue, name: str) -> Edition:
    """The version that NAME@VERSION or a file names.

    Raises NotPublished for an unknown version, and CatalogueInvalid for a file that cannot be used,
    naming file, line and key.
    """
    if "@" in name and not Path(name).exists():
        relative = _file_of(catalogue, name)
        return _read(catalogue, catalogue.root / relative, relative)
    path = Path(name)
    if not path.exists() and (catalogue.root / name).exists():
        path = catalogue.root / name
    return _read(catalogue, path, label_of(catalogue, path))


def label_of(catalogue: Catalogue, path: Path) -> str:
    """The path below the catalogue, or for a file elsewhere the path as it was named."""
    whole, root = path.resolve(), catalogue.root.resolve()
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else str(path)


def known_files(catalogue: Catalogue) -> dict[str, str]:
    """The path below the catalogue of every version in it, drafts included, by NAME@VERSION."""
    files = {
        str(ref): f"{ref.id}/{ref.version}/checklist.yaml" for ref in catalogue.checklist_versions()
    }
    for ref in catalogue.policy_versions():
        files.setdefault(str(ref), f"{POLICIES}{ref.id}/{ref.version}/policy.yaml")
    return files


def _file_of(catalogue: Catalogue, name: str) -> str:
    plain, known = name.removeprefix(POLICIES), known_files(catalogue)
    file = known.get(plain, "")
    if not file or (plain != name and not file.startswith(POLICIES)):
        raise NotPublished(f"{name}: there is no such version; {nearest(plain, known)}")
    return file


def _read(catalogue: Catalogue, path: Path, label: str) -> Edition:
    try:
        source = SourceFile(path, label)
    except OSError as error:
        raise CatalogueInvalid(
            f"{label}: the file cannot be read ({error.strerror}); name a readable file."
        ) from None
    keys = source.top_keys()
    if "instrument" in keys:
        return _instrument(catalogue, path, source)
    kind, reader = ("policy", PolicyReader) if "thresholds" in keys else _CHECKLIST
    schema = catalogue.root / "schema" / f"{kind}.schema.json"
    read = reader(source, schema, catalogue.vocabulary)
    digest = hashlib.sha256(source.text.encode()).hexdigest()
    return Edition(label, path, read.status, source.load(schema), read.read(digest))


_CHECKLIST = ("checklist", ChecklistReader)


def _instrument(catalogue: Catalogue, path: Path, source: SourceFile) -> Edition:
    document = source.load(catalogue.root / "schema" / "checklist.schema.json")
    digest = hashlib.sha256(source.text.encode()).hexdigest()
    content = SchemeReader(source, document).read(digest)
    return Edition(source.label, path, document.get("status", "draft"), document, content)
