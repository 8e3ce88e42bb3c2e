"""A second person confirms that a question does not apply."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from audit.domain.answer import Answer, NotApplicable
from audit.domain.errors import InputInvalid, Problem
from flows.acts.collecting import require_open
from flows.workplace import Workplace


def confirm_not_applicable(
    place: Workplace, audit_id: str, question: str, person_id: str, moment: datetime
) -> Answer:
    """Record the confirmation beside the answer, which stays the work of whoever gave it.

    Raises InputInvalid when the question is not answered as not applicable, or when the person gave
    the answer. Repeating it changes nothing.
    """
    with place.work() as work:
        work.lock(audit_id)
        require_open(work, audit_id)
        person = work.people.get(person_id)
        answers = {answer.question: answer for answer in work.fieldwork.load(audit_id).answers}
        answer = answers.get(question)
        if answer is None or not isinstance(answer.state, NotApplicable):
            raise InputInvalid(
                Problem(
                    "question",
                    f"{question} is not answered as not applicable in audit {audit_id}",
                    "name one that is, or record the answer first",
                )
            )
        if person.id == answer.answered_by:
            raise InputInvalid(
                Problem(
                    "person",
                    f"{person.name} gave the answer to {question}",
                    "have a second person confirm it",
                )
            )
        confirmed = replace(
            answer, state=replace(answer.state, confirmed_by=person.id), answered_at=moment
        )
        if answer.state.confirmed_by != person.id:
            work.fieldwork.add_answer(audit_id, confirmed)
            work.commit()
    return confirmed
