"""An audit in short, for screens: Markdown, a table and a diagram from the record that is reviewed."""

from __future__ import annotations

from audit.decision.dossier import Dossier, ReviewRecord
from audit.decision.facts import Unit, quantity_in_words
from audit.decision.sensitivity import CarrierKind, FlipSets
from audit.decision.terms import applying, lacking
from audit.domain.bounds import Bounds
from audit.domain.checklist import CountsTowards
from audit.domain.evidence import Limitation
from audit.domain.terms import Terms
from audit.domain.truth import Truth
from audit.scoring.aggregate import SectionScore
from reports.assembly.sensitivity import flips_in_words, next_in_words, supported_in_words
from reports.assembly.terms_in_short import gist, title

ASKED_NEXT = 5
HARMLESS = str.maketrans({mark: f"&#{ord(mark)};" for mark in "&|<>`{}[]*_~#\\!"})
"""Marks that Markdown, HTML and templates read, as characters."""


def heading(record: ReviewRecord) -> str:
    """What the policy recommends, why, and what could still change it, as one Markdown paragraph."""
    advice = record.assessment.recommendation
    reasons = ", ".join(words(reason) for reason in advice.reasons)
    robust = (
        "Nothing that is still open could change this."
        if advice.robust
        else f"Still possible: {', '.join(words(outcome) for outcome in advice.reachable)}."
    )
    return (
        f"**Recommendation: {words(advice.outcome)}** — {reasons}. {robust} "
        f"Overall opinion: {words(advice.opinion)}."
    )


def summary_markdown(record: ReviewRecord, record_digest: str) -> str:
    """What a reviewer needs before signing: advice, numbers, rules that fired, allegations, limits."""
    investee = _cell(record.request.investee.legal_name)
    notes = "\n".join(f"> {_cell(note)}" for note in record.fieldwork.notes[:1])
    parts = [
        f"# {investee}",
        notes,
        heading(record),
        _numbers(record),
        _fired(record),
        _sensitivity(record),
        _allegations(record),
        _limitations(record),
        _earlier_conditions(record),
        _terms(record),
        _proposals(record),
        f"Digest of the record you would sign: `{record_digest[:32]}` `{record_digest[32:]}`",
    ]
    return "\n\n".join(part for part in parts if part)


def decision_markdown(dossier: Dossier, report_address: str) -> str:
    """What was decided, by whom and why, with the address of the report."""
    decision = dossier.decision
    follows = "follows" if decision.follows_recommendation else "differs from"
    lines = [f"- {_terms_line(terms)}" for terms in decision.terms]
    agreed = "**Terms**\n\n" + "\n".join(lines) + "\n\n" if lines else ""
    return (
        f"# Decision: {words(decision.outcome)}\n\n"
        f"It {follows} the recommendation. {_cell(decision.reason_text)}\n\n"
        f"Signed by {_cell(dossier.sign_off.reviewer_name)} on "
        f"{dossier.sign_off.signed_at:%d %B %Y, %H:%M} UTC. Next review on "
        f"{decision.next_review_on:%d %B %Y}.\n\n{agreed}[Open the report]({report_address})"
    )


def scorecard_rows(record: ReviewRecord) -> list[dict[str, str]]:
    """The total and then one row a section, with coverage and bounds."""
    whole = record.assessment.score.total
    total = {
        "Section": "Total (leverage apart)",
        "Earned": str(whole.earned),
        "Possible": str(whole.possible),
        "Coverage": _share(Bounds.exactly(whole.coverage)),
        "Lowest to highest": _share(whole.share),
    }
    return [total, *(_row(section) for section in record.assessment.score.sections)]


def decision_path_mermaid(record: ReviewRecord) -> str:
    """The rules in order, with what each did, as a mermaid diagram in Markdown."""
    lines = ["```mermaid", "flowchart TD"]
    advice = record.assessment.recommendation
    for number, rule in enumerate(advice.rules):
        state = {Truth.TRUE: "holds", Truth.FALSE: "does not hold", Truth.UNDETERMINED: "open"}
        fired = f"limits to {words(rule.limit)}" if rule.fired else "no effect"
        label = f"{rule.title}<br/>{state[rule.truth]}: {fired}".replace('"', "'")
        lines.append(f'  r{number}["{label}"]{":::fired" if rule.fired else ""}')
        lines.append(
            f"  r{number} --> {f'r{number + 1}' if number + 1 < len(advice.rules) else 'out'}"
        )
    lines.append(f'  out(["Recommendation: {words(advice.outcome)}"]):::fired')
    lines.append("  classDef fired fill:#12395c,color:#ffffff,stroke:#12395c")
    return "\n".join([*lines, "```"])


def words(value: str) -> str:
    """A stored word as people read it."""
    return value.replace("_", " ")


def _numbers(record: ReviewRecord) -> str:
    assessment = record.assessment
    whole = assessment.score.total
    return (
        "| coverage | lowest score | highest score | gravest severity | leverage |\n"
        "|---|---|---|---|---|\n"
        f"| {_share(Bounds.exactly(whole.coverage))} | {_share(Bounds.exactly(whole.share.lowest))} "
        f"| {_share(Bounds.exactly(whole.share.highest))} "
        f"| {_severity(record)} "
        f"| {quantity_in_words(assessment.leverage.level, Unit.OF_FIVE)} |"
    )


def _severity(record: ReviewRecord) -> str:
    if not record.fieldwork.impacts:
        return "not rated"
    return quantity_in_words(record.assessment.severity, Unit.OF_FIVE)


def _fired(record: ReviewRecord) -> str:
    rules = [rule for rule in record.assessment.recommendation.rules if rule.fired]
    lines = [f"- {rule.title} → at most *{words(rule.limit)}*" for rule in rules]
    return "**Rules that fired**\n\n" + ("\n".join(lines) or "None.")


def _sensitivity(record: ReviewRecord) -> str:
    """What would change the recommendation, what to ask next, and open contradictions."""
    found = record.assessment.sensitivity
    if found is None:
        return ""
    lines = [
        f"- Open questions answered well: {flips_in_words(found.well)}{_sets(found.well)}",
        f"- Open questions answered badly: {flips_in_words(found.badly)}{_sets(found.badly)}",
        f"- Evidence falling away: {flips_in_words(found.evidence)}{_sets(found.evidence)}",
    ]
    lines.append(f"- {supported_in_words(found.forecast)}")
    judgements = [c for c in found.carriers if c.kind is CarrierKind.JUDGEMENT]
    lines += [
        f"- It hangs on the judgement {_cell(words(c.id))}; without it: {words(c.without)}."
        for c in judgements
    ]
    lines += [
        f"- Ask next: {_cell(question.question)}. {next_in_words(question)}"
        for question in found.next_questions[:ASKED_NEXT]
    ]
    settled = {c.id: c.is_settled for c in record.fieldwork.contradictions}
    lines += [
        f"- Contradiction {_cell(effect.contradiction)} "
        f"{'decides' if effect.decides else 'does not decide'} the recommendation."
        for effect in found.contradictions
        if not settled.get(effect.contradiction, False)
    ]
    return "**What would change it**\n\n" + "\n".join(lines)


def _sets(flips: FlipSets) -> str:
    shown = [", ".join(map(_cell, flip.members)) for flip in flips.sets[:3] if flips.size <= 3]
    return f" ({'; '.join(shown)})" if shown else ""


def _allegations(record: ReviewRecord) -> str:
    if not record.request.allegations:
        return "**Allegations**: none were taken in."
    texts = {allegation.id: allegation.text for allegation in record.request.allegations}
    rows = [
        f"| {_cell(c.allegation)} | {_cell(texts[c.allegation])} | {words(c.status)} | {c.confidence} |"
        for c in record.assessment.conclusions
    ]
    return "| | allegation | status | confidence |\n|---|---|---|---|\n" + "\n".join(rows)


def _limitations(record: ReviewRecord) -> str:
    lines = [
        f"- {_cell(item.code)}: {_cell(item.text)} (touches {_touched(item)})"
        for item in record.fieldwork.limitations
    ]
    return "**Limitations**\n\n" + "\n".join(lines) if lines else ""


def _touched(limitation: Limitation) -> str:
    return ", ".join(map(_cell, limitation.affects)) or "the whole audit"


def _earlier_conditions(record: ReviewRecord) -> str:
    """The conditions of the decision before, and whether each is met."""
    checks = record.change.conditions if record.change else ()
    lines = [
        f"- **{check.standing}**: {_terms_line(check.condition)} "
        f"On default: {_cell(check.condition.on_default)}"
        for check in checks
    ]
    return "**Conditions of the earlier decision**\n\n" + "\n".join(lines) if lines else ""


def _terms(record: ReviewRecord) -> str:
    """The terms drafted, which decision takes each, and what the recommendation still lacks."""
    drafted = record.fieldwork.terms
    lines = [f"- {_terms_line(terms)}{_taken_by(terms, record)}" for terms in drafted]
    advised = record.assessment.recommendation.outcome
    if needs := lacking(advised, drafted, record.assessment.as_of):
        lines.append(f"- Still missing, to decide for *{words(advised)}*: {needs}.")
    return "**Terms drafted**\n\n" + "\n".join(lines) if lines else ""


def _terms_line(terms: Terms) -> str:
    return f"{_cell(title(terms))}. {_cell(gist(terms))}"


def _taken_by(terms: Terms, record: ReviewRecord) -> str:
    outcomes = [o for o in record.policy.outcomes if terms in applying(o, (terms,))]
    return f" (part of: {', '.join(map(words, outcomes))})" if outcomes else ""


def _proposals(record: ReviewRecord) -> str:
    lines = [f"- {change.rule}" for change in record.assessment.recommendation.policy_changes]
    return "**Proposed change of policy**\n\n" + "\n".join(lines) if lines else ""


def _row(section: SectionScore) -> dict[str, str]:
    leverage = " (leverage)" if section.counts_towards is CountsTowards.LEVERAGE else ""
    return {
        "Section": f"{section.section} {section.title}{leverage}",
        "Earned": str(section.tally.earned),
        "Possible": str(section.tally.possible),
        "Coverage": _share(Bounds.exactly(section.tally.coverage)),
        "Lowest to highest": _share(section.tally.share),
    }


def _share(quantity: Bounds) -> str:
    return quantity_in_words(quantity, Unit.SHARE)


def _cell(text: str) -> str:
    """Text from outside, made harmless inside Markdown tables and templates."""
    return " ".join(text.split()).translate(HARMLESS)
