"""Public acts that keep products from customers, one file an act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from audit.catalogue.published import PUBLISHED, require_published
from audit.catalogue.reading import Document, SourceFile, nearest
from audit.catalogue.vocabulary import read_vocabulary
from audit.domain.deployment import GovernmentLevel, Operator, Purpose
from audit.domain.investment import EndUser
from audit.domain.moratorium import (
    Act,
    ActorClass,
    Amendment,
    CarveOut,
    Halt,
    Moratorium,
    ProductExit,
    ReleaseCondition,
)

FOLDER = "moratoria"
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class PublicAct:
    """One act as later files amend it, and what was declared, in words."""

    act: Act
    summary: str


def public_acts(root: Path) -> tuple[PublicAct, ...]:
    """Every published act below this catalogue, by id; amendments are made to what they amend.

    Raises CatalogueInvalid naming file, line and key, and NotPublished for an edited publication.
    """
    files = sorted((root / FOLDER).glob("*.yaml"))
    instruments = read_vocabulary(root).instruments
    readers = [_ActReader(root, path, instruments) for path in files]
    published = [reader for reader in readers if reader.document["status"] == PUBLISHED]
    own = {reader.id: reader for reader in published if reader.kind != "amendment"}
    acts = {name: reader.act() for name, reader in own.items()}
    for reader in sorted(published, key=lambda one: one.document.get("declared_on", "")):
        if reader.kind == "amendment":
            amended = reader.amended(acts)
            acts[amended.id] = amended
    return tuple(PublicAct(acts[name], own[name].document["summary"]) for name in own)


class _ActReader:
    """Reads one file."""

    def __init__(self, root: Path, path: Path, instruments: Mapping[str, object]) -> None:
        relative = f"{FOLDER}/{path.name}"
        self.source = SourceFile(path, relative)
        self.document = self.source.load(root / "schema" / "public-act.schema.json")
        self.id: str = self.document["id"]
        self.kind: str = self.document["kind"]
        if self.id != path.stem:
            raise self.source.fault(("id",), f"the file is named {path.stem}; make them agree.")
        instrument = self.document["instrument"]
        if instrument not in instruments:
            hint = nearest(instrument, instruments)
            raise self.source.fault(
                ("instrument",), f"the instrument {instrument} is unknown; {hint}"
            )
        if self.document["status"] == PUBLISHED:
            require_published(root, relative, PUBLISHED)

    def act(self) -> Act:
        """The act, before any amendment."""
        return self._exit() if self.kind == "product_exit" else self._moratorium()

    def amended(self, acts: Mapping[str, Act]) -> Moratorium:
        """The moratorium that this amendment is about, with it."""
        name = self.document["amends"]
        before = acts.get(name)
        if not isinstance(before, Moratorium):
            known = [act.id for act in acts.values() if isinstance(act, Moratorium)]
            raise self.source.fault(
                ("amends",), f"{name} is not a moratorium; {nearest(name, known)}"
            )
        amendment = Amendment(
            self._day("declared_on"),
            self._day("ends_on") if "ends_on" in self.document else None,
            self.document["summary"],
            self._urls(),
        )
        return replace(before, amendments=(*before.amendments, amendment))

    def _exit(self) -> ProductExit:
        node = self.document
        return ProductExit(
            self.id,
            node["title"],
            node["declared_by"],
            tuple(node["products"]),
            self._day("starts_on"),
            tuple(node["refusals"]),
            self._urls(),
            node["verified"],
        )

    def _moratorium(self) -> Moratorium:
        node = self.document
        return Moratorium(
            id=self.id,
            title=node["title"],
            declared_by=node["declared_by"],
            actors=self._actors(node["actors"]),
            products=tuple(node["products"]),
            starts_on=self._day("starts_on"),
            ends_on=self._day("ends_on") if "ends_on" in node else None,
            release=_release(node.get("release")),
            carve_outs=tuple(self._carve_out(c, i) for i, c in enumerate(node["carve_outs"])),
            review_on=self._day("review_on") if "review_on" in node else None,
            sources=self._urls(),
            verified=node["verified"],
            halts=Halt(node["halts"]),
        )

    def _actors(self, node: Document) -> ActorClass:
        return ActorClass(
            node["title"],
            self._words(EndUser, node, ("actors", "end_users")),
            tuple(node.get("countries", ())),
            self._words(GovernmentLevel, node, ("actors", "government_levels")),
        )

    def _carve_out(self, node: Document, index: int) -> CarveOut:
        place = ("carve_outs", index)
        purposes = self._words(Purpose, node, (*place, "purposes"))
        return CarveOut(node["text"], purposes, self._words(Operator, node, (*place, "operators")))

    def _words(self, kind: Any, node: Document, place: Place) -> tuple[Any, ...]:
        known = [str(member) for member in kind]
        names = node.get(str(place[-1]), ())
        for index, name in enumerate(names):
            if name not in known:
                raise self.source.fault(
                    (*place, index), f"{name} is unknown; {nearest(name, known)}"
                )
        return tuple(kind(name) for name in names)

    def _day(self, key: str) -> date:
        return day_at(self.source, (key,), self.document[key])

    def _urls(self) -> tuple[str, ...]:
        return tuple(source["url"] for source in self.document["sources"])


def day_at(source: SourceFile, place: Place, text: str) -> date:
    """The day at this place of a file; the schema has checked the form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise source.fault(place, f"{text} is not a day; correct it.") from None


def _release(node: Document | None) -> ReleaseCondition | None:
    return ReleaseCondition(node["text"], tuple(node["qualities"])) if node else None
