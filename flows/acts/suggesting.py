"""Passages suggested for what an audit asks, and what becomes of them: a person accepts or rejects each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from audit.catalogue.reading import nearest
from audit.domain.audit import OpenedAudit
from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.domain.evidence import Claim, EvidenceItem, Form, Relation
from audit.intake import shown
from audit.records import text_digest
from audit.state.unit_of_work import UnitOfWork
from audit.texts.passages import passages_of
from audit.texts.ranking import Placed, Ranking
from audit.texts.suggestion import (
    Source,
    Subject,
    Suggestion,
    SuggestionDecision,
    Verdict,
    suggestion_id,
)
from flows.acts.collecting import require_open
from flows.acts.opening import require_analyst
from flows.acts.stages import checklists_of
from flows.workplace import Workplace

SHOWN_SUGGESTIONS = 5
ACCEPTED_TEXT = "A passage of this item was accepted as bearing on this."


@dataclass(frozen=True, slots=True)
class Suggested:
    """The best undecided passages for one subject."""

    subject: Subject
    terms: tuple[str, ...]
    """What was looked for; empty when every word of it is too common to tell anything."""
    suggestions: tuple[Suggestion, ...]
    total: int


def subjects_of(place: Workplace, audit: OpenedAudit) -> dict[str, Subject]:
    """The questions of the audit's checklists, then its allegations, by id."""
    rights = place.catalogue.vocabulary.rights
    types = place.catalogue.vocabulary.evidence_types
    questions = [
        Subject(
            question.id,
            question.text,
            (
                question.guidance,
                *(rights.get(right, right) for right in question.rights),
                *(types[code].name for code in question.expected_evidence if code in types),
            ),
            True,
        )
        for checklist in checklists_of(place, audit)
        for question in checklist.questions
    ]
    alleged = [Subject(a.id, a.text, (), False) for a in audit.request.allegations]
    # An allegation that took the id of a question is what people mean by it: they gave it that id.
    return {subject.id: subject for subject in (*questions, *alleged)}


def suggest(
    place: Workplace, audit_id: str, about: str = "", most: int = SHOWN_SUGGESTIONS
) -> list[Suggested]:
    """Passages for one question or allegation, or for each; the same texts give the same order.

    Nothing is recorded. What was rejected for the same text and question does not come back, in this
    audit or in one that follows it.
    """
    with place.reading() as work:
        audit = work.audits.get(audit_id)
        subjects = subjects_of(place, audit)
        wanted = [_subject(subjects, about)] if about else list(subjects.values())
        passages = list(_passages(work, audit_id))
        decided = _Decided(work, audit)
    ranking = Ranking(audit_id, list(subjects.values()), passages)
    return [_suggested(ranking, subject, decided, most) for subject in wanted]


def require_subject(place: Workplace, audit_id: str, about: str) -> None:
    """Raise InputInvalid unless this is a question or an allegation of the audit, or empty."""
    with place.reading() as work:
        audit = work.audits.get(audit_id)
    if about:
        _subject(subjects_of(place, audit), about)


def decide(
    place: Workplace,
    audit_id: str,
    suggestion: str,
    verdict: Verdict,
    by: str,
    reason: str,
    moment: datetime,
) -> SuggestionDecision:
    """Record a person's decision; an accepted passage becomes a claim on its item, as context.

    Raises AuditError for a suggestion that this audit does not have, EvidenceUnreadable when the bytes
    of its item changed, and TransitionRefused when the record is signed or the decision was another.
    """
    with place.work() as work:
        work.lock(audit_id)
        require_open(work, audit_id)
        require_analyst(work, by)
        audit = work.audits.get(audit_id)
        subject, passage, locator = _found(work, audit, subjects_of(place, audit), suggestion)
        item = work.fieldwork.evidence(audit_id, passage.source.item)
        with place.evidence.open(item.sha256):
            pass
        decision = SuggestionDecision(
            suggestion=suggestion,
            about=subject.id,
            asked_sha256=subject.digest,
            item=item.id,
            item_sha256=item.sha256,
            locator=locator,
            passage=passage.text,
            passage_sha256=text_digest(passage.text),
            verdict=verdict,
            reason=_reason(reason),
            decided_by=by,
            decided_at=moment,
        )
        work.suggestions.decide(audit_id, decision)
        kept = next(d for d in work.suggestions.decisions(audit_id) if d.suggestion == suggestion)
        if kept.verdict is Verdict.ACCEPTED:
            work.fieldwork.add_evidence(audit_id, item, [_claim(kept, item)])
        work.commit()
    return kept


class _Decided:
    """What people decided in this audit and in those that it follows."""

    def __init__(self, work: UnitOfWork, audit: OpenedAudit) -> None:
        decisions = [
            made for name in _line(work, audit) for made in work.suggestions.decisions(name)
        ]
        self._rejected = {
            (d.about, d.asked_sha256, d.passage_sha256)
            for d in decisions
            if d.verdict is Verdict.REJECTED
        }
        self._accepted = {
            (d.about, d.asked_sha256, d.passage_sha256, d.item_sha256)
            for d in decisions
            if d.verdict is Verdict.ACCEPTED
        }
        self._bytes_of = {item.id: item.sha256 for item in work.fieldwork.load(audit.id).evidence}

    def has(self, subject: Subject, suggestion: Suggestion) -> bool:
        """A rejected text is rejected wherever it stands; an accepted one is, in its item."""
        key = (subject.id, subject.digest, text_digest(suggestion.text))
        of_item = self._bytes_of[suggestion.source.item]
        return key in self._rejected or (*key, of_item) in self._accepted


def _line(work: UnitOfWork, audit: OpenedAudit) -> Iterator[str]:
    """The audit and those before it."""
    yield audit.id
    while audit.previous_audit:
        audit = work.audits.get(audit.previous_audit)
        yield audit.id


def _passages(work: UnitOfWork, audit_id: str) -> Iterator[Placed]:
    for page in work.texts.pages(audit_id):
        for passage in passages_of(page.text):
            source = Source(page.item, page.page, page.locator, passage.number)
            yield Placed(source, passage.text)


def _suggested(ranking: Ranking, subject: Subject, decided: _Decided, most: int) -> Suggested:
    open_ones = [s for s in ranking.suggestions(subject) if not decided.has(subject, s)]
    return Suggested(subject, ranking.terms(subject), tuple(open_ones[:most]), len(open_ones))


def _subject(subjects: dict[str, Subject], about: str) -> Subject:
    if about not in subjects:
        what = f"{shown(about)} is not a question or an allegation of this audit"
        raise InputInvalid(Problem("question", what, nearest(about, list(subjects))))
    return subjects[about]


def _found(
    work: UnitOfWork, audit: OpenedAudit, subjects: dict[str, Subject], suggestion: str
) -> tuple[Subject, Placed, str]:
    """The passage that an id stands for, proved by the digits at its end."""
    about, item, page, number = _parts(suggestion)
    subject, stored = subjects.get(about), None
    if subject is not None and item.isprintable():
        stored = work.texts.page(audit.id, item, page)
    for passage in passages_of(stored.text) if stored else ():
        if passage.number == number and subject and stored:
            source = Source(item, page, stored.locator, number)
            if suggestion_id(audit.id, subject, source, passage.text) == suggestion:
                return subject, Placed(source, passage.text), _locator(work, audit, source)
    raise AuditError(
        f"There is no suggestion '{shown(suggestion)}' in audit {audit.id}; "
        f"`investee-audit suggest {audit.id}` lists those there are."
    )


def _parts(suggestion: str) -> tuple[str, str, int, int]:
    """Subject, item, page and passage; zero for a number that is none."""
    about, _, rest = suggestion.partition("/")
    item, *numbers = rest.rsplit("/", 3)
    page, passage = (_whole(text) for text in [*numbers, "", "", ""][:2])
    return about, item, page, passage


def _whole(text: str) -> int:
    # More digits are no page of any item, and no number that a database holds.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _locator(work: UnitOfWork, audit: OpenedAudit, source: Source) -> str:
    form = work.fieldwork.evidence(audit.id, source.item).form
    return f"register entry, {source.locator}" if form is Form.REGISTER_ENTRY else source.locator


def _reason(text: str) -> str:
    return " ".join(text.split())


def _claim(decision: SuggestionDecision, item: EvidenceItem) -> Claim:
    """The claim that an accepted passage becomes: context, which nothing is concluded from."""
    quotation = " ".join(decision.passage.split())
    return Claim(
        evidence=item.id,
        about=decision.about,
        relation=Relation.CONTEXT,
        text=decision.reason or ACCEPTED_TEXT,
        locator=f"{decision.locator}: “{quotation}”",
    )


def decisions_of(place: Workplace, audit_id: str) -> Sequence[SuggestionDecision]:
    """Every decision of the audit on a suggestion, in order."""
    with place.reading() as work:
        return work.suggestions.decisions(audit_id)
