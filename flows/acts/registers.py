"""A register of deployments: read, held against rules and public acts, and recorded as answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from audit.catalogue import Catalogue, PreparedItem
from audit.catalogue.fieldwork_files import PreparedAnswer, PreparedFieldwork
from audit.catalogue.reading import nearest
from audit.catalogue.registers.deployments import read_deployments
from audit.catalogue.registers.public_acts import public_acts
from audit.catalogue.registers.rules import register_rules, register_versions
from audit.decision.assess import assess
from audit.domain.answer import Answer, Unknown
from audit.domain.audit import OpenedAudit
from audit.domain.errors import InputInvalid, Problem, TransitionRefused
from audit.domain.evidence import (
    Credibility,
    EvidenceItem,
    Form,
    Grade,
    ProvidedBy,
    Reliability,
)
from audit.domain.request import VersionRef
from audit.intake import shown
from audit.scoring.register.review import RegisterReview, review
from audit.scoring.register.rules import RegisterRules
from audit.scoring.support import EffectiveAnswer
from audit.state.unit_of_work import UnitOfWork
from flows.acts.collecting import require_open
from flows.acts.fieldwork import record_fieldwork, take_in_once
from flows.acts.inbox import LARGEST_FILE, media_type_of
from flows.acts.opening import require_analyst
from flows.acts.stages import checklists_of, policy_of
from flows.workplace import Workplace

METHOD = "Register of deployments, read row by row"
NOT_GRADED = Grade(Reliability.F, Credibility.CANNOT_BE_JUDGED)


@dataclass(frozen=True, slots=True)
class RegisterWords:
    """What a person hands in: the file, and from where it is looked at."""

    name: str
    content: bytes
    on: date | None = None
    """None for the day on which the register came in."""
    position: tuple[str, ...] = ()
    """Ids of the public acts that are the company's own published position."""
    grade: Grade = NOT_GRADED


@dataclass(frozen=True, slots=True)
class RecordedRegister:
    """What became of a register: its item, its review, and what was recorded or left as it stands."""

    evidence: EvidenceItem
    review: RegisterReview
    recorded: tuple[str, ...]
    """Questions that are now answered from the register."""
    kept: tuple[str, ...]
    """Questions that were answered from something else before; their answers stay."""


def review_register(
    catalogue: Catalogue, words: RegisterWords, rules: RegisterRules, on: date
) -> RegisterReview:
    """Read the register and review it on this day. Nothing is written.

    Raises InputInvalid with every problem of the file.
    """
    if len(words.content) > LARGEST_FILE:
        what = f"it has {len(words.content)} bytes and the limit is {LARGEST_FILE}"
        raise InputInvalid(Problem(words.name, what, "split it"))
    acts = [entry.act for entry in public_acts(catalogue.root)]
    known = [act.id for act in acts]
    for name in words.position:
        if name not in known:
            what = f"{name} is no public act that is known"
            raise InputInvalid(Problem("position", what, nearest(name, known)))
    file = read_deployments(words.content, words.name)
    return review(rules, file.rows, on, acts, words.position, file.absent)


def latest_rules(catalogue: Catalogue) -> RegisterRules:
    """The newest rules there are."""
    return register_rules(catalogue, _newest(register_versions(catalogue)))


def rules_for(catalogue: Catalogue, audit: OpenedAudit) -> RegisterRules:
    """The newest rules for a checklist version that this audit runs; raises TransitionRefused."""
    run = [VersionRef(ref.id, ref.version) for ref in audit.checklists]
    found = [register_rules(catalogue, ref) for ref in register_versions(catalogue)]
    fitting = {VersionRef(r.id, r.version): r for r in found if r.checklist in run}
    if not fitting:
        raise TransitionRefused(
            f"Audit {audit.id} runs {', '.join(map(str, run))}, and there are rules for a register "
            f"only for {', '.join(str(r.checklist) for r in found)}; review the file without an audit."
        )
    return fitting[_newest(fitting)]


def record_register(
    place: Workplace,
    audit_id: str,
    words: RegisterWords,
    analyst: str,
    moment: datetime,
    *,
    replace: bool = False,
) -> RecordedRegister:
    """Take the register in as evidence and record the answers that follow, in one transaction.

    A question that was answered from anything but a register keeps its answer unless it is to be
    replaced, and an unknown replaces none. The same register a second time changes nothing.
    """
    with place.reading() as work:
        audit = work.audits.get(audit_id)
        on = words.on or _received(work, audit_id, words) or moment.date()
    reviewed = review_register(place.catalogue, words, rules_for(place.catalogue, audit), on)
    stored = place.evidence.put(words.content)
    with place.work() as work:
        work.lock(audit_id)
        require_analyst(work, analyst)
        require_open(work, audit_id)
        item = _item(audit, words)
        evidence = take_in_once(work, audit_id, item, stored, analyst, METHOD, moment)
        kept = _kept(work, audit_id, reviewed, replace=replace)
        answers = _answers(reviewed, evidence.id, kept)
        record_fieldwork(work, audit_id, _only(answers), analyst, moment)
        work.commit()
    return RecordedRegister(evidence, reviewed, tuple(a.question for a in answers), kept)


def grade_in(where: str, text: str) -> Grade:
    """The Admiralty grade in a field; raises InputInvalid for anything else."""
    try:
        return Grade(Reliability(text[:1].upper()), Credibility(text[1:]))
    except ValueError:
        what = f"{shown(text)} is no grade"
        raise InputInvalid(
            Problem(where, what, "write a letter A to F and a digit 1 to 6, such as C3")
        ) from None


def rests_on_register(answer: Answer, evidence: Mapping[str, EvidenceItem]) -> bool:
    """Whether an answer cites registers and nothing else."""
    cited = [evidence[item] for item in answer.evidence if item in evidence]
    return bool(cited) and all(item.method == METHOD for item in cited)


def _received(work: UnitOfWork, audit_id: str, words: RegisterWords) -> date | None:
    """The day on which the same register came in, so that a second time is looked at as the first."""
    digest = sha256(words.content).hexdigest()
    items = work.fieldwork.load(audit_id).evidence
    days = [i.received_at.date() for i in items if i.sha256 == digest and i.method == METHOD]
    return min(days, default=None)


def _kept(
    work: UnitOfWork, audit_id: str, reviewed: RegisterReview, *, replace: bool
) -> tuple[str, ...]:
    """The questions whose answers rest on something else and are not to be replaced."""
    fieldwork = work.fieldwork.load(audit_id)
    evidence = {item.id: item for item in fieldwork.evidence}
    derived = {
        answer.question
        for answer in reviewed.answers
        if not replace or isinstance(answer.state, Unknown)
    }
    return tuple(
        answer.question
        for answer in fieldwork.answers
        if answer.question in derived and not rests_on_register(answer, evidence)
    )


def _answers(
    reviewed: RegisterReview, evidence: str, kept: Collection[str]
) -> tuple[PreparedAnswer, ...]:
    rules, on = reviewed.rules, reviewed.on
    return tuple(
        PreparedAnswer(
            answer.question,
            answer.state,
            f"{answer.rationale} Derived from the register as of {on} under {rules.id}@{rules.version}.",
            (evidence,),
        )
        for answer in reviewed.answers
        if answer.question not in kept
    )


def _only(answers: tuple[PreparedAnswer, ...]) -> PreparedFieldwork:
    return PreparedFieldwork(answers, (), (), (), (), None, None, (), (), ())


def _item(audit: OpenedAudit, words: RegisterWords) -> PreparedItem:
    return PreparedItem(
        id="",
        type="REC",
        form=Form.CAPTURE,
        title=f"Register of deployments ({words.name})",
        publisher="",
        author="",
        originator=audit.request.investee.legal_name,
        provided_by=ProvidedBy.INVESTEE,
        independent=False,
        published_on="",
        observed_period="",
        url="",
        language="",
        grade=words.grade,
        handling="",
        content=words.content,
        media_type=media_type_of(words.name),
        claims=(),
    )


def _newest(refs: Collection[VersionRef]) -> VersionRef:
    return max(refs, key=lambda ref: [int(part) for part in ref.version.split(".")])


def standing_of(
    place: Workplace, audit_id: str, questions: Collection[str]
) -> tuple[EffectiveAnswer, ...]:
    """What the evidence floor leaves of an audit's recorded answers to these questions."""
    with place.reading() as work:
        audit = work.audits.get(audit_id)
        fieldwork = work.fieldwork.load(audit_id)
    checklists, policy = checklists_of(place, audit), policy_of(place, audit)
    found = assess(audit.request, checklists, policy, fieldwork, audit.opened_at.date()).score
    listed = [entry.effective for entry in found.questions]
    return tuple(effective for effective in listed if effective.question in questions)
