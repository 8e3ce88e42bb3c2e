"""What can go wrong, each with what, where and what to do."""

from dataclasses import dataclass


class AuditError(Exception):
    """Anything a person can put right; its text is one clear sentence or one per problem."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where it stands, what is wrong and what to do."""

    where: str
    what: str
    do: str

    def __str__(self) -> str:
        end = "" if self.do.endswith("?") else "."
        return f"{self.where}: {self.what}; {self.do}{end}"


class InputInvalid(AuditError):
    """The input was refused and nothing was written."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class CatalogueInvalid(AuditError):
    """A checklist, policy, vocabulary or case file cannot be used; names file, line and key."""


class NotPublished(AuditError):
    """A checklist or policy version is unknown, not published, or differs from what was published."""


class EvidenceUnreadable(AuditError):
    """An evidence item cannot be read, or its bytes no longer have the recorded digest."""


class EvidenceNotStored(AuditError):
    """The evidence store does not take the bytes, as when its disk is full; nothing of them is kept."""


class EvidenceNotErased(AuditError):
    """Bytes that are recorded as destroyed are still there, because their place refuses to remove them."""


class LedgerBroken(AuditError):
    """The custody ledger does not verify; names the first event that differs."""


class RecordBroken(AuditError):
    """A stored record or a pack differs from what was sealed; names the first difference."""


class AnchorRefused(AuditError):
    """A timestamp authority gave nothing that can be relied on; nothing was recorded."""


class TransitionRefused(AuditError):
    """The audit does not stand where this step would be allowed."""


class SignOffRefused(AuditError):
    """A sign-off breaks a rule of independence or rests on a state that is no longer current."""
