"""From the numbers to the decision, rule by rule."""

from audit.decision.dossier import Dossier, ReviewRecord
from audit.domain.decision import RuleResult
from audit.domain.truth import Truth
from reports.assembly.chronicle import change_entry, event_rows, timeline_events
from reports.assembly.formats import listed, unbroken
from reports.assembly.headings import heading
from reports.assembly.marks import rule_badge
from reports.assembly.places import Places
from reports.assembly.scores import is_open, scored_questions
from reports.assembly.summary import policy_changes, relation
from reports.assembly.terms import terms_entries
from reports.assembly.unknowns import why_open
from reports.charts import PathOutcome, PathStep
from reports.model.deciding import OpenQuestion, Reasoning, RuleRow
from reports.wording import OPINIONS, OUTCOMES, REASONS


def reasoning(dossier: Dossier, places: Places) -> Reasoning:
    """Rules, opinion, decision, and what changed."""
    record = dossier.record
    advice = record.assessment.recommendation
    opinion, meaning = OPINIONS[advice.opinion]
    events = record.fieldwork.timeline
    return Reasoning(
        heading=heading("reasoning"),
        steps=tuple(_step(result) for result in advice.rules),
        end=_end(record),
        rules=_rules(record),
        reachable=tuple(OUTCOMES[outcome] for outcome in advice.reachable),
        robust=_robust(record),
        opinion=opinion,
        opinion_meaning=meaning,
        qualifications=advice.qualifications,
        recommendation=OUTCOMES[advice.outcome],
        decision=OUTCOMES[dossier.decision.outcome],
        relation=_relation(dossier),
        terms=terms_entries(dossier, places),
        policy_changes=policy_changes(dossier),
        open_questions=_open_questions(record, places),
        timeline=timeline_events(events),
        events=event_rows(events, places),
        change=change_entry(record.change, dossier.decision.outcome, places),
    )


def _step(result: RuleResult) -> PathStep:
    if result.fired:
        return PathStep(result.title, "fired", OUTCOMES[result.limit])
    undetermined = result.truth is Truth.UNDETERMINED
    return PathStep(
        result.title, "undetermined" if undetermined else "not_fired", OUTCOMES[result.limit]
    )


def _end(record: ReviewRecord) -> PathOutcome:
    advice = record.assessment.recommendation
    because = "; ".join(REASONS[reason] for reason in advice.reasons)
    return PathOutcome(OUTCOMES[advice.outcome], f"{because}.")


def _rules(record: ReviewRecord) -> tuple[RuleRow, ...]:
    by_id = {rule.id: rule for rule in record.policy.rules}
    return tuple(
        RuleRow(
            title=result.title,
            state=rule_badge(result),
            limit=OUTCOMES[result.limit],
            because=tuple(unbroken(fact) for fact in result.because),
            source=by_id[result.rule].source,
            rationale=by_id[result.rule].rationale,
        )
        for result in record.assessment.recommendation.rules
    )


def _robust(record: ReviewRecord) -> str:
    advice = record.assessment.recommendation
    if advice.robust:
        return "Nothing that is still unknown could change the recommendation under this policy."
    others = [OUTCOMES[outcome] for outcome in advice.reachable if outcome is not advice.outcome]
    return f"Further evidence could still change the recommendation, to {listed(others, 'or')}."


def _relation(dossier: Dossier) -> str:
    if dossier.decision.follows_recommendation or not dossier.decision.reason_text:
        return relation(dossier)
    return f"{relation(dossier)} The reason that was typed: {dossier.decision.reason_text}"


def _open_questions(record: ReviewRecord, places: Places) -> tuple[OpenQuestion, ...]:
    return tuple(
        OpenQuestion(
            places.link("question", scored.question.id),
            scored.question.text,
            why_open(scored.effective),
        )
        for scored in scored_questions(record.assessment.score)
        if scored.question.critical and is_open(scored)
    )
