"""The mandate: the investee, the holding, the promises, and the criteria."""

from collections import Counter

from audit.decision.dossier import Dossier, ReviewRecord
from audit.domain.bounds import Bounds
from audit.domain.checklist import Instrument
from audit.domain.investment import Investment, Undertaking
from audit.domain.request import case_facts
from reports.assembly.formats import (
    counted,
    country,
    joined,
    listed,
    money,
    partial_day,
    sentence,
    share,
)
from reports.assembly.headings import heading
from reports.assembly.marks import read_badge
from reports.assembly.places import Places
from reports.model.opening import InstrumentRow, Mandate, PublishedVersion, UndertakingEntry
from reports.model.parts import Fact, Link
from reports.wording import (
    CAPABILITIES,
    CIRCUMSTANCES,
    END_USERS,
    HOLDING_INSTRUMENTS,
    STAGES,
    YES_NO,
    code_words,
)


def mandate(dossier: Dossier, places: Places) -> Mandate:
    """What was audited, for whom, and against what."""
    record = dossier.record
    investment = record.request.investment
    return Mandate(
        heading=heading("mandate"),
        intro=_intro(record),
        investee=_investee(record),
        investment=_investment(investment),
        amount_note=investment.amount_note,
        undertakings=tuple(_undertaking(entry, places) for entry in investment.undertakings),
        circumstances=tuple(
            Fact(CIRCUMSTANCES.get(name, code_words(name)), YES_NO[value])
            for name, value in case_facts(record.request).items()
        ),
        modules_reason=record.request.checklists.reason,
        versions=_versions(record),
        instruments=_instruments(record),
        notes=record.fieldwork.notes,
    )


def _intro(record: ReviewRecord) -> str:
    questions = counted(len(record.assessment.score.questions), "question", "questions")
    checklists = counted(len(record.checklists), "checklist", "checklists")
    return (
        f"The audit asks what the business of {record.request.investee.legal_name} does to people, and what "
        f"{record.request.investment.investor} can do about it. It puts {questions} from {checklists} and takes "
        f"in {counted(len(record.request.allegations), 'allegation', 'allegations')}."
    )


def _investee(record: ReviewRecord) -> tuple[Fact, ...]:
    investee = record.request.investee
    facts = (
        Fact("Registered name", investee.legal_name),
        Fact("Later names", listed(investee.later_names)),
        Fact("Legal Entity Identifier", investee.lei or "None recorded"),
        Fact("Country", country(investee.country)),
        Fact("Business", investee.sector),
        Fact(
            "The product can do", sentence(listed([CAPABILITIES[c] for c in investee.capabilities]))
        ),
        Fact("End users", sentence(listed([END_USERS[user] for user in investee.end_users]))),
    )
    return tuple(fact for fact in facts if fact.value)


def _investment(investment: Investment) -> tuple[Fact, ...]:
    undisclosed = investment.stake == Bounds.between(0, 1)
    return (
        Fact("Investor", investment.investor),
        Fact("Stage", STAGES[investment.stage]),
        Fact("Since", partial_day(investment.invested_on) or "Not known"),
        Fact("Instrument", HOLDING_INSTRUMENTS[investment.instrument]),
        Fact("Amount", money(investment.amount)),
        Fact("Stake", "Not disclosed" if undisclosed else share(investment.stake)),
        Fact("Board seat", YES_NO[investment.board_seat]),
        Fact("Audit right", YES_NO[investment.audit_right]),
        Fact("Information rights", YES_NO[investment.information_rights]),
    )


def _undertaking(entry: Undertaking, places: Places) -> UndertakingEntry:
    return UndertakingEntry(
        entry.name,
        entry.substance,
        YES_NO[entry.audit_right],
        entry.unread,
        places.sources(entry.sources),
    )


def _versions(record: ReviewRecord) -> tuple[PublishedVersion, ...]:
    checklists = tuple(
        PublishedVersion(
            "Checklist",
            c.title,
            c.purpose,
            f"{c.id} {c.version}",
            partial_day(c.effective_from),
            c.digest,
        )
        for c in record.checklists
    )
    policy = record.policy
    return (
        *checklists,
        PublishedVersion(
            "Policy",
            policy.title,
            f"Approved by: {policy.approved_by}",
            f"{policy.id} {policy.version}",
            partial_day(policy.effective_from),
            policy.digest,
        ),
    )


def _instruments(record: ReviewRecord) -> tuple[InstrumentRow, ...]:
    asked = Counter(
        source
        for checklist in record.checklists
        for question in checklist.questions
        for source in {reference.instrument for reference in question.sources}
    )
    return tuple(
        _instrument(entry, asked[entry.id]) for entry in record.instruments if asked[entry.id]
    )


def _instrument(entry: Instrument, asked: int) -> InstrumentRow:
    applies = f"applies from {partial_day(entry.applies_from)}" if entry.applies_from else ""
    return InstrumentRow(
        title=Link(entry.title, entry.url),
        publisher=entry.publisher,
        dates=joined((partial_day(entry.adopted), applies), "; "),
        questions=str(asked),
        read=read_badge(entry.verified),
    )
