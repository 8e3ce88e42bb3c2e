"""Questions on whose answers other questions depend, as facts of an audit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from audit.domain.answer import Answer, Valued
from audit.domain.checklist import Question
from audit.domain.condition import Fact, Facts, answer_fact, answers_asked
from audit.domain.truth import YesNo
from audit.scoring.support import EffectiveAnswer, Standing

Effective = Callable[[Question, Facts], EffectiveAnswer]
"""What the evidence lets the answer to a question claim, once it is known whether it applies."""


def with_answers(
    questions: Mapping[str, Question],
    answers: Mapping[str, Answer],
    facts: Facts,
    effective: Effective,
) -> Facts:
    """The facts with those about answers that some condition asks for.

    Only an answer that stands as recorded decides whether another question applies: an unsupported
    one leaves that undetermined, and then the other question is asked.
    """
    gates = _Gates(questions, answers, facts, effective)
    for question in questions.values():
        gates.resolve(question)
    return gates.known


@dataclass(slots=True)
class _Gates:
    questions: Mapping[str, Question]
    answers: Mapping[str, Answer]
    facts: Facts
    effective: Effective
    known: dict[str, Fact] = field(default_factory=dict[str, Fact])

    def __post_init__(self) -> None:
        self.known.update(self.facts)

    def resolve(self, question: Question) -> None:
        """Every fact that the question's condition asks for; those it rests on first."""
        for leaf in answers_asked(question.applies_when):
            gate = self.questions[leaf.question]
            self.resolve(gate)
            for code in leaf.codes:
                name = answer_fact(gate.id, code)
                if name not in self.known:
                    self.known[name] = self._is_answered(gate, code)

    def _is_answered(self, gate: Question, code: str) -> YesNo:
        standing = self.effective(gate, self.known).standing
        answer = self.answers.get(gate.id)
        if standing is Standing.NOT_APPLICABLE:
            return YesNo.NO
        if standing is Standing.DETERMINED and answer and isinstance(answer.state, Valued):
            return YesNo.YES if answer.state.value == code else YesNo.NO
        return YesNo.UNKNOWN
