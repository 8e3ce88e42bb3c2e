"""Publishing a version: everything that has to hold before its digest is registered for good."""

from __future__ import annotations

from datetime import date

from audit.catalogue.catalogue import Catalogue
from audit.catalogue.editions.bump import require_bump
from audit.catalogue.editions.difference import difference, questions_of
from audit.catalogue.editions.edition import Edition, label_of, read_edition, version_number
from audit.catalogue.editions.examples import FILE, Examples, read_examples
from audit.catalogue.editions.wording import same_words
from audit.catalogue.published import PUBLISHED, publish, published_digests, refuse_edited
from audit.catalogue.reading import SourceFile
from audit.domain.errors import CatalogueInvalid, NotPublished

OTHER_FILES = {"moratoria/": "public-act", "registers/": "register"}
"""Files with a status that are published as well, by folder, with the schema that they keep to."""


def publish_version(catalogue: Catalogue, name: str) -> tuple[str, str]:
    """Check a version and register its digest; publishing it again unchanged does nothing.

    Returns its path below the catalogue and the digest.

    Raises NotPublished for a draft, a file outside its folder, an edited publication and an id that is
    used again; CatalogueInvalid for a version that is too small and for examples that fail.
    """
    folders = [folder for folder in OTHER_FILES if name.startswith(folder)]
    if folders and name.endswith(".yaml"):
        source = SourceFile(catalogue.root / name, name)
        document = source.load(catalogue.root / "schema" / f"{OTHER_FILES[folders[0]]}.schema.json")
        _require_status(name, document["status"])
        return name, publish(catalogue.root, name)
    edition = read_edition(catalogue, name)
    require_publishable(catalogue, edition)
    return edition.label, publish(catalogue.root, edition.label)


def require_publishable(catalogue: Catalogue, edition: Edition) -> None:
    """Raise unless this version may be published as it stands."""
    if edition.kind == "instrument":
        raise NotPublished(
            f"{edition.label}: an instrument is scored from its file with `investee-audit score`; "
            "nothing has to be published."
        )
    _require_its_folder(catalogue, edition)
    _require_status(edition.label, edition.status)
    _require_day(edition)
    if edition.label not in published_digests(catalogue.root):
        earlier = published_editions(catalogue, edition)
        if earlier:
            require_bump(difference(earlier[-1], edition))
            _require_new_ids(earlier, edition)
    if edition.kind == "checklist":
        examples_of(catalogue, edition).require(edition.checklist)


def published_editions(catalogue: Catalogue, edition: Edition) -> list[Edition]:
    """The published versions of the same checklist or policy, oldest first."""
    folder = edition.label.rsplit("/", 2)[0] + "/"
    files = [file for file in published_digests(catalogue.root) if file.startswith(folder)]
    files.sort(key=lambda file: version_number(file.split("/")[-2]))
    for file in files:
        refuse_edited(catalogue.root, file)
    return [read_edition(catalogue, str(catalogue.root / file)) for file in files]


def examples_of(catalogue: Catalogue, edition: Edition) -> Examples:
    """The examples beside a checklist; raises CatalogueInvalid when there are none."""
    checklist = edition.checklist
    path = edition.path.with_name(FILE)
    label = label_of(catalogue, path)
    if not path.is_file():
        raise CatalogueInvalid(
            f"{edition.label}: it has no worked cases; add at least one in {label}."
        )
    schema = catalogue.root / "schema" / "examples.schema.json"
    return read_examples(path, label, schema, checklist)


def _require_status(label: str, status: str) -> None:
    if status != PUBLISHED:
        raise NotPublished(
            f"{label}: its status is {status}; set it to published when its review is done, and "
            "publish it then."
        )


def _require_its_folder(catalogue: Catalogue, edition: Edition) -> None:
    ref = edition.ref
    folder = f"{ref.id}/{ref.version}"
    place = (
        f"{folder}/checklist.yaml"
        if edition.kind == "checklist"
        else f"policies/{folder}/policy.yaml"
    )
    if edition.path.resolve() != (catalogue.root / place).resolve():
        raise NotPublished(
            f"{edition.label}: the file says {ref}, which is published as {place} "
            f"below {catalogue.root}; put it there."
        )


def _require_day(edition: Edition) -> None:
    day = edition.effective_from
    try:
        date.fromisoformat(day)
    except ValueError:
        raise CatalogueInvalid(
            f"{edition.label}: effective_from: {day} is not a date; correct it."
        ) from None


def _require_new_ids(earlier: list[Edition], edition: Edition) -> None:
    """An id that was dropped is never used for something else."""
    last = questions_of(earlier[-1])
    for name, question in questions_of(edition).items():
        for before in earlier[:-1] if name not in last else ():
            old = questions_of(before).get(name)
            if old is not None and not same_words(old.text, question.text):
                raise NotPublished(
                    f"{edition.label}: {name} asked something else in {before.ref}; "
                    "a dropped id is never used again, so give the question a new one."
                )
