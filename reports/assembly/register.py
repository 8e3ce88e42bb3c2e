"""Allegations with both sides, and findings with their five attributes."""

from collections import Counter
from collections.abc import Sequence

from audit.decision.dossier import Dossier
from audit.domain.allegation import Allegation, AllegationConclusion, EarlierStatus
from audit.domain.evidence import Claim, EvidenceItem, Relation
from audit.domain.finding import Finding
from reports.assembly.formats import counted, number_word
from reports.assembly.headings import heading
from reports.assembly.marks import rating_badge, status_badge
from reports.assembly.places import Places, anchor
from reports.assembly.sources import shown_originators
from reports.assembly.summary import gravest_first
from reports.model.parts import Link
from reports.model.register import (
    AllegationEntry,
    AllegationsRegister,
    EarlierEntry,
    FindingEntry,
    FindingsSection,
)
from reports.wording import CONFIDENCES, NATURES, STATUSES


def allegations(dossier: Dossier, places: Places) -> AllegationsRegister:
    """Every allegation taken in, in order."""
    record = dossier.record
    conclusions = {
        conclusion.allegation: conclusion for conclusion in record.assessment.conclusions
    }
    assessed = {assessment.allegation: assessment for assessment in record.fieldwork.assessments}
    claims = record.fieldwork.claims
    entries = tuple(
        _allegation(
            allegation,
            conclusions[allegation.id],
            assessed[allegation.id].earlier if allegation.id in assessed else (),
            [claim for claim in claims if claim.about == allegation.id],
            record.fieldwork.evidence,
            places,
        )
        for allegation in record.request.allegations
    )
    return AllegationsRegister(
        heading("allegations"), _intro(record.assessment.conclusions), entries
    )


def _intro(conclusions: Sequence[AllegationConclusion]) -> str:
    if not conclusions:
        return "No allegation was taken in."
    found = Counter(conclusion.status for conclusion in conclusions)
    said = [f"{number_word(found[s])} {STATUSES[s][0].lower()}" for s in STATUSES if found[s]]
    total = counted(len(conclusions), "allegation was", "allegations were").capitalize()
    return f"{total} taken in. By status: {'; '.join(said)}."


def _allegation(
    allegation: Allegation,
    conclusion: AllegationConclusion,
    earlier: Sequence[EarlierStatus],
    claims: Sequence[Claim],
    evidence: Sequence[EvidenceItem],
    places: Places,
) -> AllegationEntry:
    lowered = conclusion.assessed is not conclusion.status
    return AllegationEntry(
        id=allegation.id,
        anchor=anchor("allegation", allegation.id),
        text=allegation.text,
        nature=NATURES[allegation.nature]
        + ("; a breach is alleged" if allegation.alleges_breach else ""),
        raised_by=allegation.raised_by,
        sources=places.sources(allegation.sources),
        position=allegation.position.text or "The company's position is not recorded.",
        position_sources=places.sources(allegation.position.sources),
        status=status_badge(conclusion.status),
        assessed=STATUSES[conclusion.assessed][0] if lowered else "",
        confidence=CONFIDENCES[conclusion.confidence],
        earlier=tuple(_earlier(status, places) for status in earlier),
        limitations=places.links("limitation", conclusion.limitations),
        because=conclusion.because,
        originators_for=shown_originators(conclusion.supporting_originators, evidence),
        originators_against=shown_originators(conclusion.contradicting_originators, evidence),
        supporting=_items(claims, Relation.SUPPORTS, places),
        contradicting=_items(claims, Relation.CONTRADICTS, places),
        context=_items(claims, Relation.CONTEXT, places),
    )


def _earlier(status: EarlierStatus, places: Places) -> EarlierEntry:
    return EarlierEntry(
        status.auditor, status_badge(status.status), status.summary, places.sources(status.sources)
    )


def _items(claims: Sequence[Claim], relation: Relation, places: Places) -> tuple[Link, ...]:
    names = dict.fromkeys(claim.evidence for claim in claims if claim.relation is relation)
    return places.links("evidence", names)


def findings(dossier: Dossier, places: Places) -> FindingsSection:
    """The findings, gravest first."""
    ordered = gravest_first(dossier.record.fieldwork.findings)
    return FindingsSection(heading("findings"), tuple(_finding(entry, places) for entry in ordered))


def _finding(finding: Finding, places: Places) -> FindingEntry:
    return FindingEntry(
        id=finding.id,
        anchor=anchor("finding", finding.id),
        title=finding.title,
        rating=rating_badge(finding.rating),
        criteria=finding.criteria,
        condition=finding.condition,
        cause=finding.cause,
        effect=finding.effect,
        recommendation=finding.recommendation,
        reply=finding.reply or "No reply is recorded.",
        questions=places.links("question", finding.questions),
        allegations=places.links("allegation", finding.allegations),
        evidence=places.sources(finding.evidence),
    )
