"""A timestamp is recorded only when everything about it holds, and nothing is sent unasked."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.custody.event import CustodyKind
from audit.custody.timestamp import Trust
from audit.domain.errors import AnchorRefused, AuditError, InputInvalid, TransitionRefused
from flows.acts.anchoring import Authority, anchor_audit, chosen_authority
from flows.acts.opening import open_audit
from flows.acts.verification import verify_audit
from flows.settings import Settings
from flows.workplace import Workplace
from tests.authority import OTHER_POLICY, POLICY, SHA512, forged, keys, serving
from tests.authority import Authority as Stamps
from tests.factories import MOMENT, reference_request

TRUST = Trust((keys("A").root,), POLICY)


def with_an_event(place: Workplace) -> str:
    audit = open_audit(place, reference_request(), MOMENT).id
    with place.work() as work:
        work.lock(audit)
        work.ledger.append(audit, CustodyKind.ACCESSED, "S1", "0" * 64, "analyst", MOMENT, "Seen")
        work.commit()
    return audit


def anchors(place: Workplace, audit: str) -> int:
    with place.reading() as work:
        return len(work.anchors.of(audit))


def test_a_timestamp_over_the_last_event_is_kept_and_verified(place: Workplace) -> None:
    audit = with_an_event(place)
    with serving(Stamps()) as url:
        made = anchor_audit(place, audit, Authority(url, TRUST), "analyst")
        assert anchor_audit(place, audit, Authority(url, TRUST), "analyst") == made
    with place.reading() as work:
        assert work.anchors.of(audit) == (made,)
        assert made.head == work.ledger.head(audit)
    assert (made.policy, made.stamped_at) == (POLICY, datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


def test_it_is_among_what_is_verified(place: Workplace) -> None:
    audit = open_audit(place, reference_request(), MOMENT).id
    with place.work() as work:
        work.lock(audit)
        work.ledger.append(audit, CustodyKind.EXPORTED, "pack", "0" * 64, "analyst", MOMENT, "")
        work.commit()
    with serving(Stamps()) as url:
        anchor_audit(place, audit, Authority(url, TRUST), "analyst")
    found = verify_audit(place, audit, TRUST)
    assert (found.events, found.anchors, found.signatures) == (1, 1, 1)
    assert verify_audit(place, audit).signatures == 0


BAD: dict[str, tuple[Callable[[Stamps], Stamps], str]] = {
    "another digest": (lambda s: replace(s, digest=b"x" * 32), "over another digest: expected "),
    "another algorithm": (lambda s: replace(s, algorithm=SHA512), f"over {SHA512} and not SHA-256"),
    "another nonce": (lambda s: replace(s, nonce=5), "answers another request: expected the nonce"),
    "another policy": (
        lambda s: replace(s, policy=OTHER_POLICY),
        f"expected {POLICY}, found 1.2.3.4.2",
    ),
    "another root": (lambda s: replace(s, keys=keys("B")), "not signed under the given root"),
    "a forged signature": (forged, "not signed under the given root certificates ("),
    "an expired certificate": (
        lambda s: replace(s, at=datetime(2031, 1, 1, tzinfo=UTC)),
        "not signed under the given root certificates (",
    ),
    "a refusal": (lambda s: replace(s, status=2), "The authority gave no timestamp: rejection."),
    "nonsense": (lambda s: replace(s, answer=b"<html>"), "The answer is no RFC 3161 response ("),
    "nothing": (lambda s: replace(s, answer=b"0"), "The answer is no RFC 3161 response ("),
    "an error": (lambda s: replace(s, http_status=500), " answered with the status 500."),
    "a redirect": (lambda s: replace(s, http_status=302), " answered with the status 302."),
    "too much": (lambda s: replace(s, answer=bytes(2_000_000)), " with more than 1048576 bytes."),
}


@pytest.mark.parametrize("name", BAD)
def test_what_a_bad_authority_answers_is_a_sentence_and_nothing_is_recorded(
    sqlite_place: Workplace, name: str
) -> None:
    change, said = BAD[name]
    audit = with_an_event(sqlite_place)
    with serving(change(Stamps())) as url, pytest.raises(AnchorRefused) as refused:
        anchor_audit(sqlite_place, audit, Authority(url, TRUST), "analyst")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert anchors(sqlite_place, audit) == 0


def test_an_authority_that_is_not_there_is_a_sentence(sqlite_place: Workplace) -> None:
    audit = with_an_event(sqlite_place)
    for url in ("http://127.0.0.1:9/", "http://[", "https://"):
        with pytest.raises(AnchorRefused, match="cannot be reached: "):
            anchor_audit(sqlite_place, audit, Authority(url, TRUST), "analyst")


def test_an_empty_ledger_or_an_unknown_person_is_refused(sqlite_place: Workplace) -> None:
    audit = open_audit(sqlite_place, reference_request(), MOMENT).id
    authority = Authority("http://127.0.0.1:9/", TRUST)
    with pytest.raises(TransitionRefused, match="is empty; collect evidence first"):
        anchor_audit(sqlite_place, audit, authority, "analyst")
    with pytest.raises(AuditError, match="nobody"):
        anchor_audit(sqlite_place, audit, authority, "nobody")


def test_no_authority_is_asked_unless_one_is_chosen_and_can_be_checked(tmp_path: Path) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(keys("A").pem)
    home = tmp_path / "home"
    with pytest.raises(
        InputInvalid, match="no timestamp authority is chosen; name one, or set INV"
    ):
        chosen_authority(Settings(home=home))
    with pytest.raises(InputInvalid, match="'ftp://x' is no address"):
        chosen_authority(Settings(home=home), "ftp://x")
    with pytest.raises(InputInvalid, match="--roots: no root certificates are given"):
        chosen_authority(Settings(home=home, tsa="http://tsa.test"))
    with pytest.raises(InputInvalid, match=r"gone\.pem: the file cannot be read"):
        chosen_authority(Settings(home=home, tsa="http://tsa.test"), roots=f"{tmp_path}/gone.pem")
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    with pytest.raises(InputInvalid, match="it holds no certificate in PEM"):
        chosen_authority(Settings(home=home, tsa="http://tsa.test", tsa_roots=str(empty)))
    settings = Settings(home=home, tsa="http://tsa.test", tsa_roots=str(roots), tsa_policy=POLICY)
    assert chosen_authority(settings) == Authority("http://tsa.test", TRUST)


def test_openssl_as_an_authority_is_accepted(sqlite_place: Workplace, tmp_path: Path) -> None:
    """The same from another program than the tests' own."""
    audit = with_an_event(sqlite_place)
    root = _openssl_authority(tmp_path)

    class OpenSsl(Stamps):
        def reply(self, request: bytes) -> bytes:
            (tmp_path / "query").write_bytes(request)
            _openssl(tmp_path, "ts -reply -config tsa.cnf -section tsa -queryfile query -out reply")
            return (tmp_path / "reply").read_bytes()

    trust = chosen_authority(Settings(home=tmp_path), "http://tsa.test", str(root)).trust
    with serving(OpenSsl()) as url:
        made = anchor_audit(sqlite_place, audit, Authority(url, trust), "analyst")
    assert abs(made.stamped_at - datetime.now(UTC)) < timedelta(minutes=5)


CONFIG = """
[tsa]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
certs = root.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
[stamping]
extendedKeyUsage = critical,timeStamping
"""


def _openssl_authority(folder: Path) -> Path:
    (folder / "tsa.cnf").write_text(CONFIG)
    (folder / "serial").write_text("01\n")
    new = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    _openssl(folder, f"req -x509 {new} -keyout root.key -out root.pem -subj /CN=Root -days 2")
    _openssl(folder, f"req -new {new} -keyout tsa.key -out tsa.csr -subj /CN=Stamps")
    signing = "-CA root.pem -CAkey root.key -CAcreateserial -days 1"
    _openssl(
        folder,
        f"x509 -req -in tsa.csr {signing} -extfile tsa.cnf -extensions stamping -out tsa.pem",
    )
    return folder / "root.pem"


def _openssl(folder: Path, arguments: str) -> None:
    done = subprocess.run(
        ["openssl", *arguments.split()], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
