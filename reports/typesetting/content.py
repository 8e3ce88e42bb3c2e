"""What a reader will see or hear of a parsed HTML document."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from reports.typesetting.errors import RenderError
from reports.typesetting.glyphs import Passage

SVG = "{http://www.w3.org/2000/svg}"

_NEVER_DRAWN = {
    "head",
    "script",
    "style",
    "template",
    f"{SVG}title",
    f"{SVG}desc",
    f"{SVG}style",
    f"{SVG}metadata",
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def is_decoration(element: Element) -> bool:
    """The element is marked as saying nothing to a reader who hears the document."""
    return (
        element.get("aria-hidden") == "true"
        or element.get("role") in {"presentation", "none"}
        or (element.tag == "img" and element.get("alt") == "")
    )


def visible_text(root: Element) -> Iterator[Passage]:
    """The text that will be drawn, in document order, each piece with the heading it stands under."""
    heading = ""
    for element, text in _drawn(root):
        if element.tag in _HEADINGS:
            heading = " ".join("".join(element.itertext()).split())
        yield Passage(text, heading)


def _drawn(element: Element) -> Iterator[tuple[Element, str]]:
    # A comment has a function for a tag, and its text is not drawn.
    if not isinstance(element.tag, str) or element.tag in _NEVER_DRAWN:
        return
    if element.text:
        yield element, element.text
    for child in element:
        yield from _drawn(child)
        if child.tail:
            yield element, child.tail


def require_alternatives(root: Element) -> None:
    """Refuse a picture without words: a reader who cannot see it would not learn that it is there."""
    for picture in _pictures(root):
        if not _alternative(picture):
            raise RenderError(f"{_describe(picture)} has no alternative text; {_remedy(picture)}.")


def _pictures(element: Element) -> Iterator[Element]:
    if is_decoration(element):
        return
    if element.tag in {"img", f"{SVG}svg"}:
        yield element
        return
    for child in element:
        yield from _pictures(child)


def _alternative(picture: Element) -> str:
    if picture.tag == "img":
        return (picture.get("alt") or "").strip()
    return (picture.findtext(f"{SVG}title") or "").strip()


def _describe(picture: Element) -> str:
    kind = "The image" if picture.tag == "img" else "The drawing"
    mark = (
        picture.get("src")
        or picture.get("id")
        or picture.get("class")
        or "without src, id or class"
    )
    return f"{kind} “{mark[:60]}”"


def _remedy(picture: Element) -> str:
    if picture.tag == "img":
        return 'give it an alt text, or alt="" if it is decoration'
    return 'give it a title, or aria-hidden="true" if it is decoration'
