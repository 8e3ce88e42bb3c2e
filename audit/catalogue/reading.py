"""YAML 1.2 files read strictly: every error names file, line and key."""

from __future__ import annotations

import difflib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Self

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from audit.catalogue.aliases import MOST, size_written_out
from audit.domain.errors import CatalogueInvalid

Document = dict[str, Any]


class SourceFile:
    """One YAML file, able to say on which line something stands."""

    def __init__(self, path: Path, label: str) -> None:
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise CatalogueInvalid(
                f"{label}: the file is missing; add it or correct the name."
            ) from None
        self._take(content, label)

    @classmethod
    def holding(cls, content: bytes, label: str) -> Self:
        """The file whose bytes were read already."""
        source = cls.__new__(cls)
        source._take(content, label)
        return source

    def _take(self, content: bytes, label: str) -> None:
        self.label = label
        try:
            self.text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise CatalogueInvalid(
                f"{label}: the file is not UTF-8 text (byte {error.start}); save it as UTF-8."
            ) from None

    def top_keys(self) -> frozenset[str]:
        """The keys at the top of the document; none when it is something else than keys and values."""
        document = self._parse("safe")
        return frozenset(map(str, document)) if isinstance(document, dict) else frozenset()

    def load(self, schema: Path) -> Document:
        """The parsed document, checked against its schema; raises CatalogueInvalid naming every fault."""
        document = self._parse("safe")
        if size_written_out(document) > MOST:
            raise CatalogueInvalid(
                f"{self.label}: an alias (*) stands inside itself, or aliases repeat each other too "
                "often; write the parts out."
            )
        errors = sorted(
            _validator(schema).iter_errors(document),
            key=lambda error: [str(part) for part in error.absolute_path],
        )
        if errors:
            explained = dict.fromkeys(self._explained(error) for error in errors)
            raise CatalogueInvalid("\n".join(explained))
        return document

    def fault(self, path: Sequence[str | int], what: str) -> CatalogueInvalid:
        """An error about the thing at this place of the document."""
        return CatalogueInvalid(f"{self.label}, line {self.line_of(path)}: {what}")

    def refuse_twice(self, path: Sequence[str | int], nodes: Sequence[Document], key: str) -> None:
        """Raise CatalogueInvalid when two entries of the list at this place have the same name."""
        seen: set[Any] = set()
        for index, name in enumerate(node[key] for node in nodes):
            if name in seen:
                raise self.fault(
                    (*path, index, key), f"the {key} {name} stands twice; give each its own."
                )
            seen.add(name)

    def line_of(self, path: Sequence[str | int]) -> int:
        """Line number, from 1, of the thing at this place."""
        node: Any = self._marked
        line = 0
        for part in path:
            if isinstance(node, CommentedMap) and part in node:
                line = node.lc.key(part)[0]
            elif isinstance(node, CommentedSeq) and isinstance(part, int):
                line = node.lc.item(part)[0]
            else:
                break
            node = node[part]
        return line + 1

    @cached_property
    def _marked(self) -> Any:
        """The document with the line of each of its parts; slow to read, and asked for often."""
        return self._parse("rt")

    def _parse(self, kind: str) -> Any:
        try:
            return YAML(typ=kind, pure=True).load(io.StringIO(self.text))
        except DuplicateKeyError as error:
            raise CatalogueInvalid(
                f"{self.label}, line {_line(error)}: a key stands twice "
                f"({_first_line(error.problem)}); keep one of them."
            ) from None
        except MarkedYAMLError as error:
            raise CatalogueInvalid(
                f"{self.label}, line {_line(error)}: not valid YAML "
                f"({_first_line(error.problem)}); correct the line."
            ) from None
        except RecursionError:
            raise CatalogueInvalid(
                f"{self.label}: brackets or lists are nested too deeply; take some of them out."
            ) from None
        except ReaderError as error:
            line = self.text.count("\n", 0, error.position) + 1
            raise CatalogueInvalid(
                f"{self.label}, line {line}: not valid YAML ({error.reason}); correct the line."
            ) from None

    def _explained(self, error: ValidationError) -> str:
        cause = _meant(error)
        path = list(cause.absolute_path)
        if cause.validator == "additionalProperties":
            return "\n".join(
                str(self.fault([*path, key], text)) for key, text in _unknown_keys(cause)
            )
        where = " → ".join(str(part) for part in path) or "the file"
        if cause.validator == "required":
            missing = sorted(set(_listed(cause.validator_value)) - set(_listed(cause.instance)))
            return str(
                self.fault(path, f"{where}: the key {', '.join(missing)} is missing; add it.")
            )
        if cause.validator == "dependentRequired":
            return str(self.fault(path, f"{where}: {_without_companion(cause)}; add it."))
        return str(self.fault(path, f"{where}: {_shortened(cause)}; correct the value."))


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint naming the closest known name, or the known names."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(names)}"


@cache
def _validator(schema: Path) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema.read_text("utf-8")))


def _meant(error: ValidationError) -> ValidationError:
    """The fault inside the alternative that comes nearest to what stands there."""
    while error.context:
        alternatives: dict[Any, list[ValidationError]] = {}
        for inner in error.context:
            alternatives.setdefault(inner.schema_path[0], []).append(inner)
        closest = min(alternatives.values(), key=_distance)
        error = min(closest, key=lambda inner: inner.validator != "additionalProperties")
    return error


def _distance(faults: list[ValidationError]) -> int:
    """How many keys keep an alternative from fitting; faults further down do not count."""
    own = [fault for fault in faults if not fault.path]
    unknown = [fault for fault in own if fault.validator == "additionalProperties"]
    return len(own) - len(unknown) + sum(len(list(_unknown_keys(fault))) for fault in unknown)


def _unknown_keys(error: ValidationError) -> Iterator[tuple[str, str]]:
    schema = error.schema if isinstance(error.schema, dict) else {}
    known: dict[str, Any] = schema.get("properties", {})
    for key in sorted(set(_listed(error.instance)) - set(known)):
        yield key, f"the key {key} is unknown; {nearest(key, known)}"


def _without_companion(error: ValidationError) -> str:
    needed: dict[str, list[str]] = error.validator_value  # type: ignore[assignment]
    there = _listed(error.instance)
    return ", ".join(
        f"{key} stands without {name}"
        for key, names in needed.items()
        if key in there
        for name in names
        if name not in there
    )


def _listed(value: Any) -> list[str]:
    return [str(entry) for entry in value]


def _shortened(error: ValidationError) -> str:
    shown = json.dumps(error.instance, ensure_ascii=False, default=str)
    value = shown if len(shown) <= 60 else shown[:57] + "…"
    match error.validator:
        case "enum":
            return f"{value} is not one of {', '.join(_listed(error.validator_value))}"
        case "type":
            return f"{value} should be of type {error.validator_value}"
        case "pattern":
            return f"{value} does not have the required form {error.validator_value}"
        case "minItems" | "minLength":
            return f"{value} is empty or too short"
        case _:
            return f"{value} does not fit the rule {error.validator}"


def _line(error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark is not None else 1


def _first_line(text: str | None) -> str:
    return (text or "").strip().splitlines()[0] if text else "unreadable"
