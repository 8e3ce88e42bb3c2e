"""Web pages: the main text, or all text where no main text is found, by paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (it has no stubs)
from lxml import html as markup
from trafilatura import extract

from audit.texts.formats.plain import decoded
from audit.texts.page import Page, Unreadable, grouped

DEEPEST = 500
"""Elements within elements; browsers themselves stop at about as many."""
LARGEST_SORTED = 3_000_000
"""Characters up to which the main text is told from the rest of a page; beyond, all text is kept."""
HIDDEN = ("script", "style", "noscript", "template")


def pages(content: bytes, encoding: str = "") -> Iterator[Page]:
    """Paragraphs, a few thousand characters to a page."""
    text = decoded(content, encoding)
    if not text.strip():
        return
    _require_shallow(text)
    paragraphs = (_main(text) or _everything(text)).splitlines()
    yield from grouped((line for line in paragraphs if line.strip()), "paragraph", "\n\n")


def _main(text: str) -> str:
    if len(text) > LARGEST_SORTED:
        return ""
    found = extract(text, include_comments=False, include_tables=True, favor_recall=True)
    return found or ""


class _Depth:
    """Counts how deep elements stand within each other, without keeping them."""

    def __init__(self) -> None:
        self._depth = 0

    def start(self, tag: str, attributes: object) -> None:  # noqa: ARG002  (called by the parser)
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unreadable(f"its elements are nested more than {DEEPEST} deep")

    def end(self, tag: str) -> None:  # noqa: ARG002  (called by the parser)
        self._depth -= 1

    def close(self) -> None:
        return None


def _require_shallow(text: str) -> None:
    parser = etree.HTMLParser(target=_Depth(), no_network=True)
    try:
        parser.feed(text)
        parser.close()
    except etree.XMLSyntaxError:
        # What is no markup at all is told by the reading itself.
        return


def _everything(text: str) -> str:
    # An encoding declared inside a text that is decoded already would be refused.
    parser = markup.HTMLParser(no_network=True, encoding="utf-8")
    try:
        tree = markup.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return ""
    for hidden in list(tree.iter(*HIDDEN)):
        hidden.drop_tree()
    return "\n".join(part for part in map(str.strip, tree.itertext()) if part)
