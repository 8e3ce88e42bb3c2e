"""Documents that are ZIP files: opened only when what is in them stays within the limits."""

from __future__ import annotations

import io
import zipfile

from audit.texts.limits import MEGABYTE, Limits
from audit.texts.page import Unreadable


def opened(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """The archive; raises Unreadable for one that says it unpacks to too much."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(f"it is not a readable ZIP file ({error})") from error
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > limits.unpacked:
        raise _too_much(limits)
    for part in parts:
        packed = max(part.compress_size, 1)
        if part.file_size > MEGABYTE and part.file_size > limits.ratio * packed:
            raise Unreadable(
                f"its part {part.filename!r} unpacks to more than {limits.ratio} times its size"
            )
    return archive


def part(archive: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    """One part, whatever size it claims; empty when there is none of this name."""
    try:
        with archive.open(name) as stream:
            content = stream.read(limits.unpacked + 1)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unreadable(f"its part {name!r} cannot be unpacked ({error})") from error
    if len(content) > limits.unpacked:
        raise _too_much(limits)
    return content


def _too_much(limits: Limits) -> Unreadable:
    return Unreadable(f"it unpacks to more than {limits.unpacked // MEGABYTE} MB")
