"""Scores as JSON: every level with its exact numbers, what it was made of, and what could still change."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from fractions import Fraction
from typing import Any

from audit.domain.aggregation import Node
from audit.domain.bounds import Bounds
from audit.domain.scheme import Scheme
from audit.domain.truth import Truth
from audit.scoring.across import UnitPart
from audit.scoring.adjust import Applied, bands_reached, measured, printed_texts
from audit.scoring.combine import Part
from audit.scoring.rounding import exact_text
from audit.scoring.tree import Counted, Level, SubjectScore

STANDING = {
    Truth.TRUE: "counts",
    Truth.FALSE: "left_out",
    Truth.UNDETERMINED: "may_not_apply",
}
MADE = {Truth.TRUE: "made", Truth.FALSE: "not_made", Truth.UNDETERMINED: "open"}

NOT_THERE = "NA"
Json = dict[str, Any]


def scores_json(
    scheme: Scheme, scores: Collection[SubjectScore], levels: Collection[str], brief: bool
) -> Json:
    """The whole result. Levels names the nodes to show; empty shows all. Brief leaves out what they are made of."""
    return {
        "scored": _scored(scheme),
        "notes": list(scheme.notes),
        "subjects": [
            {
                "subject": score.subject,
                "levels": [
                    _level(level, brief)
                    for level in score.levels
                    if not levels or level.node.id in levels
                ],
            }
            for score in scores
        ],
    }


COLUMNS = (
    "subject",
    "level",
    "unit",
    "printed",
    "band",
    "points",
    "share",
    "lowest_if_known",
    "highest_if_known",
    "coverage",
)
"""One line for each level; the two bounds are of the number that is printed."""


def scores_csv(scores: Collection[SubjectScore], levels: Collection[str]) -> str:
    """The levels as a table. A level that is left out has NA as its number."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for score in scores:
        for level in score.levels:
            if not levels or level.node.id in levels:
                writer.writerow([score.subject, *_row(level)])
    return stream.getvalue()


def _row(level: Level) -> tuple[str, ...]:
    own, node = level.own.part, level.node
    known = _ends(level.if_known, node)
    shown = " to ".join(dict.fromkeys(_ends(own, node)))
    band = None if level.unit and node.across else _band(own, node)
    counts = own.counts is not Truth.FALSE
    return (
        node.id,
        level.unit,
        shown,
        (" or ".join(band) if isinstance(band, list) else band or "") if counts else "",
        str(own.points) if counts else NOT_THERE,
        str(own.share) if counts and own.share is not None else NOT_THERE,
        known[0],
        known[-1],
        exact_text(level.if_known.coverage),
    )


def _ends(part: Part, node: Node) -> tuple[str, ...]:
    texts = printed_texts(part, node.printed) if node.printed else ()
    return texts if texts and part.counts is not Truth.FALSE else (NOT_THERE,)


def _scored(scheme: Scheme) -> Json:
    about: Json = {
        "id": scheme.id,
        "version": scheme.version,
        "title": scheme.title,
        "sha256": scheme.digest,
    }
    if scheme.publication is not None:
        about["publisher"] = scheme.publication.publisher
        about["edition"] = scheme.publication.edition
        about["licence"] = scheme.publication.licence
    return about


def _level(level: Level, brief: bool) -> Json:
    own, node = level.own.part, level.node
    shown: Json = {
        "id": node.id,
        "title": node.title,
        "unit": level.unit or None,
        "standing": STANDING[own.counts],
        **_numbers(own, node, by_unit=bool(level.unit)),
        "coverage": _number(level.if_known.coverage),
        "if_known": {
            "standing": STANDING[level.if_known.counts],
            **_numbers(level.if_known, node, by_unit=bool(level.unit)),
        },
    }
    if node.least_counted is not None and level.own.share_counted is not None:
        share = _text(level.own.share_counted)
        shown["share_counted"] = {"needed": str(node.least_counted), "counted": share}
    return shown if brief else shown | _made_of(level)


def _numbers(part: Part, node: Node, by_unit: bool) -> Json:
    if part.counts is Truth.FALSE:
        return dict.fromkeys(("points", "share", "maximum", "printed", "band"))
    return {
        "points": _quantity(part.points),
        "share": _quantity(part.share),
        "maximum": _quantity(part.maximum),
        "printed": _printed(part, node),
        # Bands are words for the level as a whole, after its deductions.
        "band": None if by_unit and node.across else _band(part, node),
    }


def _quantity(bounds: Bounds | None) -> Json | None:
    if bounds is None:
        return None
    if bounds.is_known:
        return _number(bounds.lowest)
    return {"lowest": _number(bounds.lowest), "highest": _number(bounds.highest)}


def _number(value: Fraction) -> Json:
    return {"exact": str(value), "decimal": exact_text(value)}


def _printed(part: Part, node: Node) -> str | Json | None:
    texts = printed_texts(part, node.printed) if node.printed else ()
    if not texts:
        return None
    return texts[0] if len(texts) == 1 else {"lowest": texts[0], "highest": texts[1]}


def _band(part: Part, node: Node) -> str | list[str] | None:
    if node.bands is None:
        return None
    number = measured(part, node.bands.of, node.printed)
    if number is None:
        return None
    reached = bands_reached(node.bands, number)
    return reached[0] if len(reached) == 1 else list(reached)


def _made_of(level: Level) -> Json:
    counted = [c for c in level.own.counted if c.part.counts is not Truth.FALSE]
    left_out = [c for c in level.own.counted if c.part.counts is Truth.FALSE]
    units = [unit for unit in level.own.units if unit.part.counts is not Truth.FALSE]
    units_left_out = [unit for unit in level.own.units if unit.part.counts is Truth.FALSE]
    return {
        "combine": str(level.node.combine),
        "counted": [_counted(entry) for entry in counted],
        "left_out": [_left_out(entry) for entry in left_out],
        "units": [_unit(entry) for entry in units],
        "units_left_out": [entry.id for entry in units_left_out],
        "deductions": [_deduction(applied) for applied in level.own.applied],
    }


def _counted(entry: Counted) -> Json:
    shown: Json = {
        "id": entry.id,
        "weight": str(entry.weight),
        "points": _text(entry.part.points),
        "maximum": _text(entry.part.maximum),
    }
    if entry.leaf is not None:
        shown["answer"] = entry.leaf.answered
        if entry.leaf.why:
            shown["why"] = entry.leaf.why
    return shown


def _left_out(entry: Counted) -> Json:
    below = (
        "too little of it was counted" if entry.too_little else "everything below it is left out"
    )
    why = entry.leaf.why if entry.leaf is not None else below
    shown: Json = {"id": entry.id, "why": why}
    if entry.leaf is not None:
        shown["answer"] = entry.leaf.answered
    if entry.counts_as is not None:
        shown["counts_as"] = str(entry.counts_as)
    return shown


def _unit(entry: UnitPart) -> Json:
    return {
        "id": entry.id,
        "under": entry.under,
        "weight": str(entry.weight),
        "points": _text(entry.part.points),
    }


def _deduction(applied: Applied) -> Json:
    return {
        "because": applied.deduction.because,
        "act": str(applied.deduction.act),
        "number": str(applied.deduction.number),
        "standing": MADE[applied.truth],
    }


def _text(bounds: Bounds) -> str | list[str]:
    return str(bounds.lowest) if bounds.is_known else [str(bounds.lowest), str(bounds.highest)]
