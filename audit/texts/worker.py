"""The process that reads one item: limited before it looks at a byte, and without a network to use.

It reads the item from its standard input and writes a line of JSON for each page, then one with what
was wrong, which is empty when nothing was.
"""

from __future__ import annotations

import json
import logging
import resource
import sys

from audit.texts.extraction import limited, reason_of
from audit.texts.formats.reading import everything_of, pages_of
from audit.texts.limits import Limits

REFUSED = ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec")
"""What the interpreter is about to do, in the words of its audit events."""


READERS = {"text": pages_of, "everything": everything_of}


def main(media_type: str, words: str, what: str) -> None:
    """Entry point."""
    limits = Limits(**json.loads(words))
    _confine(limits)
    logging.disable(logging.CRITICAL)
    end = ""
    try:
        for page in limited(sys.stdin.buffer.read(), media_type, limits, READERS[what]):
            _say({"locator": page.locator, "text": page.text})
    except Exception as error:  # whatever a hostile file provokes is a fact about it
        end = reason_of(error)
    _say({"end": end})


def _confine(limits: Limits) -> None:
    processor = max(1, limits.seconds // 2)
    # A character is at most four bytes, or six when JSON escapes it.
    written = 6 * limits.characters + limits.pages * 1000
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, processor),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    sys.addaudithook(_refuse)


def _refuse(event: str, _: object) -> None:
    """Nothing that a document names is fetched or started."""
    if event in REFUSED:
        raise OSError(f"the reader of texts does not do {event}")


def _say(line: dict[str, str]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
