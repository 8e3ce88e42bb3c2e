"""What is put right in a tag tree after all of its tags exist."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

import pydyf

Tag = Any
Reference = bytes | str

# A syllable of these scripts is drawn in another order than it is written, so the text is kept beside it.
_REORDERED = range(0x0900, 0x0E00)


class Kind(Enum):
    """Why a piece of a page is not part of what is read."""

    PAGINATION = "running header, page number or repeated table header"
    DECORATION = "says nothing"


def is_reference(kid: Any) -> bool:
    """The kid is a tag or an object, not a number of marked content."""
    return isinstance(kid, bytes | str)


class TagTree:
    """The tags of one document and what is known about them while they are built."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.artifacts: dict[tuple[int, int], Kind] = {}
        self.stand_ins: list[tuple[Tag, Tag]] = []
        self.dead: set[int] = set()

    def resolve(self, reference: Reference) -> Any:
        """The object that a reference names."""
        return self.pdf.objects[_number(reference)]

    def merge(self, tag: Tag, first: Tag) -> None:
        """Everything below the tag moves to the end of the tag that it continues."""
        for child in self._children(tag):
            child["P"] = first.reference
        first["K"].extend(tag["K"])
        self.dead.add(tag.number)
        if tag["S"] == "/TH":
            self.stand_ins.append((tag, first))

    def repair(self, page_streams: list[Any], texts: list[dict[int, str]]) -> None:
        """Bring the finished tree and the content of the pages into agreement."""
        alive = self._alive()
        self._point_cells_at_first_headers(alive)
        for tag in alive:
            if tag.get("S") == "/LI":
                self._give_list_item_a_body(tag)
        self._empty_dead_objects(alive)
        for page, stream in enumerate(page_streams):
            for place, properties in _marked_content(stream.stream):
                mark = properties["MCID"]
                if kind := self.artifacts.get((page, mark)):
                    _make_artifact(stream.stream, place, kind)
                elif _is_reordered(text := texts[page].get(mark, "")):
                    properties["ActualText"] = pydyf.String(text)

    def _children(self, tag: Tag) -> Iterator[Tag]:
        for kid in filter(is_reference, tag.get("K", ())):
            child = self.resolve(kid)
            if child.get("Type") == "/StructElem":
                yield child

    def _alive(self) -> list[Tag]:
        """The tags that can be reached from the root, in the order of their numbers."""
        found: dict[int, Tag] = {}
        waiting = [self.resolve(self.pdf.catalog["StructTreeRoot"])]
        while waiting:
            tag = waiting.pop()
            if tag.number not in found:
                found[tag.number] = tag
                waiting.extend(self._children(tag))
        return [found[number] for number in sorted(found)]

    def _point_cells_at_first_headers(self, alive: list[Tag]) -> None:
        first = {
            later["ID"].string: kept["ID"].string for later, kept in self.stand_ins if "ID" in later
        }
        for tag in alive:
            headers = tag.get("A", {}).get("Headers") if tag.get("S") == "/TD" else None
            if headers is None:
                continue
            names = dict.fromkeys(first.get(header.string, header.string) for header in headers)
            tag["A"]["Headers"] = pydyf.Array([pydyf.String(name) for name in names])

    def _give_list_item_a_body(self, item: Tag) -> None:
        """A list item may hold only its label and its body."""
        kept = [kid for kid in item["K"] if self._is_label_or_body(kid)]
        loose = [kid for kid in item["K"] if not self._is_label_or_body(kid)]
        if not loose:
            return
        body = pydyf.Dictionary(
            {
                "Type": "/StructElem",
                "S": "/LBody",
                "K": pydyf.Array(loose),
                "Pg": item["Pg"],
                "P": item.reference,
            }
        )
        self.pdf.add_object(body)
        for child in self._children(body):
            child["P"] = body.reference
        item["K"] = pydyf.Array([*kept, body.reference])

    def _is_label_or_body(self, kid: Any) -> bool:
        return is_reference(kid) and self.resolve(kid).get("S") in {"/Lbl", "/LBody"}

    def _empty_dead_objects(self, alive: list[Tag]) -> None:
        """The slots stay: pydyf miscounts compressed objects when one is marked as free."""
        for number in self.dead - {tag.number for tag in alive}:
            item = self.pdf.objects[number]
            if isinstance(item, pydyf.Dictionary) and item.get("Type") in {"/StructElem", "/OBJR"}:
                item.clear()


def _number(reference: Reference) -> int:
    return int(reference.split()[0])


def _marked_content(operations: list[Any]) -> Iterator[tuple[int, Any]]:
    """The place and the properties of each numbered piece of content."""
    for place in range(2, len(operations)):
        if operations[place] == b"BDC" and "MCID" in operations[place - 1]:
            yield place, operations[place - 1]


def _make_artifact(operations: list[Any], place: int, kind: Kind) -> None:
    operations[place - 2] = "/Artifact"
    if kind is Kind.PAGINATION:
        operations[place - 1] = pydyf.Dictionary({"Type": "/Pagination"})
    else:
        operations[place - 1], operations[place] = b"", b"BMC"


def _is_reordered(text: str) -> bool:
    return any(ord(character) in _REORDERED for character in text)
