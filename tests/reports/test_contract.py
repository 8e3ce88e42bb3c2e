"""The report's records are the contract of its templates: every field is documented and shown, and nothing else is."""

from __future__ import annotations

import ast
import types
import typing
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from jinja2 import PackageLoader, meta, nodes
from jinja2.sandbox import SandboxedEnvironment

from audit.custody.anchor import Anchor
from audit.decision.delta import PreviousAudit, change_since
from audit.decision.dossier import Dossier, LedgerHead
from audit.domain.allegation import AllegationAssessment, AllegationStatus
from audit.domain.bounds import Bounds
from audit.domain.decision import Outcome
from audit.domain.request import ChecklistChoice
from reports.assemble import assemble
from reports.checklist_copy import model as copy_model
from reports.model import Report
from reports.render import DRAWINGS, render_html
from tests.factories import MOMENT, reference_dossier, review_record, signed, small_dossier
from tests.terms import condition

MODEL = Path(__file__).resolve().parents[2] / "reports" / "model"
GIVEN = {"report", "style"}
LOOP = {"entry"}
"""The names that a template gets from the loop it is included in."""
ANCHOR = Anchor(
    1, LedgerHead(117, "0" * 64), "https://tsa.test/", b"", "1.2.3.4.1", MOMENT, "analyst"
)


def model_classes(found: dict[str, type], cls: type = Report) -> dict[str, type]:
    """Every record of the report by its name, drawings left out."""
    if is_dataclass(cls) and cls.__module__.startswith("reports.model"):
        found[cls.__name__] = cls
        for hint in get_type_hints(cls).values():
            for part in _parts(hint):
                if part.__name__ not in found:
                    model_classes(found, part)
    return found


def _parts(hint: Any) -> Iterator[type]:
    if get_origin(hint) is None:
        yield hint
    for argument in get_args(hint):
        if argument is not Ellipsis:
            yield from _parts(argument)


CLASSES = model_classes({})
FIELDS = {(name, field.name) for name, cls in CLASSES.items() for field in fields(cls)}


@pytest.mark.parametrize("cls", CLASSES.values(), ids=lambda cls: cls.__name__)
def test_records_are_frozen_and_hold_only_finished_words(cls: Any) -> None:
    assert cls.__dataclass_params__.frozen
    assert "__slots__" in vars(cls)
    for name, hint in get_type_hints(cls).items():
        for part in _parts(hint):
            is_drawn = part.__module__.startswith("reports.charts")
            known = part in {str, bool, types.NoneType} or part.__name__ in CLASSES
            assert known or is_drawn, f"{cls.__name__}.{name} holds {part}"
        assert get_origin(hint) in {None, tuple, types.UnionType, typing.Union}


@pytest.mark.parametrize("path", sorted(MODEL.glob("*.py")), ids=lambda path: path.stem)
def test_every_field_says_what_it_means(path: Path) -> None:
    for cls in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(cls, ast.ClassDef):
            assert ast.get_docstring(cls), cls.name
            for field, after in zip(cls.body, [*cls.body[1:], None], strict=True):
                if isinstance(field, ast.AnnAssign):
                    told = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
                    assert told, f"{cls.name}: {ast.unparse(field)}"


COPY = "checklist_copy.html.j2"
"""The template of a review copy, which shows records of its own."""
COPY_GIVEN = {"author", "copy", "issued", "note", "style"}


def templates() -> dict[str, nodes.Template]:
    environment = SandboxedEnvironment(loader=PackageLoader("reports"))
    assert environment.loader
    return {
        name: environment.parse(environment.loader.get_source(environment, name)[0])
        for name in environment.list_templates()
    }


def test_templates_name_nothing_that_is_not_given() -> None:
    for name, tree in templates().items():
        given = COPY_GIVEN if name == COPY else GIVEN
        unknown = meta.find_undeclared_variables(tree) - given - set(DRAWINGS)
        assert unknown <= (LOOP if name == "allegation.html.j2" else set()), name


def test_templates_name_no_attribute_that_is_not_documented() -> None:
    for name, tree in templates().items():
        documented = {field for _, field in FIELDS}
        if name == COPY:
            documented = {
                f.name
                for cls in vars(copy_model).values()
                if is_dataclass(cls)
                for f in fields(cls)
            }
        for attribute in tree.find_all(nodes.Getattr):
            owner = attribute.node.name if isinstance(attribute.node, nodes.Name) else ""
            if owner not in {"p", "loop"}:
                assert attribute.attr in documented, f"{name} uses .{attribute.attr}"


class Watched:
    """A record that notes which of its fields are looked at, and has no others."""

    def __init__(self, record: Any, seen: set[tuple[str, str]]) -> None:
        self._record, self._seen = record, seen

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._record, name)
        self._seen.add((type(self._record).__name__, name))
        return watched(value, self._seen)


def watched(value: Any, seen: set[tuple[str, str]]) -> Any:
    """The value with everything below it watched; what is drawn is handed on as it is."""
    if isinstance(value, tuple):
        return tuple(watched(entry, seen) for entry in value)
    return Watched(value, seen) if type(value).__name__ in CLASSES else value


def full_dossier() -> Dossier:
    """The reference case with everything that it lacks: a lowered status, a reason, an audit before it."""
    plain = reference_dossier().record
    lowered = AllegationAssessment("A4", AllegationStatus.SUBSTANTIATED, "Too much is claimed.")
    assessments = tuple(a for a in plain.fieldwork.assessments if a.allegation != "A4")
    handled = replace(plain.fieldwork.evidence[0], handling="Protect the source.")
    work = replace(
        plain.fieldwork,
        assessments=(*assessments, lowered),
        evidence=(handled, *plain.fieldwork.evidence[1:]),
        claims=(replace(plain.fieldwork.claims[0], locator="p. 3"), *plain.fieldwork.claims[1:]),
    )
    checklists = tuple(checklist.id for checklist in plain.checklists)
    request = replace(
        plain.request, checklists=ChecklistChoice(checklists, "All of them bear on it.")
    )
    record = review_record(request, work)
    before = PreviousAudit(
        "audit-1",
        "a" * 64,
        Outcome.ENGAGE,
        Outcome.ENGAGE,
        Bounds.between(0, 1),
        Fraction(0),
        (),
        (condition(due_on=date(2026, 1, 31)),),
    )
    changed = replace(record, change=change_since(before, record.assessment))
    dossier = signed(changed)
    decision = replace(
        dossier.decision,
        outcome=Outcome.ENGAGE,
        follows_recommendation=False,
        reason_text="Leaving would end the only access.",
    )
    return replace(dossier, decision=decision)


def test_every_field_is_shown() -> None:
    seen: set[tuple[str, str]] = set()
    for report in (assemble(full_dossier(), "d" * 64, (ANCHOR,)), assemble(small_dossier())):
        render_html(watched(report, seen))
    assert seen == FIELDS


def test_a_watched_report_renders_the_same() -> None:
    report = assemble(full_dossier())
    assert render_html(watched(report, set())) == render_html(report)
