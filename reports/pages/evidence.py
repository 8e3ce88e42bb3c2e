"""The web page on which the evidence of an audit is listed, and opened by whoever says who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.domain.evidence import EvidenceItem
from reports.assembly.formats import counted, joined, moment
from reports.assembly.sources import guarded, handling_words
from reports.pages.environment import rendered
from reports.wording import PROVIDERS, code_words

KILO = 1000
UNITS = ("bytes", "kB", "MB", "GB")


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """One item as the page shows it."""

    id: str
    title: str
    facts: str
    """Type, provider, originator and size."""
    grade: str
    handling: str
    """What must be kept to; empty when nothing must."""
    custody: str
    """How many acts the ledger has of it, and the last of them."""
    destroyed: str
    """What allowed its destruction; empty while it is kept."""
    undescribed: bool
    """Whether nobody has said yet what it is."""
    editions: tuple[tuple[str, str], ...]
    """What can be opened: the word and what it is called."""


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """Everything on the page."""

    audit: str
    investee: str
    intro: str
    items: tuple[ItemEntry, ...]
    attention: tuple[tuple[str, str], ...]
    """Items that wait for somebody: ids, and what for."""
    can_be_packed: bool
    """Whether the audit is decided and has its report."""
    people: tuple[tuple[str, str], ...]
    """Who may be named: ids and names."""
    refusal: str = ""
    """Why nothing was opened; empty when nothing was refused."""
    refused_item: str = ""


def evidence_page(page: EvidencePage) -> str:
    """The list of items as an HTML page."""
    return rendered("evidence.html.j2", page=page)


def intro_of(items: Sequence[EvidenceItem], events: int) -> str:
    """How much there is, in a sentence."""
    many = counted(len(items), "item", "items").capitalize()
    return f"{many} of evidence; the custody ledger has {counted(events, 'event', 'events')}."


def entry_of(
    item: EvidenceItem,
    editions: Sequence[str],
    destroyed: str,
    acts: int,
    last: tuple[str, str, datetime],
) -> ItemEntry:
    """An item as it may be shown; a protected source is shown by role."""
    shown = guarded(item)
    act, actor, at = last
    provided = PROVIDERS[item.provided_by]
    many = counted(acts, "act", "acts")
    return ItemEntry(
        id=item.id,
        title=shown.title,
        facts=joined(
            (item.type, provided, f"from {shown.originator}", size_words(item.size)), " · "
        ),
        grade=str(item.grade),
        handling=handling_words(item),
        custody=f"{many[0].upper()}{many[1:]} in the ledger; {act} by {actor}, {moment(at)}",
        destroyed=destroyed,
        undescribed=not item.is_described,
        editions=tuple((word, _called(word)) for word in editions),
    )


def size_words(size: int) -> str:
    """A number of bytes as people say it; it is cut, never rounded up."""
    number, unit = size, 0
    while number >= KILO and unit < len(UNITS) - 1:
        number, unit = number // KILO, unit + 1
    return f"{number} {UNITS[unit]}"


def _called(word: str) -> str:
    return {"item": "The item as it came in", "redacted": "Redacted copy"}.get(
        word, f"Working copy: {code_words(word).lower()}"
    )
