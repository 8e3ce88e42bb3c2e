"""Builders of records for tests: keyword defaults, no state, no clock."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from audit.catalogue import PreparedCase, PreparedItem, packaged_catalogue
from audit.decision.assess import assess
from audit.decision.decide import decided
from audit.decision.dossier import FORMAT, Dossier, LedgerHead, ReviewRecord
from audit.domain.answer import Answer
from audit.domain.evidence import EvidenceItem
from audit.domain.fieldwork import Fieldwork, Independence
from audit.domain.investment import Capability, EndUser
from audit.domain.leverage import LeverageView
from audit.domain.request import AuditRequest, Circumstances
from audit.domain.signoff import PersonKind, SignOff
from audit.domain.truth import YesNo
from audit.intake import read_request

CASE = "m12-anyvision-2020"
MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = MOMENT.date()
ANALYST = "analyst"
REVIEWER = "reviewer"


@cache
def reference_case() -> PreparedCase:
    """The reference case as it ships."""
    return packaged_catalogue().case(CASE)


def reference_request(today: date = TODAY) -> AuditRequest:
    """The request of the reference case, as the prefilled form sends it."""
    return read_request(reference_case().request, ANALYST, CASE, today)


def collected(item: PreparedItem, at: datetime = MOMENT) -> EvidenceItem:
    """A prepared item as an evidence item collected at this moment."""
    return EvidenceItem(
        id=item.id,
        type=item.type,
        form=item.form,
        title=item.title,
        publisher=item.publisher,
        author=item.author,
        originator=item.originator,
        provided_by=item.provided_by,
        independent=item.independent,
        published_on=item.published_on,
        observed_period=item.observed_period,
        url=item.url,
        language=item.language,
        collector=ANALYST,
        method="register entry",
        collected_at=at,
        received_at=at,
        sha256=hashlib.sha256(item.content).hexdigest(),
        size=len(item.content),
        media_type=item.media_type,
        grade=item.grade,
        handling=item.handling,
    )


def reference_fieldwork() -> Fieldwork:
    """The reference case's evidence, claims, answers and assessments."""
    case = reference_case()
    work = case.fieldwork
    assert work.leverage is not None
    assert work.independence is not None
    return Fieldwork(
        evidence=tuple(collected(item) for item in case.items),
        claims=tuple(claim for item in case.items for claim in item.claims),
        limitations=work.limitations,
        answers=tuple(
            Answer(a.question, a.state, a.rationale, a.evidence, ANALYST, MOMENT)
            for a in work.answers
        ),
        assessments=work.assessments,
        impacts=work.impacts,
        findings=work.findings,
        leverage=work.leverage,
        independence=work.independence,
        methods=work.methods,
        timeline=work.timeline,
        notes=work.notes,
        terms=work.terms,
        contradictions=work.contradictions,
    )


def empty_fieldwork() -> Fieldwork:
    """Fieldwork of an audit in which nobody has done anything yet."""
    return Fieldwork(
        (), (), (), (), (), (), (),
        LeverageView(YesNo.UNKNOWN, "", ()),
        Independence("Not recorded.", "Not recorded.", "Not recorded.", "Not recorded."),
        (),
    )  # fmt: skip


def small_request() -> AuditRequest:
    """A request with no allegation and nothing known about the business."""
    request = reference_request()
    investee = replace(
        request.investee,
        legal_name="Small Sensors Ltd",
        lei="",
        country="SE",
        sector="Industrial sensors",
        capabilities=(Capability.OTHER,),
        end_users=(EndUser.PRIVATE_COMPANY,),
        later_names=(),
    )
    return replace(
        request,
        investee=investee,
        investment=replace(request.investment, undertakings=(), amount=None, amount_note=""),
        circumstances=Circumstances(),
        allegations=(),
        prepared_case="",
    )


def review_record(request: AuditRequest, fieldwork: Fieldwork) -> ReviewRecord:
    """What a reviewer would read, assessed against the published versions."""
    catalogue = packaged_catalogue()
    checklists = catalogue.chosen_checklists(request)
    policy = catalogue.policy(request.policy)
    return ReviewRecord(
        audit="anyvision-2026-11-23",
        opened_at=MOMENT,
        request=request,
        checklists=checklists,
        policy=policy,
        instruments=tuple(catalogue.vocabulary.instruments.values()),
        evidence_types=tuple(catalogue.vocabulary.evidence_types.values()),
        fieldwork=fieldwork,
        assessment=assess(request, checklists, policy, fieldwork, MOMENT.date()),
        change=None,
        ledger=LedgerHead(117, "0" * 64),
    )


def signed(record: ReviewRecord, digest: str = "f" * 64) -> Dossier:
    """A dossier in which a scripted reviewer follows the recommendation."""
    sign_off = SignOff(
        REVIEWER,
        "Scripted demonstration reviewer",
        PersonKind.SCRIPTED,
        record.assessment.recommendation.outcome,
        "",
        digest,
        MOMENT,
        "No part in the fieldwork; no interest in the investee or the investor.",
    )
    return Dossier(FORMAT, "0.1.0", record, digest, sign_off, decided(record, sign_off))


def reference_dossier() -> Dossier:
    """The reference case, carried through and signed."""
    return signed(review_record(reference_request(), reference_fieldwork()))


def small_dossier() -> Dossier:
    """An audit about which next to nothing is known."""
    return signed(review_record(small_request(), empty_fieldwork()))
