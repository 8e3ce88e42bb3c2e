"""A redacted copy of an item: made by taking words out of its text, or made elsewhere and checked here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import cast

from audit.custody.event import CustodyKind
from audit.domain.errors import InputInvalid, Problem
from audit.domain.redaction import Redaction
from audit.inbox import Unfit, kind_of
from audit.inbox.opened import HEAD
from audit.intake import shown
from audit.records import digest, plain
from audit.state.unit_of_work import UnitOfWork
from audit.texts.extraction import TextOutcome, extract, extract_everything
from audit.texts.redaction import letters_of, still_in, without
from flows.acts.accessing import Edition, given_in, require_there
from flows.acts.appraising import required_reason
from flows.workplace import Workplace

TEXT_TYPE = "text/plain; charset=utf-8"
ELSEWHERE = "made elsewhere"
PICTURE = "a picture without text, in which nothing could be looked for"
MOST_PHRASES = 1000
MOST_NAMED = 20
"""Places that a sentence names."""


@dataclass(frozen=True, slots=True)
class OtherCopy:
    """A redacted copy that a person made with another program."""

    name: str
    content: bytes
    media_type: str


def redact(
    place: Workplace,
    audit_id: str,
    item_id: str,
    phrases: Sequence[str],
    reason: str,
    by: str,
    moment: datetime,
    other: OtherCopy | None = None,
) -> Redaction:
    """Keep a redacted copy beside the item, which is not changed; packs then carry it in its place.

    Without another copy, the phrases are taken out of the item's text. Another copy is read, and
    refused when one of the phrases can still be found in it, as under a black box in a PDF.
    Raises InputInvalid for a phrase that is not in the item, so that a slip of the pen hides nothing.
    What was taken out is not recorded anywhere.
    """
    why, wanted = required_reason(reason), _phrases(phrases)
    with place.reading() as work:
        work.people.get(by)
        text = given_in(work, audit_id, item_id, Edition.TEXT)
    if told := still_in(why, wanted):
        what = f"{_numbered(told, wanted)} of the list stands in it"
        raise InputInvalid(Problem("reason", what, "name nobody; it stands in the ledger"))
    made = without(place.evidence.read(text.sha256).decode(), wanted)
    if made.unfound:
        what = f"{_numbered(made.unfound, wanted)} of the list cannot be found in the text of {item_id}"
        raise InputInvalid(Problem("words", what, "write it as it stands there"))
    if other is None:
        content, media_type, places = made.text.encode(), TEXT_TYPE, made.places
        tool = f"investee-audit {version('investee-audit')}"
    else:
        tool = _require_gone(other, wanted)
        content, media_type, places = other.content, other.media_type, 0
    sha256 = hashlib.sha256(content).hexdigest()
    redaction = Redaction(item_id, sha256, len(content), media_type, places, tool, why, by, moment)
    return _recorded(place, audit_id, redaction, content)


def _recorded(place: Workplace, audit_id: str, redaction: Redaction, content: bytes) -> Redaction:
    with place.work() as work:
        work.lock(audit_id)
        require_there(work, audit_id, redaction.item)
        work.need_bytes()
        there = work.redactions.current(audit_id).get(redaction.item)
        if there is not None and there.sha256 == redaction.sha256:
            return there
        place.evidence.put(content)
        record_redaction(work, audit_id, redaction, redaction.redacted_by, redaction.redacted_at)
        work.commit()
    return redaction


def record_redaction(
    work: UnitOfWork, audit_id: str, redaction: Redaction, actor: str, moment: datetime
) -> None:
    """Record a redacted copy with its event, within a transaction that holds the lock of the audit."""
    work.redactions.add(audit_id, redaction)
    work.ledger.append(
        audit_id,
        CustodyKind.REDACTED,
        redaction.item,
        redaction.sha256,
        actor,
        moment,
        f"Redacted copy, {told_of(redaction)}: {redaction.reason}",
        digest(redaction),
    )


def still_said(place: Workplace, audit_id: str, phrases: Sequence[str]) -> tuple[str, ...]:
    """Where the audit itself still says one of the words, in what every report and pack carries.

    It is asked when an item is redacted, because the words are recorded nowhere. Places are named, not
    quoted.
    """
    with place.reading() as work:
        request = work.audits.get(audit_id).request
        fieldwork, events = work.fieldwork.load(audit_id), work.ledger.events(audit_id)
    said = [*_texts(plain(fieldwork), ""), *_texts(plain(request), "request")]
    said += [(f"event {event.sequence} of the ledger", event.reason) for event in events]
    return tuple(dict.fromkeys(where for where, text in said if still_in(text, phrases)))


def warned_of(places: Sequence[str]) -> str:
    """What still names somebody, in a sentence."""
    more = f", and {len(places) - MOST_NAMED} more" if len(places) > MOST_NAMED else ""
    return (
        "The words still stand in what every report and pack of this audit carries: "
        f"{', '.join(places[:MOST_NAMED])}{more}"
    )


def _texts(node: object, where: str) -> Iterator[tuple[str, str]]:
    """Every text of a record, with where it stands in words."""
    match node:
        case str():
            yield where, node
        case dict():
            for name, value in cast("dict[str, object]", node).items():
                yield from _texts(value, f"{where} {name}".strip())
        case list():
            for number, value in enumerate(cast("list[object]", node), start=1):
                yield from _texts(value, f"{where} {_named(value, number)}")
        case _:
            return


def _named(entry: object, number: int) -> str:
    """How an entry of a list is called: by its id, or by its number and its item."""
    words = cast("dict[str, object]", entry) if isinstance(entry, dict) else {}
    if name := words.get("id") or words.get("question") or words.get("code"):
        return str(name)
    return f"{number} of {words['evidence']}" if "evidence" in words else str(number)


def _require_gone(other: OtherCopy, phrases: Sequence[str]) -> str:
    """Who made the copy; raises InputInvalid unless all of it can be read and has none of the phrases.

    What is read is more than the text: also properties, comments, notes, hidden parts and file names.
    """
    kind = _kind(other)
    read, everything = extract(other.content, kind), extract_everything(other.content, kind)
    for found in (read, everything):
        if found.outcome in (TextOutcome.FAILED, TextOutcome.IN_PART, TextOutcome.NOT_READ):
            what = f"{shown(other.name)} cannot be read to the end, so it cannot be checked"
            what = f"{what} ({found.reason})"
            raise InputInvalid(Problem("file", what, "give a PDF, an office file or a text"))
    if left := still_in("\n".join(page.text for page in everything.pages), phrases):
        what = f"{_numbered(left, phrases)} of the list can still be read in {shown(other.name)}"
        hidden = not still_in("\n".join(page.text for page in read.pages), phrases)
        where = ", in its properties, comments or hidden parts" if hidden else ""
        do = "take the words out, rather than covering them, and try again"
        raise InputInvalid(Problem("file", what + where, do))
    return ELSEWHERE if read.pages else f"{ELSEWHERE}, {PICTURE}"


def _kind(other: OtherCopy) -> str:
    """What the copy is by its name; raises InputInvalid when its bytes say something else."""
    try:
        kind = kind_of(other.name, other.content[:HEAD])
    except Unfit as error:
        raise InputInvalid(
            Problem("file", f"{shown(other.name)}: {error.what}", error.do)
        ) from None
    if kind.contradiction:
        what = f"{shown(other.name)}: {kind.contradiction}"
        raise InputInvalid(Problem("file", what, "give it the name of what it is"))
    return other.media_type


def _phrases(phrases: Sequence[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(phrase.strip() for phrase in phrases if phrase.strip()))
    if not wanted:
        raise InputInvalid(Problem("words", "there is none", "name what has to be taken out"))
    if empty := [phrase for phrase in wanted if not letters_of(phrase)]:
        what = f"{_numbered(empty, wanted)} of the list has no letter and no digit"
        raise InputInvalid(Problem("words", what, "name words"))
    if len(wanted) > MOST_PHRASES:
        what = f"there are {len(wanted)} and the limit is {MOST_PHRASES}"
        raise InputInvalid(Problem("words", what, "give a copy that was redacted elsewhere"))
    return wanted


def _numbered(some: Sequence[str], phrases: Sequence[str]) -> str:
    """Which of the phrases they are, by their places: a sentence that repeated them would keep them."""
    places = [str(place) for place, phrase in enumerate(phrases, start=1) if phrase in some]
    return f"entry {places[0]}" if len(places) == 1 else f"entries {', '.join(places)}"


def told_of(redaction: Redaction) -> str:
    """How the copy was made, in words."""
    if not redaction.places:
        return redaction.tool
    return f"{redaction.places} place{'s' if redaction.places > 1 else ''} taken out"
