"""The drawings are sound XML, speak, and never let two texts meet."""

from datetime import date, timedelta
from itertools import combinations, pairwise
from math import hypot
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from reports.charts import (
    ChartRow,
    MatrixPoint,
    PathOutcome,
    PathStep,
    Portion,
    Threshold,
    TimelineEvent,
    coverage_strip,
    decision_path,
    score_bars,
    severity_matrix,
    skyline,
    timeline,
)
from reports.charts.drawing import PAGE_WIDTH, number
from reports.charts.matrix import markers
from reports.charts.path import layout
from reports.charts.timeline import Flag, arrange
from reports.typesetting.metrics import shorten, text_width, wrap

SVG = "{http://www.w3.org/2000/svg}"
NASTY = 'Fees <b> & "debt"'
ROWS = [
    ChartRow(NASTY, 0.5, 0.41, 0.63, 0.3, "41 to 63"),
    ChartRow("Nothing known", 0.0, 0.0, 1.0, None, "0 to 100"),
    ChartRow(
        "A label that is far too long for one line of the chart and a half",
        1.0,
        1.0,
        1.0,
        1.0,
        "100",
    ),
]
THRESHOLD = Threshold(0.6, NASTY)
STATES = ("fired", "not_fired", "undetermined")
DRAWINGS = {
    "score_bars": lambda: score_bars(ROWS, THRESHOLD),
    "score_bars_plain": lambda: score_bars(ROWS, None),
    "severity_matrix": lambda: severity_matrix(
        [MatrixPoint(NASTY, 5, None), MatrixPoint("F-2", 1, 1)]
    ),
    "coverage_strip": lambda: coverage_strip(
        Portion(6, NASTY), Portion(3, "unknown"), Portion(1, "none")
    ),
    "decision_path": lambda: decision_path(
        [PathStep(NASTY, "fired", NASTY)], PathOutcome(NASTY, NASTY)
    ),
    "timeline": lambda: timeline([TimelineEvent(date(2026, 1, 1), NASTY, "allegation")]),
}
DATES = st.dates(date(1998, 1, 1), date(2030, 12, 31))
WORDS = st.text("abcdefg iIWm", min_size=1, max_size=70).filter(str.strip)
KINDS = st.sampled_from(["allegation", "audit", "decision", "context"])
EVENTS = st.lists(st.builds(TimelineEvent, DATES, WORDS, KINDS), min_size=1, max_size=40)


def inked(drawing: Markup) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(drawing).iter(f"{SVG}text"))


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawing_is_sound_and_speaks(name: str) -> None:
    root = ElementTree.fromstring(DRAWINGS[name]())
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert (root.findtext(f"{SVG}title") or "").strip()
    assert NASTY in (root.findtext(f"{SVG}desc") or "")


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawing_escapes_what_it_is_given(name: str) -> None:
    drawing = DRAWINGS[name]()
    assert isinstance(drawing, Markup)
    assert "<b>" not in drawing
    assert "Fees &lt;b&gt; &amp; " in drawing


@pytest.mark.parametrize("name", DRAWINGS)
def test_text_stays_on_the_drawing(name: str) -> None:
    # What stands in a group is turned or moved with it.
    for line in ElementTree.fromstring(DRAWINGS[name]()).findall(f"{SVG}text"):
        size, weight = float(line.get("font-size", 8)), int(line.get("font-weight", 400))
        width = text_width(line.text or "", size, 400 if weight == 400 else 700)
        before = {"start": 0, "middle": width / 2, "end": width}[line.get("text-anchor", "start")]
        start = float(line.get("x", 0)) - before
        assert start > -5
        assert start + width < PAGE_WIDTH + 6


def test_motif_is_hidden_from_those_who_listen() -> None:
    root = ElementTree.fromstring(skyline(ROWS, THRESHOLD))
    assert root.get("aria-hidden") == "true"
    assert not inked(skyline(ROWS))


def test_scores_are_told_by_threshold_not_by_luck() -> None:
    clear = ChartRow("x", 0.7, 0.6, 0.9, None, "x")
    below = ChartRow("x", 0.3, 0.1, 0.59, None, "x")
    assert "#4d7a5e" in score_bars([clear], THRESHOLD)
    assert "#8f2d20" in score_bars([below], THRESHOLD)


def test_drawing_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a title"):
        coverage_strip(Portion(1, "a"), Portion(1, "b"), Portion(1, "c"), title=" ")


def test_strip_of_nothing_is_still_drawn() -> None:
    assert "0 determined" in coverage_strip(
        Portion(0, "0 determined"), Portion(0, "0"), Portion(0, "0")
    )


def overlaps(one: Flag, other: Flag) -> bool:
    apart = (
        one.right <= other.x
        or other.right <= one.x
        or one.far <= other.near
        or other.far <= one.near
    )
    return not apart


@given(EVENTS)
@settings(max_examples=60, deadline=None)
def test_no_label_of_a_timeline_meets_another(events: list[TimelineEvent]) -> None:
    found = arrange(events)
    for side in (found.above, found.below):
        for one, other in combinations(side, 2):
            assert not overlaps(one, other)


@given(EVENTS)
@settings(max_examples=60, deadline=None)
def test_no_stem_of_a_timeline_crosses_a_label(events: list[TimelineEvent]) -> None:
    found = arrange(events)
    for side in (found.above, found.below):
        for stem in side:
            crossed = [
                flag for flag in side if flag.x + 1 < stem.x < flag.right and stem.near > flag.near
            ]
            assert not crossed


@given(EVENTS)
@settings(max_examples=60, deadline=None)
def test_every_event_is_on_the_page(events: list[TimelineEvent]) -> None:
    found = arrange(events)
    flags = [*found.above, *found.below]
    assert {flag.event for flag in flags} == set(events)
    assert all(flag.x >= 0 and flag.right <= PAGE_WIDTH + 0.01 for flag in flags)
    ElementTree.fromstring(timeline(events))


def test_timeline_names_its_years_apart() -> None:
    events = [
        TimelineEvent(date(1990, 1, 1) + timedelta(days=400 * step), "x", "audit")
        for step in range(30)
    ]
    years = [line for line in inked(timeline(events)) if (line.text or "").isdigit()]
    places = [float(line.get("x", 0)) for line in years]
    assert len(years) > 5
    assert all(later - sooner > 16 for sooner, later in pairwise(places))


def test_timeline_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one event"):
        timeline([])


@pytest.mark.parametrize("count", [1, 2, 4, 5, 9, 30])
def test_dots_of_the_matrix_never_meet(count: int) -> None:
    points = [
        MatrixPoint(f"F-{place:02}", 3, likelihood)
        for place in range(count)
        for likelihood in (3, 4, None)
    ]
    placed = markers(points)
    for one, other in combinations(placed, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius


def test_matrix_says_how_many_found_no_room() -> None:
    labels = [
        marker.label
        for marker in markers([MatrixPoint(f"F-{place:02}", 3, 3) for place in range(12)])
    ]
    assert labels[0] == "00"
    assert labels[-1] == "+4"


def test_matrix_refuses_a_level_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="between 1 and 5"):
        severity_matrix([MatrixPoint("F-1", 6, 1)])


@given(
    st.lists(st.builds(PathStep, WORDS, st.sampled_from(STATES), WORDS), min_size=1, max_size=12)
)
@settings(max_examples=60, deadline=None)
def test_no_text_of_the_path_leaves_its_box(steps: list[PathStep]) -> None:
    rows = list(layout(steps))
    for row in rows:
        weight = 600 if row.step.state == "fired" else 400
        for box in (row.question, row.outcome):
            assert all(text_width(line, 8.2, weight) <= box.width - 8 for line in box.texts)
            assert len(box.texts) * 9.8 <= box.height
    for upper, lower in pairwise(rows):
        assert upper.question.y + upper.question.height < lower.question.y


def test_path_says_each_state_in_words() -> None:
    drawn = decision_path([PathStep("x", state, "y") for state in STATES], PathOutcome("Defer"))
    said = [line.text for line in inked(drawn)]
    assert {"applies", "does not apply", "not determined", "?"} <= set(said)


def test_path_of_twelve_rules_fits_a_page() -> None:
    step = PathStep(
        "Coverage below two thirds of the weight of all questions that apply", "fired", "Defer"
    )
    root = ElementTree.fromstring(
        decision_path([step] * 12, PathOutcome("Defer for evidence", "Because."))
    )
    assert float(root.get("viewBox", "").split()[3]) < 650


@given(st.text(min_size=0, max_size=80), st.floats(12, 200))
@settings(max_examples=100, deadline=None)
def test_wrapped_lines_keep_every_character_and_the_width(content: str, width: float) -> None:
    wrapped = wrap(content, width, 8)
    assert "".join(wrapped).replace(" ", "") == "".join(content.split())
    assert all(text_width(line, 8) <= width for line in wrapped)


def test_shortened_text_fits() -> None:
    assert shorten("short", 100, 8) == "short"
    assert text_width(shorten("a very long identifier", 30, 8), 8) <= 30
    assert shorten("AL-2024-0071", 30, 8, keep_end=True).endswith("0071")


@pytest.mark.parametrize(
    ("value", "written"),
    [(-0.001, "0"), (1.0, "1"), (0.104, "0.1"), (-3.456, "-3.46"), (10.0, "10")],
)
def test_numbers_are_written_the_same_way_everywhere(value: float, written: str) -> None:
    assert number(value) == written
