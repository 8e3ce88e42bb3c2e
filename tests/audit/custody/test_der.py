"""Certificates are put in order, and what is no response stays what it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audit.custody.der import with_certificates_in_order
from tests.authority import SEQUENCE, tlv


def response(*certificates: bytes) -> bytes:
    data = tlv(
        SEQUENCE, tlv(2, b"\3"), tlv(0x31), tlv(SEQUENCE), tlv(0xA0, *certificates), tlv(0x31)
    )
    return tlv(SEQUENCE, tlv(SEQUENCE), tlv(SEQUENCE, tlv(6, b"x"), tlv(0xA0, data)))


CERTIFICATES = st.lists(st.binary(max_size=300).map(lambda body: tlv(SEQUENCE, body)), max_size=4)


@given(CERTIFICATES)
def test_certificates_are_sorted_and_nothing_else_moves(certificates: list[bytes]) -> None:
    sent = with_certificates_in_order(response(*certificates))
    assert sent == response(*sorted(certificates))


@given(st.binary(max_size=60))
def test_what_is_no_response_stays_as_it_is(content: bytes) -> None:
    assert sorted(with_certificates_in_order(content)) == sorted(content)
