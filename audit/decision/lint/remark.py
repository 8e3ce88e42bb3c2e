"""What is remarkable about a policy before anybody is audited under it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RemarkLevel(StrEnum):
    """Whether the policy cannot mean it so, or somebody should know that it does."""

    ERROR = "error"
    NOTE = "note"


class RemarkKind(StrEnum):
    """What a remark is about."""

    OUTCOME_NOT_IN_ORDER = "outcome_not_in_order"
    THRESHOLD_OUT_OF_REACH = "threshold_out_of_reach"
    """No value of the fact, or every value, reaches it."""
    RULE_NEVER_FIRES = "rule_never_fires"
    RULE_NEVER_DECIDES = "rule_never_decides"
    """Whenever it fires, other rules limit at least as much."""
    WORSE_IS_BETTER = "worse_is_better"
    """A worse fact leads to a more favourable outcome."""
    SILENCE_IS_BETTER = "silence_is_better"
    """Knowing less leads to a more favourable outcome."""
    CLIFF = "cliff"
    """One step over one threshold moves the outcome far."""
    OUTCOME_UNREACHABLE = "outcome_unreachable"
    THRESHOLD_UNUSED = "threshold_unused"
    QUESTION_WITHOUT_EFFECT = "question_without_effect"
    TOO_MANY_STATES = "too_many_states"
    """The policy tells too many states apart for all of them to be looked at."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing remarkable, and where it stands in its document."""

    kind: RemarkKind
    level: RemarkLevel
    document: str
    """The id of the policy or checklist."""
    path: tuple[str | int, ...]
    """The place in the document's file, such as ("rules", 3)."""
    text: str
