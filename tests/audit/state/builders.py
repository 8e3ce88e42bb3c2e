"""Builders of what the tables hold: keyword defaults, no state, no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from audit.custody.anchor import Anchor
from audit.custody.event import CustodyKind
from audit.decision.dossier import LedgerHead
from audit.domain.answer import Answer, AnswerState, Valued
from audit.domain.audit import AuditStage, OpenedAudit, VersionDigest
from audit.domain.decision import Decision, Outcome, PolicyChange, Reason
from audit.domain.erasure import Erasure
from audit.domain.evidence import (
    Claim,
    Credibility,
    EvidenceItem,
    Form,
    Grade,
    ProvidedBy,
    Relation,
    Reliability,
)
from audit.domain.questionnaire import AnswerNote, Questionnaire, Returned
from audit.domain.redaction import Redaction
from audit.domain.signoff import Person, PersonKind, Role, SignOff
from audit.records import digest
from audit.state.record_kind import RecordKind
from audit.state.repository.questionnaires import Sent
from audit.state.repository.reviews import MadeReport
from audit.state.unit_of_work import UnitOfWork
from audit.texts.extraction import TextOutcome, TextRecord
from audit.texts.page import Page
from audit.texts.suggestion import SuggestionDecision, Verdict
from tests.factories import reference_fieldwork, reference_request, review_record, signed

MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = MOMENT + timedelta(hours=1)
ANALYST = Person("analyst", "Ana Analyst", (Role.ANALYST,), PersonKind.HUMAN)
REVIEWER = Person("reviewer", "Rita Reviewer", (Role.REVIEWER,), PersonKind.HUMAN)
BOTH = Person("both", "Bo Both", (Role.ANALYST, Role.REVIEWER), PersonKind.SCRIPTED)
PEOPLE = (ANALYST, REVIEWER, BOTH)
REQUEST = reference_request()
REVIEW = review_record(REQUEST, reference_fieldwork())
VERSION = VersionDigest("core-hrdd", "1.0.0", "a" * 64)


def opened(
    audit: str = "a-1",
    *,
    key: str = "",
    investee: str = "Small Sensors Ltd",
    analyst: str = ANALYST.id,
    previous: str = "",
    at: datetime = MOMENT,
    deadline: date | None = None,
) -> OpenedAudit:
    request = replace(
        REQUEST, analyst=analyst, investee=replace(REQUEST.investee, legal_name=investee)
    )
    return OpenedAudit(
        id=audit,
        opening_key=key or f"key of {audit}",
        opened_at=at,
        request=request,
        request_digest=digest(request),
        checklists=(VERSION, replace(VERSION, id="facial-recognition")),
        policy=replace(VERSION, id="standard"),
        previous_audit=previous,
        evidence_deadline=deadline,
    )


def evidence(item: str = "E001") -> EvidenceItem:
    return EvidenceItem(
        id=item,
        type="press",
        form=Form.CAPTURE,
        title="A title",
        publisher="A paper",
        author="",
        originator="A reporter",
        provided_by=ProvidedBy.PRESS,
        independent=True,
        published_on="2019-10",
        observed_period="",
        url="https://example.org/a",
        language="en",
        collector=ANALYST.id,
        method="capture",
        collected_at=MOMENT,
        received_at=MOMENT,
        sha256="b" * 64,
        size=3,
        media_type="text/html",
        grade=Grade(Reliability.B, Credibility.PROBABLY_TRUE),
        handling="",
    )


def claim(item: str = "E001", text: str = "It says so.") -> Claim:
    return Claim(item, "A1", Relation.SUPPORTS, text, "p. 3")


def text_record(item: str = "E001", outcome: TextOutcome = TextOutcome.EXTRACTED) -> TextRecord:
    return TextRecord(item, "b" * 64, outcome, "", "reader 1.0", "en", 1, None, MOMENT)


def suggestion_decision(
    suggestion: str = "Q-01/E001/1/1/00000000", verdict: Verdict = Verdict.REJECTED
) -> SuggestionDecision:
    return SuggestionDecision(
        suggestion=suggestion,
        about="Q-01",
        asked_sha256="d" * 64,
        item="E001",
        item_sha256="b" * 64,
        locator="page 1",
        passage="It says so.",
        passage_sha256="e" * 64,
        verdict=verdict,
        reason="",
        decided_by=ANALYST.id,
        decided_at=MOMENT,
    )


def answer(question: str = "Q-01", state: AnswerState | None = None) -> Answer:
    return Answer(question, state or Valued("met"), "Because.", ("E001",), ANALYST.id, MOMENT)


def sign_off(basis: str, *, reviewer: Person = REVIEWER, at: datetime = MOMENT) -> SignOff:
    return SignOff(
        reviewer.id, reviewer.name, reviewer.kind, Outcome.DIVEST, "", basis, at, "No interest."
    )


def decision(review_on: date = date(2027, 11, 23), at: datetime = MOMENT) -> Decision:
    change = PolicyChange("No minority stakes", "surveillance", "board", MOMENT.date())
    return Decision(
        outcome=Outcome.DIVEST,
        reasons=(Reason.INSUFFICIENT_OVERSIGHT,),
        reason_text="As recommended.",
        follows_recommendation=True,
        decided_by=REVIEWER.id,
        decided_at=at,
        policy_changes=(change, replace(change, rule="Audit rights first")),
        review_tier="high",
        next_review_on=review_on,
    )


def questionnaire(name: str = "Q1") -> Questionnaire:
    return Questionnaire(
        name, "a-1", "An investor", "Small Sensors Ltd", (VERSION,), (), "Legal", ANALYST.id,
        MOMENT, None,
    )  # fmt: skip


def returned(name: str = "Q1", item: str = "E001") -> Returned:
    return Returned(name, item, (), "", "", "", ANALYST.id, LATER)


def note(text: str = "Ask again.", name: str = "Q1") -> AnswerNote:
    return AnswerNote(name, "Q-01", text, REVIEWER.id, LATER)


def with_audit(engine: Engine, *audits: OpenedAudit) -> None:
    """Register the people and open the audits, or one audit called a-1."""
    with UnitOfWork(engine) as work:
        for person in PEOPLE:
            work.people.register(person, MOMENT)
        for audit in audits or (opened(),):
            work.audits.open(audit)
        work.commit()


def with_a_row_in_every_table(engine: Engine) -> None:
    """One audit from its opening to its report."""
    with_audit(engine)
    with UnitOfWork(engine) as work:
        work.lock("a-1")
        work.fieldwork.add_evidence("a-1", evidence(), [claim()])
        work.texts.add("a-1", text_record(), [Page("page 1", "It says so.")])
        work.suggestions.decide("a-1", suggestion_decision())
        work.fieldwork.add_answer("a-1", answer())
        work.fieldwork.add_record("a-1", RecordKind.NOTE, "n", "A note.", ANALYST.id, MOMENT)
        work.ledger.append("a-1", CustodyKind.COLLECTED, "E001", "b" * 64, "analyst", MOMENT, "")
        work.anchors.add("a-1", anchor(work.ledger.head("a-1")))
        work.fieldwork.add_evidence("a-1", evidence("E002"), [])
        work.appraisals.add("a-1", evidence("E002"), "Read again.", ANALYST.id, MOMENT)
        work.erasures.add("a-1", erasure("E002"))
        work.redactions.add("a-1", redaction("E002"))
        work.questionnaires.add(Sent(questionnaire(), "d" * 64, "f" * 64))
        work.questionnaires.add_return("a-1", returned())
        work.questionnaires.add_note("a-1", note())
        work.audits.complete_stage("a-1", AuditStage.INTAKE, "in", "out", MOMENT)
        basis = work.reviews.add_review_record("a-1", REVIEW, MOMENT)
        work.reviews.add_sign_off("a-1", sign_off(basis))
        work.reviews.add_decision("a-1", decision())
        dossier = work.reviews.add_dossier("a-1", signed(REVIEW, basis), MOMENT)
        work.reviews.add_report("a-1", report(dossier))
        work.commit()


def report(dossier: str, pdf: str = "c" * 64, at: datetime = MOMENT) -> MadeReport:
    return MadeReport(dossier, pdf, 12345, at, ("investee-audit 0.1.0", "weasyprint 70.0"))


def erasure(item: str = "E001") -> Erasure:
    return Erasure(item, "b" * 64, (), "Article 17", ANALYST.id, LATER)


def redaction(item: str = "E001") -> Redaction:
    return Redaction(item, "9" * 64, 3, "text/plain", 1, "reader 1.0", "Names", ANALYST.id, LATER)


def anchor(head: LedgerHead) -> Anchor:
    return Anchor(1, head, "https://tsa.test/", b"token", "1.2.3.4.1", MOMENT, ANALYST.id)
