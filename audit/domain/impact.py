"""Harm to people, judged by its gravest dimension (UNGP 14), and who is involved how (UNGP 13, 19)."""

from dataclasses import dataclass
from enum import StrEnum

from audit.domain.bounds import Bounds, greatest


class Involvement(StrEnum):
    """How an enterprise is involved in an impact (UNGP 13)."""

    CAUSES = "causes"
    CONTRIBUTES_TO = "contributes_to"
    DIRECTLY_LINKED = "directly_linked"
    UNKNOWN = "unknown"


class Occurrence(StrEnum):
    """Whether the harm has happened or could happen."""

    ACTUAL = "actual"
    POTENTIAL = "potential"
    ALLEGED = "alleged"


@dataclass(frozen=True, slots=True)
class AdverseImpact:
    """Harm to people. Each dimension and the likelihood run from 1 to 5; unknown is 1 to 5."""

    id: str
    title: str
    who: str
    """The people affected."""
    rights: tuple[str, ...]
    allegations: tuple[str, ...]
    questions: tuple[str, ...]
    occurrence: Occurrence
    scale: Bounds
    scope: Bounds
    irremediability: Bounds
    likelihood: Bounds
    investee_involvement: Involvement
    investor_involvement: Involvement
    rationale: str

    @property
    def severity(self) -> Bounds:
        """The highest of scale, scope and irremediability; never a mean (UNGP 14, ESRS 1 AR)."""
        return greatest(self.scale, self.scope, self.irremediability)
