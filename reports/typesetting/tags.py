"""The tag tree follows the document, not the boxes of its pages.

WeasyPrint tags every page box on its own: a table over three pages becomes three tables, running
headers are read aloud, languages are lost. This replaces the tagging step of one tested release;
with any other release the plain tags are kept.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint
import weasyprint.pdf
import weasyprint.pdf.tags as plain
from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from reports.typesetting.content import SVG, is_decoration
from reports.typesetting.tag_repairs import Kind, TagTree, is_reference

TESTED_WITH = {"WeasyPrint": "70.0", "pydyf": "0.13.0"}

_MERGED_ROLES = {
    *("/Art", "/BlockQuote", "/Caption", "/Div", "/NonStruct", "/P", "/Part", "/Sect"),
    *("/L", "/LBody", "/LI"),
    *("/Table", "/TBody", "/TD", "/TFoot", "/TH", "/THead", "/TR"),
}
_FLOW = (boxes.BlockLevelBox, boxes.TableRowBox, boxes.TableRowGroupBox, boxes.TableCellBox)
_ROW_SCOPES = {"row", "rowgroup"}
_POINTS_PER_PIXEL = 0.75

Box = Any
Tag = Any


@contextmanager
def document_tags() -> Iterator[None]:
    """Within this block, files are written with tags that follow the document."""
    if not _is_tested_release():
        warnings.warn(
            "The tag tree is left as it is: this WeasyPrint was not tested with it.", stacklevel=2
        )
        yield
        return
    write = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = _add_tags
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = write


def _is_tested_release() -> bool:
    return {"WeasyPrint": weasyprint.__version__, "pydyf": pydyf.__version__} == TESTED_WITH


def _add_tags(pdf: Any, document: Any, pdf_version: Any, page_streams: list[Any]) -> None:
    tagger = Tagger(pdf, [page.height for page in document.pages])
    texts = [_texts(stream) for stream in page_streams]
    build = plain._build_box_tree
    plain._build_box_tree = tagger.build
    try:
        with _frozen_page_references(pdf):
            plain.add_tags(pdf, document, pdf_version, page_streams)
    finally:
        plain._build_box_tree = build
    tagger.tree.repair(page_streams, texts)


def _texts(stream: Any) -> dict[int, str]:
    """The text behind each piece of marked content of a page."""
    return {
        entry["mcid"]: box.text
        for box, entry in stream._tags.items()
        if isinstance(box, boxes.TextBox)
    }


@contextmanager
def _frozen_page_references(pdf: Any) -> Iterator[None]:
    """pydyf lists all pages anew for every tag, which is quadratic in the length of a document."""
    pdf.__class__ = type("PDF", (pydyf.PDF,), {"page_references": pdf.page_references})
    try:
        yield
    finally:
        pdf.__class__ = pydyf.PDF


def _is_anonymous(box: Box) -> bool:
    """The box stands for loose text inside an element, not for the element itself."""
    return isinstance(box.style, AnonymousStyle) and not box.is_table_wrapper


class Tagger:
    """Builds the tags of one document; it is made anew for each."""

    def __init__(self, pdf: Any, page_heights: list[float]) -> None:
        self.tree = TagTree(pdf)
        self._page_heights = page_heights
        self._build_plain = plain._build_box_tree
        self._seen: dict[tuple[Any, ...], tuple[Tag, int]] = {}
        self._first_headers: dict[Any, Tag] = {}
        self._discarding = False

    def build(
        self, box: Box, parent: Tag, pdf: Any, page: int, numbers: Any, links: Any, marks: Any
    ) -> Iterator[Tag]:
        """The tags of a box; a box that continues one of an earlier page adds to the tag of that one."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        rest = (box, parent, pdf, page, numbers, links, marks)
        if self._discarding:
            yield from self._watched(box, self._build_plain(*rest))
        elif kind := self._why_discarded(box, page):
            self._discard(kind, page, numbers, rest)
        else:
            for tag in self._build_plain(*rest):
                if self._is_transparent(box) or self._keep(box, tag, page):
                    yield tag

    def _why_discarded(self, box: Box, page: int) -> Kind | None:
        if isinstance(box, boxes.MarginBox) or self._is_repeated_group(box, page):
            return Kind.PAGINATION
        if box.element is not None and not self._is_transparent(box) and is_decoration(box.element):
            return Kind.DECORATION
        return None

    def _is_repeated_group(self, box: Box, page: int) -> bool:
        """The header or footer of a table, set again on a later page."""
        if not (getattr(box, "is_header", False) or getattr(box, "is_footer", False)):
            return False
        seen = [self._seen.get(self._key(box, role)) for role in ("/THead", "/TFoot")]
        return any(entry is not None and entry[1] != page for entry in seen)

    def _discard(
        self, kind: Kind, page: int, numbers: dict[int, Any], rest: tuple[Any, ...]
    ) -> None:
        """The content stays on the page, but leaves the tree."""
        marked_before, first = set(numbers), len(self.tree.pdf.objects)
        self._discarding = True
        try:
            for _tag in self.build(*rest):
                pass
        finally:
            self._discarding = False
        for mark in numbers.keys() - marked_before:
            numbers[mark] = "null"
            self.tree.artifacts[page, mark] = kind
        self.tree.dead.update(range(first, len(self.tree.pdf.objects)))

    def _watched(self, box: Box, tags: Iterator[Tag]) -> Iterator[Tag]:
        """Cells below a repeated header name that header; they will be sent to the first one."""
        for tag in tags:
            if tag["S"] == "/TH" and box.element in self._first_headers:
                self.tree.stand_ins.append((tag, self._first_headers[box.element]))
            yield tag

    def _keep(self, box: Box, tag: Tag, page: int) -> bool:
        """False when the tag has been merged into the one that it continues."""
        self._describe(box, tag, page)
        if box.element is None or _is_anonymous(box):
            return True
        key = self._key(box, tag["S"])
        first, last_page = self._seen.get(key, (None, page))
        if first is not None and last_page != page and self._is_mergeable(box, tag):
            self._seen[key] = (first, page)
            self.tree.merge(tag, first)
            return False
        self._seen[key] = (tag, page)
        return True

    @staticmethod
    def _key(box: Box, role: str) -> tuple[Any, ...]:
        return (box.element, role, box.element_tag)

    @staticmethod
    def _is_mergeable(box: Box, tag: Tag) -> bool:
        return (
            tag["S"] in _MERGED_ROLES
            and isinstance(box, _FLOW)
            and all(map(is_reference, tag["K"]))
        )

    @staticmethod
    def _is_transparent(box: Box) -> bool:
        return box.element_tag in ("html", "body") or isinstance(box, boxes.PageBox)

    def _describe(self, box: Box, tag: Tag, page: int) -> None:
        """Language, header scope and picture details that the plain tag lacks."""
        if box.element is None:
            return
        if language := box.element.get("lang"):
            tag.setdefault("Lang", pydyf.String(language))
        if tag["S"] == "/TH" and box.element.tag == "th":
            is_row = box.element.get("scope") in _ROW_SCOPES
            tag["A"]["Scope"] = "/Row" if is_row else "/Column"
            self._first_headers.setdefault(box.element, tag)
        if tag["S"] == "/Figure" and "A" in tag:
            self._describe_picture(box, tag, self._page_heights[page])

    @staticmethod
    def _describe_picture(box: Box, tag: Tag, page_height: float) -> None:
        left, top, right, bottom = tag["A"]["BBox"]
        corners = (left, page_height - bottom, right, page_height - top)
        tag["A"]["BBox"] = pydyf.Array([round(corner * _POINTS_PER_PIXEL, 3) for corner in corners])
        tag["A"]["Placement"] = "/Block"
        description = (box.element.findtext(f"{SVG}desc") or "").strip()
        if description and "Alt" in tag:
            tag["Alt"] = pydyf.String(f"{tag['Alt'].string.rstrip('. ')}. {description}")
