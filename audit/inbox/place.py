"""From an address and the id of an audit to its inbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from fsspec.core import url_to_fs  # pyright: ignore[reportMissingTypeStubs, reportUnknownVariableType]

from audit.domain.errors import AuditError
from audit.inbox.claim import Inbox
from audit.inbox.elsewhere import InboxElsewhere
from audit.inbox.local import LocalInbox


def open_inbox(url: str, audit_id: str) -> Inbox:
    """The inbox of one audit below an fsspec URL or a folder; made when it is not there.

    The id is one segment of a path: whoever calls checks that it is the id of an audit.
    """
    try:
        opened = cast("tuple[Any, str]", url_to_fs(url))
    except (ValueError, ImportError, OSError) as error:
        raise AuditError(f"The inbox {url} cannot be used: {error}.") from error
    files, root = opened
    if "file" in files.protocol:
        return LocalInbox(Path(root) / audit_id)
    return InboxElsewhere(files, f"{root.rstrip('/')}/{audit_id}")
