"""The media type is what the bytes are; a name that says otherwise is noted, and programs are refused."""

from __future__ import annotations

import pytest

from audit.inbox import Kind, Unfit, kind_of

OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF"


@pytest.mark.parametrize(
    ("name", "head", "media_type"),
    [
        ("a.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("a.pdf", b"\xef\xbb\xbf\0%PDF-1.7\n", "application/pdf"),
        ("A.PDF", b"%PDF-1.7\n", "application/pdf"),
        ("a.zip", b"PK\3\4\x14\0", "application/zip"),
        ("a.doc", OLE, "application/msword"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.heic", b"\0\0\0\x18ftypheic", "image/heic"),
        ("a.txt", "Grüße".encode("latin-1"), "text/plain"),
        ("a.txt", "שלום".encode(), "text/plain"),
        ("a.txt", "words".encode("utf-16"), "text/plain"),
        ("a.csv", b"a,b\n1,2\n", "text/csv"),
        ("a.txt", b"MZ is how it begins", "text/plain"),
        ("a", b"words", "text/plain"),
        ("a.unknown", b"\x93\x02\x01", "application/octet-stream"),
        ("a.bin", b"PK\3\4\x14\0", "application/zip"),
    ],
)
def test_a_name_and_bytes_that_agree(name: str, head: bytes, media_type: str) -> None:
    assert kind_of(name, head) == Kind(media_type)


@pytest.mark.parametrize(
    ("name", "head", "media_type"),
    [
        ("a.pdf", b"words", "text/plain"),
        ("a.pdf", b"<!DOCTYPE html><html>", "text/html"),
        ("a.pdf", JPEG, "image/jpeg"),
        ("a.pdf", b"PK\3\4\x14\0", "application/zip"),
        ("a.txt", b"%PDF-1.7\n", "application/pdf"),
        ("a.png", b"\x93\x02\x01", "application/octet-stream"),
        ("a.bmp", b"BM words", "text/plain"),
    ],
)
def test_a_name_that_lies_is_contradicted(name: str, head: bytes, media_type: str) -> None:
    kind = kind_of(name, head)
    assert kind.media_type == media_type
    assert kind.contradiction.endswith(f"and its bytes are {media_type}")


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("report.pdf", b"MZ\x90\0" + bytes(60)),
        ("report.pdf", b"\x7fELF\x02\x01\x01\0"),
        ("report.pdf", b"\xcf\xfa\xed\xfe\x07\0\0\1"),
        ("notes.txt", b"#!/bin/sh\n"),
        ("notes.txt", b"L\0\0\0\x01\x14\x02\0"),
        ("a.exe", b"words"),
        ("a.PS1", b"words"),
        ("a.jar", b"PK\3\4"),
    ],
)
def test_a_program_is_refused_whatever_it_is_called(name: str, head: bytes) -> None:
    with pytest.raises(Unfit, match="a program that a machine would run; pack it"):
        kind_of(name, head)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(Unfit, match="is empty"):
        kind_of("a.txt", b"")


def test_nothing_is_unpacked_to_tell_what_it_is() -> None:
    # The first bytes of a gzip stream whose rest is cut off: whoever unpacked it would fail.
    assert kind_of("a.gz", b"\x1f\x8b\x08\0").media_type == "application/gzip"
