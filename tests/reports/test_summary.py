"""The audit in short: nothing from outside is read as Markdown, and nothing is said that nobody rated."""

from __future__ import annotations

from dataclasses import replace

from audit.decision.dossier import ReviewRecord
from audit.domain.evidence import Limitation
from reports.summary import summary_markdown
from tests.factories import reference_dossier

MARKS = "a|b*c_d`e[f]<g>"


def _record() -> ReviewRecord:
    return reference_dossier().record


def _with(name: str, *limitations: Limitation) -> str:
    record = _record()
    investee = replace(record.request.investee, legal_name=name)
    fieldwork = replace(record.fieldwork, limitations=limitations)
    changed = replace(
        record, request=replace(record.request, investee=investee), fieldwork=fieldwork
    )
    return summary_markdown(changed, "0" * 64)


def test_names_ids_and_what_is_touched_are_escaped() -> None:
    text = _with(MARKS, Limitation(MARKS, MARKS, (MARKS,), "", ()))
    assert MARKS not in text
    assert text.count("a&#124;b&#42;c&#95;d&#96;e&#91;f&#93;&#60;g&#62;") == 4


def test_entities_in_a_name_stay_as_they_are_written() -> None:
    assert "# A &#38; B &#38;lt;" in _with("A & B &lt;")


def test_the_id_of_an_allegation_is_escaped() -> None:
    record = _record()
    first, *others = record.assessment.conclusions
    (allegation,) = [a for a in record.request.allegations if a.id == first.allegation]
    rest = [a for a in record.request.allegations if a is not allegation]
    changed = replace(
        record,
        request=replace(record.request, allegations=(replace(allegation, id="A|1"), *rest)),
        assessment=replace(
            record.assessment, conclusions=(replace(first, allegation="A|1"), *others)
        ),
    )
    assert "| A&#124;1 |" in summary_markdown(changed, "0" * 64)


def test_a_severity_that_nobody_rated_is_said_so() -> None:
    record = _record()
    assert "not rated" not in summary_markdown(record, "0" * 64)
    unrated = replace(record, fieldwork=replace(record.fieldwork, impacts=()))
    assert "| not rated |" in summary_markdown(unrated, "0" * 64)
