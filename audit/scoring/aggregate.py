"""Questions to sections to checklists to one score, with coverage and both bounds at every level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from audit.domain.answer import Answer
from audit.domain.checklist import Checklist, CountsTowards, Question, Section
from audit.domain.condition import Facts, evaluate
from audit.domain.contradiction import Contradiction
from audit.domain.decision import EvidenceFloor
from audit.domain.evidence import EvidenceItem
from audit.domain.truth import Truth
from audit.scoring.gates import with_answers
from audit.scoring.support import EffectiveAnswer, Standing, effective_answer
from audit.scoring.tally import NOTHING, Tally, total


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """One question: what may be claimed for it and the points that follow."""

    question: Question
    effective: EffectiveAnswer
    tally: Tally


@dataclass(frozen=True, slots=True)
class SectionScore:
    """One section; a leverage section has a tally that never enters the investee's score."""

    checklist: str
    section: str
    title: str
    counts_towards: CountsTowards
    questions: tuple[QuestionScore, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class ChecklistScore:
    """One checklist: the sum of its sections that count towards the score."""

    checklist: str
    title: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Score:
    """The investee's score with its breakdown; the parts add up to the total."""

    sections: tuple[SectionScore, ...]
    checklists: tuple[ChecklistScore, ...]
    total: Tally

    @property
    def questions(self) -> tuple[QuestionScore, ...]:
        """Every question of every section, leverage included, in reading order."""
        return tuple(scored for section in self.sections for scored in section.questions)


def score(
    checklists: Sequence[Checklist],
    facts: Facts,
    answers: Sequence[Answer],
    evidence: Sequence[EvidenceItem],
    floor: EvidenceFloor,
    contradictions: Sequence[Contradiction] = (),
) -> Score:
    """The one scoring function: pure, exact, independent of the order of answers and evidence."""
    by_question = {answer.question: answer for answer in answers}
    by_id = {item.id: item for item in evidence}
    of = {question.id: (question, one) for one in checklists for question in one.questions}
    facts = with_answers(
        {name: question for name, (question, _) in of.items()},
        by_question,
        facts,
        lambda question, known: (
            _question(
                question, of[question.id][1], known, by_question, by_id, floor, contradictions
            ).effective
        ),
    )
    sections = tuple(
        _section(checklist, section, facts, by_question, by_id, floor, contradictions)
        for checklist in checklists
        for section in checklist.sections
    )
    scored = tuple(s for s in sections if s.counts_towards is CountsTowards.SCORE)
    sums = tuple(
        ChecklistScore(
            checklist.id,
            checklist.title,
            total(s.tally for s in scored if s.checklist == checklist.id),
        )
        for checklist in checklists
    )
    return Score(sections, sums, total(part.tally for part in sums))


def _section(
    checklist: Checklist,
    section: Section,
    facts: Facts,
    answers: Mapping[str, Answer],
    evidence: Mapping[str, EvidenceItem],
    floor: EvidenceFloor,
    contradictions: Sequence[Contradiction],
) -> SectionScore:
    questions = tuple(
        _question(question, checklist, facts, answers, evidence, floor, contradictions)
        for question in section.questions
    )
    return SectionScore(
        checklist.id,
        section.id,
        section.title,
        section.counts_towards,
        questions,
        total(scored.tally for scored in questions),
    )


def _question(
    question: Question,
    checklist: Checklist,
    facts: Facts,
    answers: Mapping[str, Answer],
    evidence: Mapping[str, EvidenceItem],
    floor: EvidenceFloor,
    contradictions: Sequence[Contradiction],
) -> QuestionScore:
    applies = evaluate(question.applies_when, facts) is not Truth.FALSE
    effective = effective_answer(
        question,
        checklist.scale(question.scale),
        answers.get(question.id),
        applies,
        evidence,
        floor,
        contradictions,
    )
    return QuestionScore(question, effective, tally(question.weight, effective))


def tally(weight: Fraction, effective: EffectiveAnswer) -> Tally:
    """The points of one question. What does not apply leaves the denominator; what is unknown stays in it."""
    if effective.standing is Standing.NOT_APPLICABLE:
        return Tally(NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)
    lowest, highest = weight * effective.value.lowest, weight * effective.value.highest
    if effective.standing is Standing.DETERMINED:
        return Tally(weight, weight, lowest, lowest, highest)
    return Tally(weight, NOTHING, NOTHING, lowest, highest)
