"""Who a source is, as far as a report may say it: a protected one is shown by role only."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audit.domain.evidence import Claim, EvidenceItem
from audit.domain.truth import YesNo
from reports.assembly.formats import joined
from reports.wording import code_words

PROTECTED = "Protected source, shown by role only"


def is_protected(item: EvidenceItem) -> bool:
    """Whether who it was is kept from the reader."""
    return item.testimony is not None and item.testimony.protected


def guarded(item: EvidenceItem) -> EvidenceItem:
    """The item as it may be shown; of a protected source nothing is left but the role."""
    if item.testimony is None or not item.testimony.protected:
        return item
    role = item.testimony.role
    return replace(
        item,
        title=f"Testimony: {role}",
        publisher="",
        author="",
        originator=role,
        url="",
        observed_period="",
        handling="",
    )


def speaker(item: EvidenceItem, claim: Claim) -> str:
    """Who says it, when that is not the item's originator; a protected source is not named."""
    return "" if is_protected(item) else claim.originator


def shown_originators(names: Sequence[str], items: Sequence[EvidenceItem]) -> tuple[str, ...]:
    """Originators as they may be shown; who is known only from protected testimony is a role."""
    open_names = {_same(item.originator) for item in items if not is_protected(item)}
    roles = {
        _same(item.originator): guarded(item).originator for item in items if is_protected(item)
    }
    return tuple(
        name if _same(name) in open_names else roles.get(_same(name), name) for name in names
    )


def handling_words(item: EvidenceItem) -> str:
    """What has to be observed with the item, without anything that would tell who it was."""
    return joined(tuple(_handling(item)), "; ")


def _handling(item: EvidenceItem) -> Iterator[str]:
    hidden, kept = is_protected(item), item.protection
    if hidden:
        yield PROTECTED
    elif item.handling:
        yield item.handling
    if kept is not None:
        yield f"confidentiality: {code_words(kept.confidentiality).lower()}"
        yield _told("consent", "" if hidden else kept.consent)
        yield _told("safety", "" if hidden else kept.witness_safety)
        yield _told("legal restriction", kept.legal_restriction)
        yield f"kept until {kept.retain_until}" if kept.retain_until else ""
    if item.testimony is not None and item.testimony.consent is YesNo.YES and hidden:
        yield "consent was given"


def _told(what: str, text: str) -> str:
    """One part of a list; it ends without a full stop of its own."""
    return f"{what}: {text.rstrip('.')}" if text else ""


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()
