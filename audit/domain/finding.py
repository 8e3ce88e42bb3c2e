"""What an audit reports, with the five attributes of a finding (IIA PA 2410-1) and the reply."""

from dataclasses import dataclass
from enum import StrEnum


class Rating(StrEnum):
    """How grave a finding is for people; follows the severity of its impact."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    OBSERVATION = "observation"


@dataclass(frozen=True, slots=True)
class Finding:
    """Criteria, condition, cause, effect and recommendation, with the company's reply beside them."""

    id: str
    title: str
    rating: Rating
    questions: tuple[str, ...]
    allegations: tuple[str, ...]
    criteria: str
    condition: str
    cause: str
    effect: str
    recommendation: str
    reply: str
    evidence: tuple[str, ...]
