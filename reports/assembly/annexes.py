"""Every answer and every item of evidence."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC

from audit.decision.dossier import Dossier, ReviewRecord
from audit.domain.answer import Answer, NotApplicable, Unknown, Valued
from audit.domain.appraisal import Appraisal
from audit.domain.bounds import Bounds
from audit.domain.checklist import CountsTowards
from audit.domain.evidence import Claim, EvidenceItem
from audit.domain.fieldwork import Fieldwork
from audit.scoring.aggregate import QuestionScore, SectionScore
from audit.scoring.support import Standing
from reports.assembly.formats import counted, cut, day, exact, joined, moment, partial_day, span
from reports.assembly.headings import heading
from reports.assembly.marks import GRAVE, OPEN, PLAIN, SETTLED
from reports.assembly.places import Places, address, anchor
from reports.assembly.scores import answered
from reports.assembly.searches import search_lines
from reports.assembly.sources import guarded, handling_words, speaker
from reports.assembly.unknowns import because, why_open
from reports.model.annexes import (
    AnswerGroup,
    AnswerRow,
    AnswersAnnex,
    ClaimLine,
    EvidenceIndex,
    EvidenceRow,
)
from reports.model.parts import Badge, Link
from reports.wording import FORMS, PROVIDERS, RELATIONS, UNKNOWNS, scale_word

DIGEST_SHOWN = 16
LOCATOR_SHOWN = 280
"""Characters of a locator, which may quote a passage; the attached dossier has all of it."""


def answers(dossier: Dossier, places: Places) -> AnswersAnnex:
    """Every question asked, grouped by section."""
    record = dossier.record
    recorded = {answer.question: answer for answer in record.fieldwork.answers}
    questions = record.assessment.score.questions
    return AnswersAnnex(
        heading=heading("answers"),
        intro=(
            f"{counted(len(questions), 'question', 'questions').capitalize()} were asked; "
            f"{answered(questions)} that apply have a determined answer."
        ),
        groups=tuple(
            _group(section, record, recorded, places)
            for section in record.assessment.score.sections
        ),
    )


def _group(
    section: SectionScore, record: ReviewRecord, recorded: dict[str, Answer], places: Places
) -> AnswerGroup:
    checklist = next(c.title for c in record.checklists if c.id == section.checklist)
    apart = section.counts_towards is CountsTowards.LEVERAGE
    return AnswerGroup(
        title=section.title,
        checklist=checklist
        + ("; counts towards the investor's leverage, not the score" if apart else ""),
        standing=f"{answered(section.questions)} determined",
        rows=tuple(_answer(q, recorded.get(q.question.id), places) for q in section.questions),
    )


def _answer(scored: QuestionScore, answer: Answer | None, places: Places) -> AnswerRow:
    question = scored.question
    return AnswerRow(
        anchor=anchor("question", question.id),
        id=question.id,
        text=question.text,
        critical=question.critical,
        answer=_badge(scored, answer),
        points=_points(scored),
        why=tuple(dict.fromkeys(line for line in _reasons(scored, answer) if line)),
        evidence=places.sources(answer.evidence) if answer else (),
        recorded=_recorded(answer) if answer else "",
    )


def _badge(scored: QuestionScore, answer: Answer | None) -> Badge:
    effective = scored.effective
    match effective.standing:
        case Standing.NOT_APPLICABLE:
            return Badge("Not applicable", PLAIN)
        case Standing.UNKNOWN:
            return Badge(why_open(effective), OPEN)
        case Standing.CAPPED:
            return Badge(f"{_claimed(answer)}, capped", OPEN)
        case Standing.DISPUTED:
            return Badge(f"{_claimed(answer)}, disputed", OPEN)
        case Standing.DETERMINED:
            value = effective.value.lowest
            return Badge(_claimed(answer), SETTLED if value == 1 else PLAIN if value else GRAVE)


def _claimed(answer: Answer | None) -> str:
    return scale_word(answer.state.value) if answer and isinstance(answer.state, Valued) else ""


def _points(scored: QuestionScore) -> str:
    tally = scored.tally
    if not tally.possible:
        return "Not counted"
    return f"{span(Bounds(tally.lowest, tally.highest))} of {exact(tally.possible)}"


def _reasons(scored: QuestionScore, answer: Answer | None) -> Iterator[str]:
    reason_why = because(scored.effective)
    if answer is None:
        yield reason_why
        return
    yield answer.rationale
    match answer.state:
        case Valued():
            yield reason_why
        case NotApplicable(reason, confirmed_by):
            yield reason
            yield reason_why
            yield f"Confirmed by {confirmed_by}." if confirmed_by else ""
        case Unknown(kind, _, search):
            yield reason_why
            if scored.effective.unknown is not kind:
                yield f"Recorded as: {UNKNOWNS[kind][0].lower()}."
            if search:
                yield from search_lines(search)


def _recorded(answer: Answer) -> str:
    carried = f"carried forward from {answer.carried_from}" if answer.carried_from else ""
    return joined((f"{answer.answered_by}, {moment(answer.answered_at)}", carried), "; ")


def evidence(dossier: Dossier, places: Places) -> EvidenceIndex:
    """Everything seen, in the order of its registration."""
    record = dossier.record
    items = record.fieldwork.evidence
    types = {kind.code: f"{kind.name} ({kind.code})" for kind in record.evidence_types}
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in record.fieldwork.claims:
        claims[claim.evidence].append(claim)
    return EvidenceIndex(
        heading=heading("evidence"),
        intro=_intro(items),
        rows=tuple(
            _item(
                item,
                types.get(item.type, item.type),
                claims[item.id],
                tuple(_history(record.fieldwork, item.id)),
                places,
            )
            for item in items
        ),
    )


def _intro(items: tuple[EvidenceItem, ...]) -> str:
    if not items:
        return "No evidence was registered."
    originators = len({item.originator for item in items})
    return (
        f"{counted(len(items), 'item', 'items').capitalize()} from "
        f"{counted(originators, 'originator', 'originators')}: corroboration counts who first reported "
        "something, not how many repeat it."
    )


def _history(fieldwork: Fieldwork, item: str) -> Iterator[str]:
    """What was said of an item later, in order, and what became of its bytes."""
    for act in fieldwork.appraisals:
        if act.item == item:
            by = f"{day(act.appraised_at.astimezone(UTC).date())} by {act.appraised_by}"
            yield f"{_appraised(act)} on {by}: {act.reason}"
    for erasure in fieldwork.erasures:
        if erasure.item == item:
            by = f"{day(erasure.erased_at.astimezone(UTC).date())} by {erasure.erased_by}"
            yield f"Bytes destroyed on {by}: {erasure.authority}. The digest is kept."


def _appraised(act: Appraisal) -> str:
    """What was changed, without what stood there before: it may name a protected source."""
    graded = f"Graded {act.after} instead of {act.before}" if act.after != act.before else ""
    parts = ", ".join(name.replace("_", " ") for name in act.changed if name != "independent")
    described = f"described again ({parts})" if parts else ""
    said = joined((graded, described), ", ")
    return said[:1].upper() + said[1:]


def _item(
    item: EvidenceItem,
    kind: str,
    claims: list[Claim],
    history: tuple[str, ...],
    places: Places,
) -> EvidenceRow:
    independent = (
        "independent of the investee" if item.independent else "not independent of the investee"
    )
    carried = f"carried forward from {item.carried_from}" if item.carried_from else ""
    return EvidenceRow(
        anchor=anchor("evidence", item.id),
        id=item.id,
        title=guarded(item).title,
        source=_source(guarded(item)),
        address=address(guarded(item).url) or Link(guarded(item).url, ""),
        date=partial_day(item.published_on) or "Undated",
        collected=joined(
            (f"Collected {day(item.collected_at.astimezone(UTC).date())}", carried), "; "
        ),
        type=kind,
        form=FORMS[item.form],
        grade=str(item.grade),
        provided=f"{PROVIDERS[item.provided_by]}, {independent}",
        digest=item.sha256[:DIGEST_SHOWN],
        handling=handling_words(item),
        claims=tuple(_claim(claim, speaker(item, claim), places) for claim in claims),
        history=history,
    )


def _source(item: EvidenceItem) -> str:
    author = f"by {item.author}" if item.author else ""
    first = f"first reported by {item.originator}" if item.originator != item.publisher else ""
    period = f"observed {item.observed_period}" if item.observed_period else ""
    return joined((item.publisher, author, first, period))


def _claim(claim: Claim, told_by: str, places: Places) -> ClaimLine:
    said = RELATIONS[claim.relation]
    return ClaimLine(
        relation=f"{said}, by admission" if claim.admission else said,
        about=(_asked(claim.about, places),) if claim.about else (),
        told_by=told_by,
        text=claim.text,
        locator=cut(claim.locator, LOCATOR_SHOWN),
    )


def _asked(name: str, places: Places) -> Link:
    alleged = places.link("allegation", name)
    return alleged if alleged.href else places.link("question", name)
