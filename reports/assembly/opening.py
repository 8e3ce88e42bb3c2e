"""The cover, and what the file says about itself."""

from datetime import UTC

from audit.decision.dossier import Dossier
from audit.domain.signoff import PersonKind
from reports.assembly.formats import country, day, joined, moment, partial_day
from reports.assembly.scores import bars, lowest_threshold
from reports.model.opening import About, Cover
from reports.model.parts import Fact
from reports.typesetting.metrics import shorten
from reports.wording import STAGES

TITLE = "Human-rights audit"
LANGUAGE = "en"
RUNNING_WIDTH, RUNNING_SIZE = 300.0, 7.4
"""The room at the head of a page, in points."""
FOOT_WIDTH, FOOT_SIZE = 4 * 400.0, 7.2
"""The room at the foot of a page, in points; a longer note stands in full in section 2."""


def about(dossier: Dossier) -> About:
    """Title, makers, subject and the words at the head and the foot of every page."""
    record = dossier.record
    investee = record.request.investee.legal_name
    return About(
        title=f"{TITLE}: {investee} ({record.audit})",
        author=f"{record.request.analyst} (analyst), {dossier.sign_off.reviewer_name} (reviewer)",
        subject=f"Human-rights due-diligence audit of {investee} for {record.request.investment.investor}",
        keywords=f"human rights, due diligence, audit, {record.audit}, {investee}",
        language=LANGUAGE,
        issued=dossier.decision.decided_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        running_title=shorten(f"{record.audit}  {investee}", RUNNING_WIDTH, RUNNING_SIZE, 600),
        running_note=shorten(next(iter(record.fieldwork.notes), ""), FOOT_WIDTH, FOOT_SIZE),
    )


def cover(dossier: Dossier) -> Cover:
    """The first page."""
    record = dossier.record
    investee = record.request.investee
    return Cover(
        audit=record.audit,
        imprint="Human-rights due diligence",
        title=TITLE,
        investee=investee.legal_name,
        line=joined((investee.sector, country(investee.country))),
        band=next(iter(record.fieldwork.notes), ""),
        columns=bars(record.assessment.score),
        threshold=lowest_threshold(record.policy),
        legend=(
            "One column for each section of the score. The solid part is what the evidence shows, "
            "the pale part what is still possible."
        ),
        facts=_facts(dossier),
    )


def _facts(dossier: Dossier) -> tuple[Fact, ...]:
    record = dossier.record
    investment = record.request.investment
    since = f"since {partial_day(investment.invested_on)}" if investment.invested_on else ""
    return (
        Fact("Investor", investment.investor),
        Fact("Investment", joined((STAGES[investment.stage], since), ", ")),
        Fact("Opened", moment(record.opened_at)),
        Fact("Assessed as of", day(record.assessment.as_of)),
        Fact("Policy", f"{record.policy.title}, {record.policy.version}"),
        Fact("Checklists", "; ".join(f"{c.title}, {c.version}" for c in record.checklists)),
        Fact("Issued", _issued(dossier)),
        Fact("Distribution", _distribution(dossier)),
    )


def _issued(dossier: Dossier) -> str:
    issued = day(dossier.decision.decided_at.astimezone(UTC).date())
    if dossier.sign_off.reviewer_kind is PersonKind.SCRIPTED:
        return f"{issued}, signed by a script and not by a person"
    return f"{issued}, signed by {dossier.sign_off.reviewer_name}"


def _distribution(dossier: Dossier) -> str:
    handled = any(item.handling for item in dossier.record.fieldwork.evidence)
    return "Compliance reviewers" + ("; some evidence carries handling rules" if handled else "")
