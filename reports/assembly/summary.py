"""The summary: the result in a few sentences, built by rule from the data."""

from collections import Counter
from datetime import UTC

from audit.decision.dossier import Dossier
from audit.decision.review import next_review
from audit.domain.allegation import ESTABLISHED, UNRESOLVED, AllegationStatus
from audit.domain.bounds import Bounds
from audit.domain.decision import Outcome, ReviewTier
from audit.domain.finding import Finding, Rating
from audit.domain.signoff import PersonKind
from reports.assembly.formats import counted, day, listed, moment, of_five, percent, sentence, share
from reports.assembly.headings import heading
from reports.assembly.marks import rating_badge, status_badge
from reports.assembly.places import Places
from reports.assembly.scores import is_open, scored_questions
from reports.assembly.terms_in_short import counts
from reports.model.opening import DecisionBox, FindingLine, KeyFigure, StatusCount, Summary
from reports.model.parts import PolicyChangeEntry
from reports.wording import OUTCOMES, REASONS, STATUSES

IN_A_SENTENCE = {
    Outcome.APPROVE: "to approve",
    Outcome.APPROVE_WITH_CONDITIONS: "to approve with conditions",
    Outcome.DEFER_FOR_EVIDENCE: "to defer for evidence",
    Outcome.MORATORIUM: "a moratorium",
    Outcome.ENGAGE: "to engage",
    Outcome.REMEDIATION_PLAN: "a remediation plan",
    Outcome.WATCH_LIST: "to put the holding on the watch list",
    Outcome.PARTIAL_CESSATION: "partial cessation",
    Outcome.DECLINE: "to decline",
    Outcome.DIVEST: "to divest",
}


def summary(dossier: Dossier, places: Places) -> Summary:
    """What a reader with one minute needs."""
    return Summary(
        heading=heading("summary"),
        lead=lead(dossier),
        decision=decision_box(dossier),
        figures=_figures(dossier),
        statuses=_statuses(dossier),
        findings=tuple(
            FindingLine(
                places.link("finding", finding.id, finding.title), rating_badge(finding.rating)
            )
            for finding in gravest_first(dossier.record.fieldwork.findings)
        ),
    )


def gravest_first(findings: tuple[Finding, ...]) -> list[Finding]:
    """The findings by rating, in their own order within one rating."""
    return sorted(findings, key=lambda finding: list(Rating).index(finding.rating))


def lead(dossier: Dossier) -> str:
    """Decision, what could be determined, and how the allegations stand."""
    parts = (_decided(dossier), _known(dossier), _alleged(dossier))
    return " ".join(part for part in parts if part)


def relation(dossier: Dossier) -> str:
    """Whether the decision follows the recommendation."""
    if dossier.decision.follows_recommendation:
        return "The decision follows the recommendation."
    return "The decision differs from the recommendation."


def _decided(dossier: Dossier) -> str:
    investee = dossier.record.request.investee.legal_name
    decided = f"The decision on {investee} is {IN_A_SENTENCE[dossier.decision.outcome]}"
    if dossier.decision.follows_recommendation:
        return f"{decided}; it follows the recommendation."
    advised = IN_A_SENTENCE[dossier.record.assessment.recommendation.outcome]
    return f"{decided}; it differs from the recommendation, which is {advised}."


def _known(dossier: Dossier) -> str:
    total = dossier.record.assessment.score.total
    known = f"The audit could determine {percent(total.coverage)} of what was asked"
    return f"{known}; {score_in_words(total.share)}, and {_critical_in_words(dossier)}."


def score_in_words(bounds: Bounds) -> str:
    """The score as a clause, known or between its bounds."""
    if bounds.is_known:
        return f"the score is {share(bounds)}"
    lowest, highest = share(bounds).split(" to ")
    return f"the score lies between {lowest} and {highest}"


def _critical_in_words(dossier: Dossier) -> str:
    left, asked = critical_open(dossier)
    if not left:
        return "no critical question is open"
    return f"{left} of {asked} critical questions {'is' if left == 1 else 'are'} open"


def critical_open(dossier: Dossier) -> tuple[int, int]:
    """How many critical questions are open, and how many were asked."""
    critical = [q for q in scored_questions(dossier.record.assessment.score) if q.question.critical]
    return sum(is_open(scored) for scored in critical), len(critical)


def _alleged(dossier: Dossier) -> str:
    found = Counter(conclusion.status for conclusion in dossier.record.assessment.conclusions)
    total = sum(found.values())
    if not total:
        return "No allegation was taken in."
    groups = (
        (
            sum(found[status] for status in ESTABLISHED),
            "acknowledged or substantiated at least in part",
        ),
        (found[AllegationStatus.NOT_SUBSTANTIATED], "not substantiated"),
        (found[AllegationStatus.REFUTED], "refuted"),
        (sum(found[status] for status in UNRESOLVED), "open"),
    )
    said = [f"{counted(n, 'is', 'are')} {words}" for n, words in groups if n]
    return f"Of {counted(total, 'allegation', 'allegations')}, {listed(said)}."


def decision_box(dossier: Dossier) -> DecisionBox:
    """What was decided, what was advised, and what follows."""
    decision = dossier.decision
    tier = next(t for t in dossier.record.policy.review_tiers if t.id == decision.review_tier)
    return DecisionBox(
        outcome=OUTCOMES[decision.outcome],
        reasons=tuple(f"{REASONS[reason]}." for reason in decision.reasons),
        decided=f"Decided on {moment(decision.decided_at)} by {who_decided(dossier)}.",
        recommendation=OUTCOMES[dossier.record.assessment.recommendation.outcome],
        relation=relation(dossier),
        reason_text="" if decision.follows_recommendation else decision.reason_text,
        policy_changes=policy_changes(dossier),
        terms=counts(dossier.decision.terms),
        review_on=day(decision.next_review_on),
        review_why=f"{_review_reason(dossier, tier)} Between reviews: {sentence(tier.light_check)}",
    )


def _review_reason(dossier: Dossier, tier: ReviewTier) -> str:
    """The tier, or that the terms name an earlier day than it would."""
    decision = dossier.decision
    usual = next_review(dossier.record.policy, tier.id, decision.decided_at.astimezone(UTC).date())
    if decision.next_review_on == usual:
        return f"{tier.title}."
    interval = tier.title[:1].lower() + tier.title[1:]
    return f"A day that the terms name; {interval} it would be {day(usual)}."


def who_decided(dossier: Dossier) -> str:
    """The person who decided, by name where it is the reviewer; a script is called a script."""
    if dossier.decision.decided_by != dossier.sign_off.reviewer:
        return dossier.decision.decided_by
    name = dossier.sign_off.reviewer_name
    scripted = dossier.sign_off.reviewer_kind is PersonKind.SCRIPTED
    return f"{name}, a script and not a person" if scripted else name


def policy_changes(dossier: Dossier) -> tuple[PolicyChangeEntry, ...]:
    """What was proposed with the decision, and what the policy suggested beside it."""
    taken = dossier.decision.policy_changes
    proposed = tuple(
        PolicyChangeEntry(
            change.rule,
            change.applies_to,
            change.owner,
            f"{change.status.capitalize()}, recorded on {day(change.proposed_on)}"
            + (f", in force from {day(change.effective_on)}" if change.effective_on else ""),
        )
        for change in taken
    )
    rules = {change.rule for change in taken}
    return proposed + tuple(
        PolicyChangeEntry(p.rule, p.applies_to, p.owner, "Suggested by the policy, not taken up")
        for p in dossier.record.assessment.recommendation.policy_changes
        if p.rule not in rules
    )


def _figures(dossier: Dossier) -> tuple[KeyFigure, ...]:
    assessment = dossier.record.assessment
    left, asked = critical_open(dossier)
    rated = bool(dossier.record.fieldwork.impacts)
    return (
        KeyFigure(
            percent(assessment.score.total.coverage),
            "coverage: weight determined of weight applicable",
        ),
        KeyFigure(share(assessment.score.total.share), "lowest to highest score still possible"),
        KeyFigure(f"{left} of {asked}", "critical questions are open"),
        KeyFigure(
            of_five(assessment.severity) if rated else "Not rated",
            "severity of the gravest impact on people",
        ),
    )


def _statuses(dossier: Dossier) -> tuple[StatusCount, ...]:
    found = Counter(conclusion.status for conclusion in dossier.record.assessment.conclusions)
    return tuple(
        StatusCount(str(found[status]), status_badge(status))
        for status in STATUSES
        if found[status]
    )
