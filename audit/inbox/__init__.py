"""The inbox: a folder for each audit, from which every file is claimed, then kept or set aside."""

from audit.inbox.claim import Claim, Inbox
from audit.inbox.kinds import Kind, kind_of
from audit.inbox.names import composed, is_sidecar, name_problem, pairs, printable
from audit.inbox.opened import BeingWritten, OpenedFile, Unfit
from audit.inbox.place import open_inbox

__all__ = [
    "BeingWritten",
    "Claim",
    "Inbox",
    "Kind",
    "OpenedFile",
    "Unfit",
    "composed",
    "is_sidecar",
    "kind_of",
    "name_problem",
    "open_inbox",
    "pairs",
    "printable",
]
