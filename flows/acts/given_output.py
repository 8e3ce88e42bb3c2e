"""Given answers as a screen and a program are shown them."""

from __future__ import annotations

from audit.domain.answer import Answer, AnswerState
from audit.records import plain
from flows.acts.given_answers import GivenLine
from flows.acts.register_output import answer_words


def given_words(line: GivenLine) -> str:
    """What was given, in a few lines."""
    given = line.given
    if given is None:
        return f"{line.asked.id} has not come back"
    if given.is_empty:
        return "nothing entered"
    said = [
        given.answer,
        f"does not apply ({given.ground.replace('_', ' ')}): {given.ground_reason}"
        if given.ground
        else "",
        f"refused: {given.refusal}" if given.refusal.strip() else "",
        given.explanation,
        f"files: {given.files}" if given.files.strip() else "",
    ]
    return "\n".join(part for part in said if part)


def recorded_words(answer: Answer | None) -> str:
    """The audit's own answer, with who recorded it."""
    return f"{answer_words(answer.state)} ({answer.answered_by})" if answer else "not recorded"


def as_json(line: GivenLine) -> dict[str, object]:
    """One line for programs."""
    return {
        "question": line.question.id,
        "questionnaire": line.asked.id,
        "evidence": line.returned.item if line.returned else "",
        "given": plain(line.given) if line.given else None,
        "note": plain(line.note) if line.note else None,
        "recorded": plain(line.recorded) if line.recorded else None,
        "proposed": plain(line.proposed.state, AnswerState) if line.proposed else None,
    }
