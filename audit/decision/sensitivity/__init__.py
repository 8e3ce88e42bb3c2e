"""What would change the advice: open questions, single items it hangs on, and what to ask next."""

from audit.decision.sensitivity.report import (
    Carrier,
    CarrierKind,
    ContradictionEffect,
    Expiry,
    FlipSet,
    FlipSets,
    Forecast,
    NextQuestion,
    ReadingEffect,
    Resolved,
    Sensitivity,
)

__all__ = [
    "Carrier",
    "CarrierKind",
    "ContradictionEffect",
    "Expiry",
    "FlipSet",
    "FlipSets",
    "Forecast",
    "NextQuestion",
    "ReadingEffect",
    "Resolved",
    "Sensitivity",
]
