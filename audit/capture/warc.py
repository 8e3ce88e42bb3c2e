"""A visit as a WARC file (ISO 28500:2017, WARC 1.1): the evidence itself, readable with common tools.

Requests and responses stand in it byte for byte as they crossed the wire, inside TLS. A payload
digest is written where every reader understands it alike: a body in chunks has the digest of its
block, and the digests of its payload in the metadata record, because tools differ on whether a payload
digest covers the chunks.
"""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from audit.capture.certificate import certificate_digest, certificate_issuer, certificate_subject
from audit.capture.exchange import Exchange
from audit.capture.failure import CaptureFailed, FailureKind
from audit.capture.visit import Visit

VERSION = "WARC/1.1"
MEDIA_TYPE = "application/warc"
TRUNCATED = {
    FailureKind.SIZE: "length",
    FailureKind.TIME: "time",
    FailureKind.CONNECTION: "disconnect",
}
"""Words of the standard for why a response is not whole."""


class _Writer(WARCWriter):
    def ensure_digest(self, record: Any, block: bool = True, payload: bool = True) -> None:
        """Nothing: every record comes with its digests."""


def warc_of(visit: Visit, collector: str, software: str) -> bytes:
    """The visit as one compressed file, also when it failed: then with all that there is."""
    made = io.BytesIO()
    writer = _Writer(made, gzip=True, warc_version="1.1")
    info = {
        "software": software,
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "operator": collector,
    }
    fields = "".join(f"{key}: {value}\r\n" for key, value in info.items()).encode()
    _write(writer, "warcinfo", fields, "application/warc-fields", visit.started_at, {})
    for made_exchange in visit.exchanges:
        _write_exchange(writer, made_exchange)
    summary = _json(_summary(visit, collector, software))
    _write(writer, "metadata", summary, "application/json", visit.ended_at, {})
    return made.getvalue()


def _write_exchange(writer: WARCWriter, made: Exchange) -> None:
    where = {"WARC-Target-URI": made.target.url}
    if made.address:
        where["WARC-IP-Address"] = made.address
    response = _new_id()
    at = made.started_at
    if made.request:
        also = {**where, "WARC-Concurrent-To": response}
        _write(writer, "request", made.request, "application/http; msgtype=request", at, also)
    if made.response:
        also = {**where, "WARC-Record-ID": response, **_response_headers(made)}
        _write(writer, "response", made.response, "application/http; msgtype=response", at, also)
        where["WARC-Concurrent-To"] = response
    if certificate := made.security.certificate:
        uri = f"urn:x-tls-certificate:{certificate_digest(certificate)}"
        also = {**where, "WARC-Target-URI": uri, "WARC-Payload-Digest": _digest(certificate)}
        _write(writer, "resource", certificate, "application/pkix-cert", at, also)
    _write(writer, "metadata", _json(_facts(made)), "application/json", made.ended_at, where)


def _response_headers(made: Exchange) -> dict[str, str]:
    headers: dict[str, str] = {}
    if made.failure is not None:
        headers["WARC-Truncated"] = TRUNCATED.get(made.failure.kind, "unspecified")
    elif made.head and made.head.size + len(made.payload) == len(made.response):
        headers["WARC-Payload-Digest"] = _digest(made.payload)
    return headers


def _facts(made: Exchange) -> dict[str, Any]:
    security = made.security
    facts: dict[str, Any] = {
        "url": made.target.url,
        "server_address": made.address,
        "started_at": _date(made.started_at),
        "ended_at": _date(made.ended_at),
        "notes": made.notes,
    }
    if security.certificate:
        facts["tls"] = {
            "certificate_sha256": certificate_digest(security.certificate),
            "subject": certificate_subject(security.certificate),
            "issuer": certificate_issuer(security.certificate),
            "protocol": security.protocol,
            "cipher": security.cipher,
            "verified": not security.unverified,
            "unverified_because": security.unverified,
        }
    if made.head is not None and made.failure is None:
        facts["status"] = made.head.status
        facts["payload_size"] = len(made.payload)
        facts["payload_sha256"] = hashlib.sha256(made.payload).hexdigest()
    return facts | _failed(made.failure)


def _summary(visit: Visit, collector: str, software: str) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "requested_url": visit.requested_url,
        "collector": collector,
        "software": software,
        "started_at": _date(visit.started_at),
        "ended_at": _date(visit.ended_at),
        "urls": [made.target.url for made in visit.exchanges],
    }
    if visit.failure is None:
        facts["decoded_size"] = len(visit.body)
        facts["decoded_sha256"] = hashlib.sha256(visit.body).hexdigest()
    return facts | _failed(visit.failure)


def _failed(failure: CaptureFailed | None) -> dict[str, Any]:
    if failure is None:
        return {"outcome": "captured"}
    return {"outcome": "capture_failed", "failure": failure.kind.value, "what": str(failure)}


def _write(
    writer: WARCWriter,
    kind: str,
    block: bytes,
    media_type: str,
    at: datetime,
    also: Mapping[str, str],
) -> None:
    """One record. The block is handed over whole, so that the writer changes nothing in it."""
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": _new_id(),
        "WARC-Date": _date(at),
        **also,
        "WARC-Block-Digest": _digest(block),
    }
    fields = StatusAndHeaders("", list(headers.items()), protocol=VERSION)
    stream = io.BytesIO(block)
    writer.write_record(ArcWarcRecord("warc", kind, fields, stream, None, media_type, len(block)))


def _json(facts: Mapping[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"
