"""A later word on what an item is and how good it is; its bytes and its custody stay as they were."""

from dataclasses import dataclass
from datetime import datetime

from audit.domain.evidence import Grade


@dataclass(frozen=True, slots=True)
class Appraisal:
    """One person's act: from then on the item is described and graded so."""

    item: str
    before: Grade
    after: Grade
    changed: tuple[str, ...]
    """Names of the other parts of the description that were changed."""
    reason: str
    appraised_by: str
    appraised_at: datetime
