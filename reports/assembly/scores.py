"""Score bars, the table of exact points, and what could be determined."""

from collections.abc import Iterator

from audit.decision.dossier import Dossier
from audit.domain.checklist import CountsTowards
from audit.domain.condition import Is, leaves
from audit.domain.decision import DecisionPolicy
from audit.scoring.aggregate import QuestionScore, Score, SectionScore
from audit.scoring.support import OPEN, Standing
from audit.scoring.tally import Tally
from reports.assembly.formats import exact, percent, share
from reports.charts import ChartRow, Portion, Threshold
from reports.model.scoring import Determined, ScoreRow


def scored_sections(score: Score) -> tuple[SectionScore, ...]:
    """The sections that count towards the score."""
    return tuple(s for s in score.sections if s.counts_towards is CountsTowards.SCORE)


def scored_questions(score: Score) -> tuple[QuestionScore, ...]:
    """The questions that count towards the score."""
    return tuple(scored for section in scored_sections(score) for scored in section.questions)


def is_open(scored: QuestionScore) -> bool:
    """Further evidence could still move its answer."""
    return scored.effective.standing in OPEN


def bars(score: Score) -> tuple[ChartRow, ...]:
    """A bar for each section that counts towards the score."""
    return tuple(bar(section.title, section.tally) for section in scored_sections(score))


def bar(title: str, tally: Tally) -> ChartRow:
    """The bounds of a score; the share of what is known never stands without its coverage."""
    bounds = tally.share
    known = tally.share_of_determined
    return ChartRow(
        label=title,
        earned_share=float(bounds.lowest if known is None else known),
        lowest=float(bounds.lowest),
        highest=float(bounds.highest),
        previous=None,
        words=f"{share(bounds)}, coverage {percent(tally.coverage)}",
    )


def lowest_threshold(policy: DecisionPolicy) -> Threshold | None:
    """The lowest score that any rule of the policy compares with."""
    compared = [
        leaf.threshold
        for rule in policy.rules
        for leaf in leaves(rule.when)
        if not isinstance(leaf, Is) and leaf.fact == "score"
    ]
    if not compared:
        return None
    return Threshold(
        float(min(compared)), f"lowest score threshold of the policy: {percent(min(compared))}"
    )


def determined(score: Score) -> Determined:
    """Weight known, unknown and not applicable."""
    total = score.total
    questions = scored_questions(score)
    left_out = [q for q in questions if q.effective.standing is Standing.NOT_APPLICABLE]
    unknown = total.possible - total.determined
    spared = sum((scored.question.weight for scored in left_out), start=total.possible * 0)
    return Determined(
        Portion(
            float(total.determined),
            f"determined: {exact(total.determined)} points, {percent(total.coverage)} of what applies",
        ),
        Portion(float(unknown), f"open: {exact(unknown)} points"),
        Portion(float(spared), f"does not apply: {exact(spared)} points"),
    )


def score_rows(dossier: Dossier) -> tuple[ScoreRow, ...]:
    """Every section with the sum of its checklist, and the total last."""
    score = dossier.record.assessment.score
    everything = _row("Total", score.total, scored_questions(score), sums=True)
    return (*_checklist_rows(score), everything)


def _checklist_rows(score: Score) -> Iterator[ScoreRow]:
    for checklist in score.checklists:
        sections = [s for s in scored_sections(score) if s.checklist == checklist.checklist]
        for section in sections:
            yield _row(section.title, section.tally, section.questions)
        questions = tuple(scored for section in sections for scored in section.questions)
        yield _row(f"Sum of {checklist.title}", checklist.tally, questions, sums=True)


def _row(
    title: str, tally: Tally, questions: tuple[QuestionScore, ...], sums: bool = False
) -> ScoreRow:
    return ScoreRow(
        title=title,
        sums=sums,
        questions=answered(questions),
        earned=exact(tally.earned),
        lowest=exact(tally.lowest),
        highest=exact(tally.highest),
        possible=exact(tally.possible),
        coverage=percent(tally.coverage),
        score=share(tally.share),
    )


def answered(questions: tuple[QuestionScore, ...]) -> str:
    """How many of the applicable questions have a determined answer."""
    standings = [scored.effective.standing for scored in questions]
    applicable = len(standings) - standings.count(Standing.NOT_APPLICABLE)
    return f"{standings.count(Standing.DETERMINED)} of {applicable}"
