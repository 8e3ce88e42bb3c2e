"""The leverage panel: the investor's level of influence, apart from the investee's score."""

from collections.abc import Sequence

from audit.domain.bounds import Bounds
from audit.domain.checklist import CountsTowards
from audit.domain.leverage import LeveragePanel, LeverageView
from audit.scoring.aggregate import Score, SectionScore
from audit.scoring.support import Standing

LEVERAGE_QUESTION = "INV-02"
"""The question whose scale is the leverage level (UNGP 19; OECD institutional investors 2017)."""
HIGHEST_LEVEL = 5


def leverage_panel(score: Score, view: LeverageView) -> LeveragePanel:
    """The level from the leverage question with its bounds; unknown is 0 to 5."""
    panel = [s for s in score.sections if s.counts_towards is CountsTowards.LEVERAGE]
    return LeveragePanel(_level(panel), view.can_be_raised, (view.rationale,))


def _level(sections: Sequence[SectionScore]) -> Bounds:
    for section in sections:
        for scored in section.questions:
            if scored.question.id == LEVERAGE_QUESTION:
                value = scored.effective.value
                if scored.effective.standing is Standing.NOT_APPLICABLE:
                    break
                return Bounds(value.lowest * HIGHEST_LEVEL, value.highest * HIGHEST_LEVEL)
    return Bounds.between(0, HIGHEST_LEVEL)
