"""What a decision binds people to, row by row, and what became of earlier conditions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_never

from audit.decision.delta import Change
from audit.decision.dossier import Dossier
from audit.decision.terms import ConditionCheck, ConditionStanding, standing
from audit.domain.moratorium import Moratorium
from audit.domain.terms import (
    AgreedCondition,
    EngagementPlan,
    EvidenceRequest,
    PartialCessation,
    ProposedPolicyChange,
    RemediationPlan,
    ResponsibleExit,
    Stated,
    Terms,
    WatchList,
    Withdrawal,
)
from audit.scoring.aggregate import Score
from reports.assembly.formats import country, day, listed, sentence
from reports.assembly.marks import GRAVE, OPEN, PLAIN
from reports.assembly.places import Places
from reports.assembly.terms_in_short import exit_matters, gist, title, until
from reports.model.deciding import ConditionRow, TermsEntry
from reports.model.parts import Badge, Fact
from reports.wording import CONDITION_STANDINGS, END_USERS, HALTS, REMEDY_FORMS, scale_word

TONES = {
    ConditionStanding.MET: PLAIN,
    ConditionStanding.OPEN: OPEN,
    ConditionStanding.OVERDUE: GRAVE,
}


def terms_entries(dossier: Dossier, places: Places) -> tuple[TermsEntry, ...]:
    """The terms of the decision, each as a table of its own."""
    assessment = dossier.record.assessment
    return tuple(
        TermsEntry(
            title(terms),
            tuple(_rows(terms, assessment.score, assessment.as_of)),
            places.sources(terms.sources),
        )
        for terms in dossier.decision.terms
    )


def condition_rows(change: Change, places: Places) -> tuple[ConditionRow, ...]:
    """The conditions of the earlier decision with what the answers say about them now."""
    return tuple(_condition_row(check, places) for check in change.conditions)


def _condition_row(check: ConditionCheck, places: Places) -> ConditionRow:
    agreed = check.condition
    overdue = check.standing is ConditionStanding.OVERDUE
    return ConditionRow(
        title=f"{agreed.id} {sentence(agreed.text)}",
        question=places.link("question", agreed.question),
        word=f"{scale_word(agreed.word)} or better",
        due=day(agreed.due_on),
        standing=Badge(CONDITION_STANDINGS[check.standing], TONES[check.standing]),
        follows=sentence(agreed.on_default) if overdue else "",
    )


def _rows(terms: Terms, score: Score, on: date) -> Iterator[Fact]:
    match terms:
        case AgreedCondition():
            return _condition(terms, CONDITION_STANDINGS[standing(terms, score, on)].lower())
        case EvidenceRequest():
            return _evidence_request(terms)
        case Moratorium():
            return _moratorium(terms, on)
        case EngagementPlan():
            return _plan(terms)
        case RemediationPlan():
            return _remediation(terms)
        case WatchList():
            return _watch_list(terms)
        case PartialCessation():
            return _cessation(terms)
        case ResponsibleExit():
            return _exit(terms)
        # These two bind nobody in this holding and are no part of a decision's terms.
        case ProposedPolicyChange() | Withdrawal():
            return iter((Fact("Text", gist(terms)),))
        case _:
            assert_never(terms)


def _condition(terms: AgreedCondition, now: str) -> Iterator[Fact]:
    yield Fact("What has to change", terms.text)
    yield Fact("Owner", terms.owner)
    yield Fact("Due", f"{day(terms.due_on)}; {now} when assessed")
    yield Fact("Answer to change", f"{terms.question}: {scale_word(terms.word)} or better")
    yield Fact("Proof", terms.proof)
    yield Fact("On default", terms.on_default)


def _evidence_request(terms: EvidenceRequest) -> Iterator[Fact]:
    yield Fact("What is asked for", terms.text)
    yield Fact("From whom", terms.from_whom)
    yield Fact("By when", day(terms.by_when))
    yield Fact("When it lapses", terms.on_lapse)


def _moratorium(terms: Moratorium, on: date) -> Iterator[Fact]:
    users = listed([END_USERS[user] for user in terms.actors.end_users])
    where = listed([country(code) for code in terms.actors.countries]) or "every country"
    yield Fact("What is declared", terms.title)
    yield Fact("Declared by", terms.declared_by)
    yield Fact("Whom it binds", f"{terms.actors.title} ({users}; {where})")
    yield Fact(
        "What is halted", f"{HALTS[terms.halts]}: {listed(terms.products) or 'all products'}"
    )
    yield Fact("Term", f"From {day(terms.starts_on)}. {until(terms, on)}.")
    if terms.release:
        qualities = "; ".join(terms.release.qualities)
        needed = f" It has to be: {qualities}." if qualities else ""
        yield Fact("Release", f"{sentence(terms.release.text)}{needed}")
    for carve_out in terms.carve_outs:
        yield Fact("Stays allowed", carve_out.text)
    if terms.review_on:
        yield Fact("Looked at again", day(terms.review_on))


def _plan(terms: EngagementPlan) -> Iterator[Fact]:
    yield Fact("Aim", terms.aim)
    yield Fact("Owner", terms.owner)
    for step in terms.steps:
        yield Fact(f"By {day(step.by_when)}", step.text)
    for number, rung in enumerate(terms.escalation, start=1):
        yield Fact(f"Escalation {number}", rung)
    yield Fact("Deadline", day(terms.deadline))


def _remediation(terms: RemediationPlan) -> Iterator[Fact]:
    yield Fact("People affected", terms.affected)
    yield Fact("Forms of remedy", sentence(listed([REMEDY_FORMS[form] for form in terms.forms])))
    yield Fact("What is done", terms.text)
    yield Fact("Owner", terms.owner)
    yield Fact("By when", day(terms.by_when))
    yield Fact("Verification", terms.verification)


def _watch_list(terms: WatchList) -> Iterator[Fact]:
    yield Fact("What is in doubt", terms.text)
    yield Fact("Audited again after", "; ".join(terms.triggers))
    yield Fact("Ends", day(terms.ends_on))


def _cessation(terms: PartialCessation) -> Iterator[Fact]:
    yield Fact("What ends", "; ".join(terms.services))
    yield Fact("From", day(terms.starts_on))
    yield Fact("What goes on", terms.remaining)
    yield Fact("Notice to customers", terms.customer_notice)


def _exit(terms: ResponsibleExit) -> Iterator[Fact]:
    for label, matter in exit_matters(terms):
        if isinstance(matter, Stated):
            yield Fact(label, matter.text)
        else:
            said = f"Not known yet. {sentence(matter.text)} To do: {sentence(matter.to_do)}"
            yield Fact(label, said)
