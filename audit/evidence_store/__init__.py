"""The evidence store: the bytes of every item, kept once and never changed."""

from audit.evidence_store.passing import CHUNK, ByteSource, StoredFile, nowhere, pass_on
from audit.evidence_store.store import DIGEST, EvidenceStore, Incoming

__all__ = [
    "CHUNK",
    "DIGEST",
    "ByteSource",
    "EvidenceStore",
    "Incoming",
    "StoredFile",
    "nowhere",
    "pass_on",
]
