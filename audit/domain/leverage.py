"""The investor's ability to change the investee's practice (UNGP 19); never part of the investee's score."""

from dataclasses import dataclass

from audit.domain.bounds import Bounds
from audit.domain.truth import YesNo


@dataclass(frozen=True, slots=True)
class LeverageView:
    """What the analyst records about raising leverage."""

    can_be_raised: YesNo
    rationale: str
    sources: tuple[str, ...]
    used: str = ""
    """What leverage was used before the decision."""


@dataclass(frozen=True, slots=True)
class LeveragePanel:
    """Leverage as the rules see it: a level from 0 to 5 with bounds, and whether it can be raised."""

    level: Bounds
    can_be_raised: YesNo
    because: tuple[str, ...]
