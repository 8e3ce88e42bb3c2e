"""The scorecard with the impacts on people and the investor's leverage."""

from audit.decision.dossier import Dossier, ReviewRecord
from audit.decision.leverage import HIGHEST_LEVEL, LEVERAGE_QUESTION
from audit.domain.bounds import Bounds
from audit.domain.checklist import CountsTowards
from audit.domain.impact import AdverseImpact
from audit.domain.truth import YesNo
from reports.assembly.formats import exact, level, of_five, share
from reports.assembly.headings import heading
from reports.assembly.places import Places, anchor
from reports.assembly.scores import bar, bars, determined, lowest_threshold, score_rows
from reports.assembly.summary import score_in_words
from reports.charts import MatrixPoint
from reports.model.scoring import ImpactEntry, LeverageEntry, Scorecard
from reports.wording import INVOLVEMENTS, OCCURRENCES

ANYTHING = Bounds.between(1, 5)
RAISING = {
    YesNo.YES: "Leverage can be raised.",
    YesNo.NO: "Leverage cannot be raised.",
    YesNo.UNKNOWN: "Whether leverage can be raised is not known.",
}


def scorecard(dossier: Dossier, places: Places) -> Scorecard:
    """Numbers with their bounds."""
    record = dossier.record
    score = record.assessment.score
    impacts = record.fieldwork.impacts
    return Scorecard(
        heading=heading("scorecard"),
        reading=_reading(record),
        bars=(*bars(score), bar("Total", score.total)),
        threshold=lowest_threshold(record.policy),
        determined=determined(score),
        rows=score_rows(dossier),
        severity=f"The gravest impact has a severity of {of_five(record.assessment.severity)}."
        if impacts
        else "",
        points=tuple(_point(impact) for impact in impacts),
        impacts=tuple(_impact(impact, places) for impact in impacts),
        leverage=_leverage(record, places),
    )


def _reading(record: ReviewRecord) -> str:
    total = record.assessment.score.total
    if total.share.is_known:
        return f"All that applies was determined, and the score is {share(total.share)}."
    clause = score_in_words(total.share)
    left, applies = exact(total.possible - total.determined), exact(total.possible)
    return (
        f"T{clause[1:]}. Both ends are real possibilities: the lowest holds if everything open turns out "
        f"worst, the highest if it turns out best. Open are {left} of {applies} points."
    )


def _point(impact: AdverseImpact) -> MatrixPoint:
    rated = impact.likelihood != ANYTHING
    return MatrixPoint(
        impact.id, int(impact.severity.highest), int(impact.likelihood.highest) if rated else None
    )


def _impact(impact: AdverseImpact, places: Places) -> ImpactEntry:
    return ImpactEntry(
        id=impact.id,
        anchor=anchor("impact", impact.id),
        title=impact.title,
        who=impact.who,
        occurrence=OCCURRENCES[impact.occurrence],
        scale=level(impact.scale),
        scope=level(impact.scope),
        irremediability=level(impact.irremediability),
        severity=level(impact.severity),
        likelihood="Open" if impact.likelihood == ANYTHING else level(impact.likelihood),
        investee=INVOLVEMENTS[impact.investee_involvement],
        investor=INVOLVEMENTS[impact.investor_involvement],
        rights=", ".join(impact.rights),
        rationale=impact.rationale,
        links=places.links("allegation", impact.allegations)
        + places.links("question", impact.questions),
    )


def _leverage(record: ReviewRecord, places: Places) -> LeverageEntry:
    panel = record.assessment.leverage
    view = record.fieldwork.leverage
    return LeverageEntry(
        level=of_five(panel.level),
        steps=tuple(_step(number, panel.level) for number in range(1, HIGHEST_LEVEL + 1)),
        meaning=_meaning(record),
        can_be_raised=RAISING[panel.can_be_raised],
        because=tuple(reason for reason in panel.because if reason),
        used=view.used,
        sources=places.sources(view.sources),
        bars=tuple(
            bar(section.title, section.tally)
            for section in record.assessment.score.sections
            if section.counts_towards is CountsTowards.LEVERAGE
        ),
    )


def _step(number: int, held: Bounds) -> str:
    if held.lowest >= number:
        return "held"
    return "possible" if held.highest >= number else "not-held"


def _meaning(record: ReviewRecord) -> str:
    """What the checklist says about the level, once it is known."""
    held = record.assessment.leverage.level
    for checklist in record.checklists:
        for question in checklist.questions:
            if question.id == LEVERAGE_QUESTION and held.is_known:
                values = checklist.scale(question.scale).values
                return next(
                    (v.meaning for v in values if v.value * HIGHEST_LEVEL == held.lowest), ""
                )
    return ""
