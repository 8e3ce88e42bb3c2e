"""What one change does to scores and results, in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from audit.catalogue.editions.difference import Act, Change, Difference, points_of, questions_of
from audit.catalogue.editions.significance import Level
from audit.catalogue.editions.wording import same_words
from audit.domain.checklist import CountsTowards

NONE = "No effect on answers, scores or results."
ANSWERS = "Earlier answers no longer mean the same."


def effect(change: Change, within: Difference) -> str:
    """The sentence beside a change; a change whose effect nobody described is named as such."""
    told = TOLD.get((change.noun, change.act, change.field))
    if isinstance(told, str):
        return told
    if told is not None:
        return told(change, within)
    return NONE if change.level is Level.PATCH else "Results can differ."


def _weight(change: Change, within: Difference) -> str:
    section = _section_of(change.place, within)
    points = _points(section, change.after - change.before, within)
    return f"Counts {change.after} instead of {change.before}: {points}"


def _added(change: Change, within: Difference) -> str:
    section = _section_of(change.place, within)
    points = _points(section, change.after.weight, within)
    return (
        f"Counts {change.after.weight}: {points} In a re-audit it is open until it is answered, "
        "which lowers coverage."
    )


def _removed(change: Change, within: Difference) -> str:
    section = _section_of(change.place, within, newer=False)
    points = _points(section, -change.before.weight, within)
    return (
        f"Its {change.before.weight} no longer count: {points} Its earlier answers count no more."
    )


def _question_moved(change: Change, within: Difference) -> str:
    weight = questions_of(within.new)[change.place].weight
    return (
        f"Its {weight} leave section {change.before} and count in section {change.after}; "
        "the scores by section differ."
    )


def _text(change: Change, _within: Difference) -> str:
    if same_words(change.before, change.after):
        return "Only white space, punctuation or capital letters changed. " + NONE
    return ANSWERS


def _critical(change: Change, _within: Difference) -> str:
    if change.after:
        return (
            "A failing or unknown answer now limits by itself what may be recommended, and a full "
            "answer needs the evidence of a critical question. Possible points stay."
        )
    return (
        "A failing or unknown answer no longer limits by itself what may be recommended, and a full "
        "answer needs less evidence. Possible points stay."
    )


def _applies(change: Change, within: Difference) -> str:
    weight = questions_of(within.new)[change.place].weight
    return f"It is asked in other cases: there its {weight} possible points come or go, and coverage with them."


def _highest(change: Change, within: Difference) -> str:
    if questions_of(within.new)[change.place].critical:
        return (
            f"Unmet, it counts as severity {change.after} instead of {change.before} in the rules of "
            "the policy. Scores stay."
        )
    return "The question is not critical, so no rule uses it. Scores stay."


def _scale_word(change: Change, within: Difference) -> str:
    scale, code = change.place.split(" ", 1)
    asked = [q for q in questions_of(within.new).values() if q.scale == scale]
    weight = sum((q.weight for q in asked), Fraction(0))
    return (
        f"An answer {code} earns {change.after} instead of {change.before} of the weight; "
        f"{len(asked)} questions with {weight} points together use the scale."
    )


def _counts_towards(change: Change, within: Difference) -> str:
    points = points_of(within.new).get(change.place, Fraction(0))
    if change.after is CountsTowards.LEVERAGE:
        return f"Its {points} possible points leave the company's score."
    return f"Its {points} possible points count in the company's score."


def _section_of(question: str, within: Difference, newer: bool = True) -> str:
    checklist = (within.new if newer else within.old).checklist
    return next(
        section.id for section in checklist.sections for q in section.questions if q.id == question
    )


def _points(section: str, change: Fraction, within: Difference) -> str:
    """What this change alone does to the section's possible points."""
    before = points_of(within.old).get(section, Fraction(0))
    verb = "rise" if change > 0 else "fall"
    moved = (
        f"the possible points of section {section} {verb} from {before} to {before + change}"
        if before
        else f"section {section} is new and gets {change} possible points"
    )
    return f"{moved}{_leverage(section, within)}."


def _leverage(section: str, within: Difference) -> str:
    sections = [
        entry
        for edition in (within.old, within.new)
        for entry in edition.checklist.sections
        if entry.id == section
    ]
    if sections[-1].counts_towards is CountsTowards.SCORE:
        return ""
    return ", which count towards the investor's leverage and not the company's score"


ORDER_OF_OUTCOMES = "The most restrictive limit is the recommendation, so the same facts can lead to another outcome."
RULE = "The same facts can lead to another recommendation."
TIER = "The next review can fall on another day."
EVIDENCE = (
    "The same evidence can support another answer, so scores, bounds and coverage can differ."
)
Told = str | Callable[[Change, Difference], str]
TOLD: Mapping[tuple[str, Act, str], Told] = {
    ("checklist", Act.CHANGED, "runs_when"): (
        "The whole checklist runs in other cases; there its points and its coverage come or go."
    ),
    ("checklist", Act.CHANGED, "effective_from"): (
        "New audits may use it from another day. " + NONE
    ),
    ("policy", Act.CHANGED, "effective_from"): ("New audits may use it from another day. " + NONE),
    ("scale", Act.ADDED, ""): "No effect until a question uses it.",
    ("scale word", Act.CHANGED, "value"): _scale_word,
    ("scale word", Act.CHANGED, "meaning"): _text,
    ("scale word", Act.ADDED, ""): ANSWERS,
    ("scale word", Act.REMOVED, ""): "Earlier answers with this word have no value.",
    ("section", Act.ADDED, ""): "Its questions are named one by one.",
    ("section", Act.REMOVED, ""): "Its questions are named one by one.",
    ("section", Act.CHANGED, "counts_towards"): _counts_towards,
    ("question", Act.ADDED, ""): _added,
    ("question", Act.REMOVED, ""): _removed,
    ("question", Act.MOVED, ""): _question_moved,
    ("question", Act.CHANGED, "text"): _text,
    ("question", Act.CHANGED, "weight"): _weight,
    ("question", Act.CHANGED, "critical"): _critical,
    ("question", Act.CHANGED, "scale"): (
        "Answers use other words that earn other shares. " + ANSWERS
    ),
    ("question", Act.CHANGED, "applies_when"): _applies,
    ("question", Act.CHANGED, "severity.highest"): _highest,
    ("policy", Act.CHANGED, "outcomes"): ORDER_OF_OUTCOMES,
    ("policy", Act.CHANGED, "equally_restrictive"): (
        "Which outcome counts as better than another differs. Recommendations by rule stay."
    ),
    ("policy", Act.CHANGED, "opinion_needs_coverage"): (
        "The same coverage can lead to another overall opinion."
    ),
    ("threshold", Act.CHANGED, "value"): RULE,
    ("threshold", Act.ADDED, ""): "No effect until a rule or a review tier uses it.",
    ("threshold", Act.REMOVED, ""): "What used it is named by itself.",
    ("evidence validity", Act.CHANGED, "months"): EVIDENCE,
    ("evidence validity", Act.ADDED, ""): ("Evidence of this type now expires. " + EVIDENCE),
    ("evidence validity", Act.REMOVED, ""): (
        "Evidence of this type no longer expires. " + EVIDENCE
    ),
    ("rule", Act.ADDED, ""): RULE,
    ("rule", Act.REMOVED, ""): RULE,
    ("rule", Act.CHANGED, "policy_change"): (
        "The rule proposes something else for future deals; the recommendation stays."
    ),
    ("review tier", Act.ADDED, ""): TIER,
    ("review tier", Act.REMOVED, ""): TIER,
    ("review tier", Act.REORDERED, ""): ("The first tier that fits applies. " + TIER),
    **{
        ("policy", Act.CHANGED, f"evidence_floor.{field}"): EVIDENCE
        for field in (
            "grade",
            "critical_types",
            "critical_independent",
            "critical_originators",
            "management_statement",
            "management_only_at_most",
        )
    },
    **{
        ("rule", Act.CHANGED, field): RULE
        for field in (
            "when",
            "if_undetermined",
            "limit_when_holding",
            "limit_before_investment",
            "reason",
        )
    },
    **{("review tier", Act.CHANGED, field): TIER for field in ("when", "months")},
}
