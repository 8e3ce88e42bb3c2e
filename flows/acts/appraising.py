"""Grading and describing an item again: a later word beside the earlier one, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from audit.catalogue.reading import nearest
from audit.custody.event import CustodyKind
from audit.domain.appraisal import Appraisal
from audit.domain.collection import Handling
from audit.domain.errors import InputInvalid, Problem, TransitionRefused
from audit.domain.evidence import EvidenceItem, EvidenceType, Grade, ProvidedBy
from audit.intake import line_problem, past_date_problem, shown
from audit.records import digest
from audit.state.unit_of_work import UnitOfWork
from flows.acts.collecting import require_open
from flows.acts.opening import require_analyst
from flows.workplace import Workplace

REQUIRED = ("title", "originator")
MOST_ITEMS = 500


@dataclass(frozen=True, slots=True)
class Said:
    """What is said anew of an item; None leaves that part as it is."""

    grade: Grade | None = None
    type: str | None = None
    """Code of the evidence type."""
    provided_by: ProvidedBy | None = None
    title: str | None = None
    originator: str | None = None
    publisher: str | None = None
    author: str | None = None
    published_on: str | None = None
    observed_period: str | None = None
    url: str | None = None
    language: str | None = None
    handling: str | None = None
    protection: Handling | None = None

    def parts(self) -> dict[str, Any]:
        """What is said, by the name of the part."""
        named = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: value for name, value in named if value is not None}


def appraise(
    place: Workplace,
    audit_id: str,
    items: Sequence[str],
    said: Said,
    reason: str,
    by: str,
    moment: datetime,
) -> tuple[Appraisal, ...]:
    """Describe or grade items of an open audit again, all of them or none; saying the same changes nothing.

    Raises InputInvalid without a reason or for what no item can be, TransitionRefused when the record
    is signed, when an item is a capture that failed, or when its bytes were destroyed.
    """
    why, names = required_reason(reason), _once(items)
    _check_words(said, moment)
    with place.work() as work:
        work.lock(audit_id)
        require_open(work, audit_id)
        require_analyst(work, by)
        for name in names:
            _appraise(place, work, audit_id, name, said, why, by, moment)
        made = work.appraisals.of(audit_id)
        work.commit()
    return tuple(act for act in made if act.appraised_at == moment and act.item in names)


def _appraise(
    place: Workplace,
    work: UnitOfWork,
    audit_id: str,
    name: str,
    said: Said,
    reason: str,
    by: str,
    moment: datetime,
) -> None:
    item = work.fieldwork.evidence(audit_id, name)
    _require_gradable(work, audit_id, item)
    after = _changed(item, said, place.catalogue.vocabulary.evidence_types)
    if after == item:
        return
    work.appraisals.add(audit_id, after, reason, by, moment)
    work.ledger.append(
        audit_id,
        CustodyKind.GRADED,
        name,
        after.sha256,
        by,
        moment,
        f"{told_of(item, after)}: {reason}",
        digest(after),
    )


def told_of(item: EvidenceItem, after: EvidenceItem) -> str:
    """What the ledger says of an appraisal, before its reason."""
    if item.grade == after.grade:
        return f"Described again, graded {after.grade} as before"
    return f"Graded {after.grade} instead of {item.grade}"


def _require_gradable(work: UnitOfWork, audit_id: str, item: EvidenceItem) -> None:
    if item.capture is not None and item.capture.failure:
        raise TransitionRefused(
            f"{item.id} is a capture that failed and shows only that it was tried; capture the page again."
        )
    if any(erasure.item == item.id for erasure in work.erasures.of(audit_id)):
        raise TransitionRefused(f"The bytes of {item.id} were destroyed, so it cannot be judged.")


def _changed(item: EvidenceItem, said: Said, types: Mapping[str, EvidenceType]) -> EvidenceItem:
    parts = said.parts()
    if (code := parts.get("type", item.type)) not in types:
        raise InputInvalid(Problem("type", f"{shown(code)} is unknown", nearest(code, types)))
    after = replace(item, **parts)
    if not after.is_described and after.provided_by is not ProvidedBy.NOT_STATED:
        what = "it is not said what the item is"
        raise InputInvalid(Problem("type", what, "say what it is"))
    if not after.is_described and said.type is not None:
        what = "it is not said who handed the item over"
        raise InputInvalid(Problem("provided_by", what, "say who did"))
    # Where independence was withheld for another reason, such as digests that do not fit, it stays so.
    if item.independent == _independent(item, types):
        after = replace(after, independent=_independent(after, types))
    return after


def _independent(item: EvidenceItem, types: Mapping[str, EvidenceType]) -> bool:
    """Independence follows the type, and is lost when the investee itself supplies the item."""
    by_others = item.provided_by not in (ProvidedBy.INVESTEE, ProvidedBy.NOT_STATED)
    return types[item.type].independent and by_others


def _check_words(said: Said, moment: datetime) -> None:
    parts = said.parts()
    if not parts:
        what = "nothing is said anew"
        raise InputInvalid(Problem("appraisal", what, "give a grade or a part of the description"))
    problems: list[Problem | None] = []
    for name, text in parts.items():
        if name in REQUIRED and not str(text).strip():
            problems.append(Problem(name, "it would be empty", "leave it out or fill it in"))
        if isinstance(text, str):
            problems.append(line_problem(name, text.replace("\n", " ")))
    if published := said.published_on:
        problems.append(past_date_problem("published_on", published, moment.date()))
    if found := [problem for problem in problems if problem is not None]:
        raise InputInvalid(*found)


def required_reason(text: str) -> str:
    """The reason on one line; raises InputInvalid when there is none."""
    reason = " ".join(text.split())
    problem = line_problem("reason", reason)
    if not reason:
        problem = Problem("reason", "it is empty", "say why; it stands in the ledger")
    if problem is not None:
        raise InputInvalid(problem)
    return reason


def _once(items: Sequence[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in items if name.strip()))
    if not names:
        raise InputInvalid(Problem("items", "there is none", "name items such as E012"))
    if len(names) > MOST_ITEMS:
        what = f"there are {len(names)} and the limit is {MOST_ITEMS}"
        raise InputInvalid(Problem("items", what, "do it in parts"))
    return names
