"""Which evidence may leave the house, and why other items stay."""

from __future__ import annotations

from audit.domain.collection import Confidentiality, Handling, Testimony
from audit.domain.evidence import EvidenceItem
from audit.domain.truth import YesNo

NOT_DESCRIBED = "Nobody has said yet what it is."


def why_kept_back(item: EvidenceItem) -> str:
    """Why the item's bytes are not given away with a pack; empty when nothing stands against it.

    What its handling says in words alone is read as a restriction: nobody may come to harm by a
    machine that could not read it (UN Guiding Principle 21).
    """
    if not item.is_described:
        return NOT_DESCRIBED
    told = item.handling if item.protection is None else _restricted(item.protection)
    return told or (_spoken(item.testimony) if item.testimony else "")


def _restricted(protection: Handling) -> str:
    if protection.confidentiality is Confidentiality.SECRET:
        return "It is secret."
    if protection.witness_safety:
        return f"Witness safety: {protection.witness_safety}"
    if protection.legal_restriction:
        return f"Legal restriction: {protection.legal_restriction}"
    return ""


def _spoken(testimony: Testimony) -> str:
    if testimony.protected:
        return "Who said it is protected."
    if testimony.consent is not YesNo.YES:
        return "The person who said it has not agreed to its use."
    return ""
