"""The scorecard, the impacts on people, and the investor's leverage."""

from dataclasses import dataclass

from reports.charts import ChartRow, MatrixPoint, Portion, Threshold
from reports.model.parts import Heading, Link


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One line of the score table; every number is exact."""

    title: str
    """The section, the checklist or the total."""
    sums: bool
    """Whether the line adds up lines above it."""
    questions: str
    """How many of its applicable questions were determined."""
    earned: str
    """Points earned by determined answers."""
    lowest: str
    """Points if everything open turns out worst."""
    highest: str
    """Points if everything open turns out best."""
    possible: str
    """Weight of every question that applies."""
    coverage: str
    """Weight determined of weight applicable."""
    score: str
    """The lowest and the highest score still possible."""


@dataclass(frozen=True, slots=True)
class Determined:
    """What of the weight asked could be determined, for the strip and its words."""

    known: Portion
    """Weight with a determined answer."""
    unknown: Portion
    """Weight that applies and is open."""
    not_applicable: Portion
    """Weight of the questions that do not apply."""


@dataclass(frozen=True, slots=True)
class ImpactEntry:
    """Harm to people, actual or possible."""

    id: str
    """Its id."""
    anchor: str
    """The name that links point to."""
    title: str
    """What the harm is."""
    who: str
    """The people affected."""
    occurrence: str
    """Whether it happened, could happen or is alleged."""
    scale: str
    """How grave it is, of 5."""
    scope: str
    """How many people it reaches, of 5."""
    irremediability: str
    """How hard it is to put right, of 5."""
    severity: str
    """The highest of the three, of 5."""
    likelihood: str
    """How likely it is, of 5, or that it is open."""
    investee: str
    """How the investee is involved."""
    investor: str
    """How the investor is involved."""
    rights: str
    """The rights it touches."""
    rationale: str
    """Why it is rated so."""
    links: tuple[Link, ...]
    """The allegations and questions it belongs to."""


@dataclass(frozen=True, slots=True)
class LeverageEntry:
    """The investor's ability to change the investee's practice; never part of the score."""

    level: str
    """The level from 0 to 5, or its bounds."""
    steps: tuple[str, ...]
    """For each of the five levels whether it is held, possible or not held."""
    meaning: str
    """What the checklist says about this level; empty when the level is not known."""
    can_be_raised: str
    """Whether leverage can be raised."""
    because: tuple[str, ...]
    """The analyst's reasons."""
    used: str
    """What leverage was used before the decision; empty when nothing is recorded."""
    sources: tuple[Link, ...]
    """Where this is reported."""
    bars: tuple[ChartRow, ...]
    """The leverage sections of the checklists."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Section 3: numbers with their bounds."""

    heading: Heading
    """Its heading."""
    reading: str
    """The total in a sentence, and what its width means."""
    bars: tuple[ChartRow, ...]
    """The sections that count towards the score."""
    threshold: Threshold | None
    """The lowest score threshold of the policy; None when it has none."""
    determined: Determined
    """How much could be determined."""
    rows: tuple[ScoreRow, ...]
    """Sections with the sum of each checklist, and the total last."""
    severity: str
    """The severity of the gravest impact in a sentence; empty when no impact is recorded."""
    points: tuple[MatrixPoint, ...]
    """The impacts for the matrix."""
    impacts: tuple[ImpactEntry, ...]
    """The impacts in words."""
    leverage: LeverageEntry
    """The investor's leverage, apart from the score."""
