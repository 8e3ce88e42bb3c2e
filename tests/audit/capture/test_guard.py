"""A capture goes to the public Internet and to named networks, whatever a name or a number says."""

from __future__ import annotations

import threading
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.capture.addresses import METADATA, why_refused
from audit.capture.failure import CaptureFailed, FailureKind
from audit.capture.guard import Guard, networks_in, system_addresses
from audit.capture.target import recordable, redirected, target_of
from audit.domain.errors import InputInvalid
from tests.audit.capture.serving import LOCAL, resolving

PRIVATE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.1.1",
    "169.254.169.254", "168.63.129.16", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1",
    "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
    "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1",
    "100::1", "2001:0:7f00:1::", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::", "3fff::1",
    "5f00::1", "fc00::1", "fd00:ec2::254", "fd20:ce::254", "fe80::1", "fe80::1%eth0", "fec0::1",
    "ff02::1",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"]
NOT_PLAIN = [
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/",
    "http://127.1/", "http://127.0.1/", "http://0/", "http://0x/", "http://1.2.3.4.5/",
    "http://127.0.0.1../", "http://user@127.0.0.1/", "http://user:word@example.org/",
    "http://example.org:80@127.0.0.1/", "http://@127.0.0.1/", "http://127.0.0.1\\@example.org/",
    "http://example.org\t/", "http://exa mple.org/", "http://[::1%25lo]/", "http://[fe80::1%eth0]/",
    "http://[::1/", "http://127.0.0.1:99999/", "http:///path", "http://", "example.org",
    "//example.org/", "ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1:25/x",
    "javascript:alert(1)", "data:text/html,x", "http://127%2e0%2e0%2e1/", "http://-a.example/",
    "http://" + "a" * 64 + ".example/", "http://example.org/" + "a" * 9000, "http://a..b/",
    "http://example.org/\r\nHost: x", "http://example.org/\0", "",
]  # fmt: skip


def refusal(url: str, guard: Guard) -> CaptureFailed:
    target = target_of(url)
    with pytest.raises(CaptureFailed) as refused:
        guard.checked(target.host, target.port, 1)
    return refused.value


@pytest.mark.parametrize("text", PRIVATE)
def test_what_is_not_public_is_refused(text: str) -> None:
    assert why_refused(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_what_is_public_is_not(text: str) -> None:
    assert why_refused(ip_address(text)) == ""


@given(st.ip_addresses(v=4))
def test_an_address_that_python_does_not_call_public_is_never_reached(address) -> None:
    assert why_refused(address) or address.is_global


@given(st.ip_addresses(v=4))
def test_no_address_hides_in_one_of_ipv6(address) -> None:
    number = int(address)
    for hidden in (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80):
        assert why_refused(ip_address(hidden.to_bytes(16, "big")), (ip_network("10.0.0.0/8"),))


@pytest.mark.parametrize("address", sorted(METADATA, key=str))
def test_metadata_is_refused_in_ones_own_networks_too(address) -> None:
    own = (ip_network("0.0.0.0/0"), ip_network("::/0"))
    assert why_refused(address, own) == "cloud metadata"
    assert why_refused(ip_address("::ffff:169.254.169.254"), own)


@pytest.mark.parametrize("url", NOT_PLAIN)
def test_an_address_with_more_than_one_reading_is_refused(url: str) -> None:
    with pytest.raises(CaptureFailed) as refused:
        target_of(url)
    assert refused.value.kind is FailureKind.ADDRESS
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1./", "127.0.0.1"),
        ("http://LOCALHOST./", "localhost"),
        ("http://[::ffff:7f00:1]/", "::ffff:7f00:1"),
        ("http://[0:0:0:0:0:0:0:1]/", "::1"),
        ("https://bücher.example/ä?ö#ü", "xn--bcher-kva.example"),
        ("http://example.org:80@/", None),
        ("http://１２７.０.０.１/", "127.0.0.1"),
        ("http://①②⑦.0.0.1/", "127.0.0.1"),
        ("http://127。0。0。1/", "127.0.0.1"),
    ],
)
def test_a_host_has_one_notation_or_is_refused(url: str, host: str | None) -> None:
    try:
        target = target_of(url)
    except CaptureFailed:
        return
    assert target.host == host
    assert target.url.isascii()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1./", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://localhost/",
        "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/",
        "http://METADATA/", "http://inside.example/", "http://mixed.example/",
        "http://8.8.8.8:22/", "http://8.8.8.8:6379/",
    ],
)  # fmt: skip
def test_where_a_capture_may_not_go_it_does_not_go(url: str) -> None:
    guard = Guard(
        resolve=resolving(
            localhost="::1 127.0.0.1", inside_example="10.0.0.5", mixed_example="8.8.8.8 10.0.0.5"
        )
    )
    assert refusal(url, guard).kind is FailureKind.REFUSED


def test_ones_own_network_and_ports_are_reached_when_they_are_named() -> None:
    guard = Guard((LOCAL,), frozenset({81}), resolving(a_example="127.0.0.1 127.0.0.1"))
    assert guard.checked("a.example", 81, 1) == ("127.0.0.1",)
    assert refusal("http://127.0.0.2:81/", guard).kind is FailureKind.REFUSED
    assert networks_in("own", " 10.0.0.0/8, fd00::/8 ") == (
        ip_network("10.0.0.0/8"),
        ip_network("fd00::/8"),
    )
    with pytest.raises(InputInvalid, match=r"own: 10\.0\.0\.1/8 is not a network"):
        networks_in("own", "10.0.0.1/8")


def test_a_name_without_an_address_fails_by_its_name() -> None:
    for names in ({}, {"gone_example": ""}):
        assert (
            refusal("http://gone.example/", Guard(resolve=resolving(**names))).kind
            is FailureKind.NAME
        )


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(_: str, __: float) -> list[str]:
        raise TimeoutError

    assert refusal("http://slow.example/", Guard(resolve=late)).kind is FailureKind.TIME
    never = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: never.wait(2) and [])
    with pytest.raises(TimeoutError):
        system_addresses("slow.example", 0.05)
    never.set()


def test_a_redirect_is_read_as_strictly_as_an_address() -> None:
    here = target_of("https://example.org/a/b?c")
    assert redirected(here, "../d").url == "https://example.org/d"
    assert redirected(here, "//other.example/x").url == "https://other.example/x"
    for location in ("file:///etc/passwd", "http://0x7f.1/", "//user@127.0.0.1/", "http://[/"):
        with pytest.raises(CaptureFailed):
            redirected(here, location)


def test_a_password_in_an_address_is_not_recorded() -> None:
    for url in ("https://me:word@example.org/x", "ftp:me:word@x", "https:/\\me:word@x\r\n"):
        assert "word" not in recordable(url)
        assert recordable(url).isprintable()
    assert recordable("https://example.org/@x") == "https://example.org/@x"


@given(st.text())
def test_any_text_is_either_a_plain_target_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"http://example.org/{text}"):
        try:
            target = target_of(url)
        except CaptureFailed:
            continue
        assert target.url.isascii()
        assert target.url.isprintable()
        assert " " not in target.url
        assert target_of(target.url) == target
