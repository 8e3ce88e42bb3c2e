"""Method, limitations, independence and sign-off."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from audit.custody.anchor import Anchor
from audit.decision.dossier import Dossier, ReviewRecord
from audit.domain.decision import DecisionPolicy
from audit.domain.evidence import Limitation
from audit.domain.signoff import PersonKind
from reports.assembly.formats import counted, exact, moment, partial_day, percent
from reports.assembly.headings import heading
from reports.assembly.places import Places, anchor
from reports.assembly.summary import relation, who_decided
from reports.model.closing import (
    IndependenceSection,
    LimitationEntry,
    Method,
    SignOffSection,
    ThresholdRow,
    Unverified,
)
from reports.model.parts import Fact, Term
from reports.wording import CREDIBILITIES, OUTCOMES, RELIABILITIES, STATUSES, UNKNOWNS, code_words

ATTACHMENT = "dossier.json"
SCRIPTED = "Scripted demonstration reviewer: a script, not a person. No human being has read or signed this audit."


def method(dossier: Dossier, places: Places) -> Method:
    """How this was done, in which words, and what limits it."""
    record = dossier.record
    return Method(
        heading=heading("method"),
        methods=record.fieldwork.methods,
        limitations=tuple(_limitation(entry, places) for entry in record.fieldwork.limitations),
        floor=_floor(record.policy),
        statuses=tuple(Term(word, meaning) for word, meaning in STATUSES.values()),
        unknowns=tuple(Term(word, meaning) for word, meaning in UNKNOWNS.values()),
        reliability=tuple(Term(grade.value, words) for grade, words in RELIABILITIES.items()),
        credibility=tuple(Term(grade.value, words) for grade, words in CREDIBILITIES.items()),
        thresholds=tuple(
            ThresholdRow(_threshold(entry.value), code_words(entry.id), entry.rationale)
            for entry in record.policy.thresholds
        ),
        unverified=tuple(_unverified(record)),
    )


def _threshold(value: Fraction) -> str:
    return percent(value) if value < 1 else exact(value)


def _limitation(entry: Limitation, places: Places) -> LimitationEntry:
    return LimitationEntry(
        code=entry.code,
        anchor=anchor("limitation", entry.code),
        text=entry.text,
        basis=entry.basis,
        affects=places.anything(entry.affects),
        sources=places.sources(entry.sources),
    )


def _floor(policy: DecisionPolicy) -> tuple[str, ...]:
    floor = policy.evidence_floor
    types = counted(floor.critical_types, "different type", "different types")
    independent = counted(floor.critical_independent, "item", "items")
    return (
        f"Full conformity needs an item graded {floor.grade} or better.",
        f"On a critical question it needs {types} of evidence, with {independent} independent of the investee.",
        f"A management statement alone supports at most {percent(floor.management_only_at_most)} of the weight.",
    )


def _unverified(record: ReviewRecord) -> Iterator[Unverified]:
    for undertaking in record.request.investment.undertakings:
        if undertaking.unread:
            yield Unverified("Undertaking", undertaking.name, undertaking.unread)
    for instrument in record.instruments:
        if not instrument.verified:
            yield Unverified("Instrument", instrument.title, instrument.note)
    yield from _references(record)
    for rule in record.policy.rules:
        if not rule.verified:
            yield Unverified("Source of a rule", rule.title, rule.source)
    for event in record.fieldwork.timeline:
        if not event.verified:
            yield Unverified("Event", partial_day(event.on), event.text)


def _references(record: ReviewRecord) -> Iterator[Unverified]:
    """The parts of a norm that were not read, each with the questions that refer to it."""
    titles = {
        instrument.id: instrument.title for instrument in record.instruments if instrument.verified
    }
    parts: dict[str, dict[str, list[str]]] = {}
    for checklist in record.checklists:
        for question in checklist.questions:
            for source in question.sources:
                if not source.verified and source.instrument in titles:
                    asked = parts.setdefault(titles[source.instrument], {})
                    asked.setdefault(source.reference, []).append(question.id)
    for title, references in parts.items():
        told = (
            f"{reference} ({', '.join(questions)})" for reference, questions in references.items()
        )
        yield Unverified("Parts not read", title, f"{'; '.join(told)}.")


def independence(dossier: Dossier, places: Places) -> IndependenceSection:
    """Who pays, who worked for whom, and who controls the text."""
    told = dossier.record.fieldwork.independence
    return IndependenceSection(
        heading=heading("independence"),
        facts=(
            Fact("Who pays", told.payer or "Not recorded."),
            Fact("Earlier work", told.prior_work or "Not recorded."),
            Fact("Who controls the text", told.control_of_text or "Not recorded."),
            Fact("Statement", told.statement or "Not recorded."),
        ),
        sources=places.sources(told.sources),
    )


def sign_off(dossier: Dossier, dossier_sha256: str, anchors: Sequence[Anchor]) -> SignOffSection:
    """Who stands for it, over which digest, and how to check the file."""
    record = dossier.record
    signed = dossier.sign_off
    scripted = signed.reviewer_kind is PersonKind.SCRIPTED
    return SignOffSection(
        heading=heading("sign-off"),
        people=(
            Fact("Analyst", record.request.analyst),
            Fact("Reviewer", signed.reviewer_name),
            Fact("Registered as", f"{signed.reviewer}, {'script' if scripted else 'human being'}"),
            Fact("Signed", moment(signed.signed_at)),
            Fact("Decided by", who_decided(dossier)),
            Fact("Decided", moment(dossier.decision.decided_at)),
        ),
        scripted=SCRIPTED if scripted else "",
        statement=signed.statement or "No statement is recorded.",
        decision=(
            Fact("Outcome signed", OUTCOMES[signed.outcome]),
            Fact("Against the recommendation", relation(dossier)),
            Fact(
                "Reason typed",
                signed.reason or dossier.decision.reason_text or "None; none is required.",
            ),
        ),
        record_digest=dossier.record_digest,
        basis_digest=signed.basis_digest,
        ledger_events=str(record.ledger.events),
        ledger_digest=record.ledger.digest,
        anchors=tuple(map(_anchor, anchors)),
        attachment=ATTACHMENT,
        attachment_digest=dossier_sha256,
        made_with=(
            Fact("Audit", record.audit),
            Fact("Dossier format", dossier.format),
            Fact("Product version", dossier.product_version),
        ),
    )


def _anchor(anchor: Anchor) -> Fact:
    return Fact(
        f"Timestamp of {moment(anchor.stamped_at)}, on event {anchor.head.events}",
        f"{anchor.head.digest} by {anchor.authority}, policy {anchor.policy}",
    )
