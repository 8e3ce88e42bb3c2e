"""Which published versions a new audit may use on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from audit.catalogue.reading import nearest
from audit.catalogue.withdrawn import Withdrawal
from audit.domain.checklist import Checklist
from audit.domain.errors import NotPublished
from audit.domain.request import VersionRef


@dataclass(frozen=True, slots=True)
class Barred:
    """A published checklist of which no version may be used by a new audit on the day."""

    newest: Checklist
    whys: tuple[str, ...]
    """One sentence for each version, newest first."""
    withdrawn: bool
    """At least one version was withdrawn, so that something is missing where it is called for."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a new audit may use on a day."""

    checklists: tuple[Checklist, ...]
    """One version of each checklist."""
    barred: Mapping[str, Barred]
    """By id, the checklists that have no version in force."""

    def refuse_gaps(self, called_for: Sequence[str]) -> None:
        """Raise NotPublished when nothing is in force, or a checklist called for was withdrawn.

        A checklist that only begins later is no gap: nobody has ever asked it.
        """
        for name, barred in self.barred.items():
            if not self.checklists or (barred.withdrawn and name in called_for):
                raise NotPublished(barred.whys[0])

    def require(self, name: str) -> Checklist:
        """The checklist with this id; raises NotPublished with the reason or the nearest name."""
        for checklist in self.checklists:
            if checklist.id == name:
                return checklist
        if name in self.barred:
            raise NotPublished(f"checklists: {self.barred[name].whys[0]}")
        known = [checklist.id for checklist in self.checklists]
        raise NotPublished(f"checklists: the checklist {name} is unknown; {nearest(name, known)}")


def why_barred(
    ref: VersionRef, withdrawal: Withdrawal | None, effective_from: str, on: date
) -> str:
    """Why a new audit may not use this version on this day; empty when it may."""
    if withdrawal is not None and withdrawal.on <= on:
        return (
            f"{ref}: it was withdrawn on {withdrawal.on} ({withdrawal.reason}); "
            "use another version for a new audit; audits opened with it go on."
        )
    if on.isoformat() < effective_from:
        return (
            f"{ref}: it is in force from {effective_from}, and an audit opened on {on} cannot use it; "
            "use a version in force, or open the audit from that day on."
        )
    return ""
