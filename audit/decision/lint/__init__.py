"""What is remarkable about a policy before anybody is audited under it."""

from audit.decision.lint.policy import lint
from audit.decision.lint.remark import Remark, RemarkKind, RemarkLevel

__all__ = ["Remark", "RemarkKind", "RemarkLevel", "lint"]
