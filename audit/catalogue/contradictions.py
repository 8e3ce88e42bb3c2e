"""The contradictions of a fieldwork file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from audit.catalogue.reading import Document, SourceFile, nearest
from audit.domain.allegation import AllegationStatus
from audit.domain.contradiction import Contradiction, ContradictionStatus, Reading, Resolution


def read_contradictions(nodes: Sequence[Document]) -> tuple[Contradiction, ...]:
    """The contradictions as the file states them."""
    return tuple(_contradiction(node) for node in nodes)


def check_contradictions(
    source: SourceFile,
    nodes: Sequence[Document],
    words: Mapping[str, Collection[str]],
    allegations: Collection[str],
    evidence: Collection[str],
) -> None:
    """Raise CatalogueInvalid, naming file and line, for a name or a day that nobody knows."""
    source.refuse_twice(("contradictions",), nodes, "id")
    for index, node in enumerate(nodes):
        place = ("contradictions", index)
        about = {**words, **dict.fromkeys(allegations, tuple(AllegationStatus))}
        if node["about"] not in about:
            raise source.fault(
                (*place, "about"),
                f"{node['about']} is no question or allegation of this audit; "
                f"{nearest(node['about'], about)}",
            )
        source.refuse_twice((*place, "readings"), node["readings"], "id")
        for i, reading in enumerate(node["readings"]):
            _known(source, (*place, "readings", i, "word"), reading["word"], about[node["about"]])
            for e, item in enumerate(reading["evidence"]):
                _known(source, (*place, "readings", i, "evidence", e), item, evidence)
        if "resolution" in node:
            _check_resolution(source, (*place, "resolution"), node)


def _check_resolution(source: SourceFile, place: tuple[str | int, ...], node: Document) -> None:
    resolution = node["resolution"]
    readings = [reading["id"] for reading in node["readings"]]
    _known(source, (*place, "reading"), resolution["reading"], readings)
    try:
        date.fromisoformat(resolution["on"])
    except ValueError:
        raise source.fault(
            (*place, "on"), f"{resolution['on']} is not a day; write it like 2026-01-31."
        ) from None


def _known(
    source: SourceFile, place: tuple[str | int, ...], name: str, known: Collection[str]
) -> None:
    if name not in known:
        raise source.fault(place, f"{name} is unknown; {nearest(name, known)}")


def _contradiction(node: Document) -> Contradiction:
    resolution = node.get("resolution")
    return Contradiction(
        id=node["id"],
        about=node["about"],
        point=node["point"],
        readings=tuple(
            Reading(r["id"], r["text"], r["word"], tuple(r["evidence"])) for r in node["readings"]
        ),
        status=ContradictionStatus(node["status"]),
        resolution=Resolution(
            resolution["reading"],
            resolution["by"],
            date.fromisoformat(resolution["on"]),
            resolution["reason"],
        )
        if resolution
        else None,
        why_irreducible=node.get("why_irreducible", ""),
    )
