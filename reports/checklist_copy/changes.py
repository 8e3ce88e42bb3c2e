"""What changed between two versions, for reading and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from audit.catalogue.editions.bump import least_version
from audit.catalogue.editions.difference import Act, Change, Difference
from audit.catalogue.editions.effects import effect
from audit.catalogue.editions.significance import Level
from audit.catalogue.editions.wording import Fate, Passage, word_changes
from audit.catalogue.vocabulary import Vocabulary
from reports.checklist_copy.markdown import plain, table
from reports.checklist_copy.model import row
from reports.checklist_copy.values import told
from reports.wording import code_words

HEADINGS = {
    Act.ADDED: "added",
    Act.REMOVED: "removed",
    Act.MOVED: "moved to another section",
    Act.REORDERED: "in another order",
    Act.CHANGED: "",
}
NOTHING = "Nothing changed."
TEXTS = 3
"""From this many words on, two texts are shown word by word instead of one after the other."""


def changes_markdown(found: Difference, vocabulary: Vocabulary) -> str:
    """The changes thing by thing, ending with a line break."""
    return "\n".join(_whole(found, vocabulary)).rstrip() + "\n"


def changes_json(found: Difference, vocabulary: Vocabulary) -> str:
    """The same as JSON; numbers are exact texts."""
    document = {
        "old": _edition(found.old.ref.id, found.old.content.version, found.old.content.digest),
        "new": _edition(found.new.ref.id, found.new.content.version, found.new.content.digest),
        "smallest_bump": found.level.name.lower(),
        "smallest_version": least_version(found),
        "changes": [_change(change, found, vocabulary) for change in found.changes],
        "points": [
            {"section": p.section, "before": _number(p.before), "after": _number(p.after)}
            for p in found.points
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def summary(found: Difference) -> str:
    """What version the changes need, in a sentence."""
    if found.level is Level.NONE:
        return NOTHING
    count = len(found.changes)
    return (
        f"{count} change{'' if count == 1 else 's'}; the greatest is {found.level.name.lower()}, so the "
        f"version after {found.old.content.version} is at least {least_version(found)}."
    )


def _whole(found: Difference, vocabulary: Vocabulary) -> Iterator[str]:
    yield f"# {plain(str(found.old.ref))} and {plain(found.new.content.version)}"
    yield ""
    yield summary(found)
    yield ""
    if any(point.before != point.after for point in found.points):
        yield from _points(found)
    for place, changes in _by_place(found).items():
        yield f"## {plain(place)}"
        yield ""
        for change in changes:
            yield from _told(change, found, vocabulary)


def _points(found: Difference) -> Iterator[str]:
    yield "Possible points when every question applies:"
    yield ""
    rows = tuple(
        row(p.section, _number(p.before) or "none", _number(p.after) or "none")
        for p in found.points
    )
    yield from table(("Section", "Before", "After"), rows)


def _by_place(found: Difference) -> dict[str, list[Change]]:
    """Changes under the thing that they are about, in the order of their finding."""
    grouped: dict[str, list[Change]] = {}
    for change in found.changes:
        name = " ".join(filter(None, (code_words(change.noun), change.place)))
        grouped.setdefault(name, []).append(change)
    return grouped


def _told(change: Change, found: Difference, vocabulary: Vocabulary) -> Iterator[str]:
    what = HEADINGS[change.act] or field_words(change.field)
    yield f"- **{plain(code_words(what))}** ({change.level.name.lower()})"
    before, after = told(change.before, vocabulary), told(change.after, vocabulary)
    if _word_by_word(change):
        yield f"  - {''.join(map(_marked, word_changes(before, after))).strip()}"
    else:
        if change.before is not None:
            yield f"  - Before: {plain(before)}"
        if change.after is not None:
            yield f"  - After: {plain(after)}"
    yield f"  - {plain(effect(change, found))}"
    yield ""


def field_words(field: str) -> str:
    """A field as words, such as severity, highest."""
    return field.replace(".", ", ").replace("_", " ")


def _word_by_word(change: Change) -> bool:
    texts = (change.before, change.after)
    return all(isinstance(text, str) and len(text.split()) >= TEXTS for text in texts)


def _marked(passage: Passage) -> str:
    text = plain(passage.text)
    match passage.fate:
        case Fate.KEPT:
            return f"{text} "
        case Fate.REMOVED:
            return f"~~{text}~~ "
        case Fate.ADDED:
            return f"**{text}** "


def _change(change: Change, found: Difference, vocabulary: Vocabulary) -> dict[str, Any]:
    before, after = told(change.before, vocabulary), told(change.after, vocabulary)
    made: dict[str, Any] = {
        "thing": change.noun,
        "id": change.place,
        "act": str(change.act),
        "field": change.field,
        "level": change.level.name.lower(),
        "before": before if change.before is not None else None,
        "after": after if change.after is not None else None,
        "effect": effect(change, found),
    }
    if _word_by_word(change):
        made["words"] = [{str(p.fate): p.text} for p in word_changes(before, after)]
    return made


def _edition(name: str, version: str, digest: str) -> dict[str, str]:
    return {"id": name, "version": version, "sha256": digest}


def _number(value: object) -> str | None:
    return None if value is None else str(value)
