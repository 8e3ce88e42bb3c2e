"""What would change the advice, as finished words."""

from __future__ import annotations

from itertools import groupby

from audit.decision.dossier import Dossier
from audit.decision.sensitivity import (
    Carrier,
    CarrierKind,
    ContradictionEffect,
    Expiry,
    FlipSets,
    Forecast,
    NextQuestion,
    Resolved,
    Sensitivity,
)
from audit.decision.sensitivity.report import ReadingEffect
from audit.domain.allegation import AllegationStatus
from audit.domain.contradiction import Contradiction, ContradictionStatus, Reading
from audit.domain.decision import Outcome
from reports.assembly.formats import counted, day, listed, number_word, percent, sentence, share
from reports.assembly.headings import heading
from reports.assembly.marks import OPEN, PLAIN, SETTLED
from reports.assembly.places import Places
from reports.model.parts import Badge, Link
from reports.model.sensitivity import (
    CarrierRow,
    ContradictionEntry,
    ExpiryRow,
    FlipBlock,
    FlipRow,
    NextQuestionRow,
    ReadingRow,
    SensitivitySection,
)
from reports.wording import OUTCOMES, STATUSES, scale_word

LISTED = 12
_TITLES = {
    Resolved.WELL: "If open questions turn out well",
    Resolved.BADLY: "If open questions turn out badly",
    Resolved.REMOVED: "If evidence falls away",
}
_KINDS = {
    CarrierKind.EVIDENCE: "Evidence item",
    CarrierKind.ANSWER: "Answer",
    CarrierKind.JUDGEMENT: "Judgement",
}
_STANDINGS = {
    ContradictionStatus.OPEN: Badge("Open", OPEN),
    ContradictionStatus.RESOLVED: Badge("Resolved", SETTLED),
    ContradictionStatus.IRREDUCIBLE: Badge("Irreducible", PLAIN),
}


def sensitivity(dossier: Dossier, places: Places) -> SensitivitySection:
    """Smallest sets, carriers, next questions and contradictions of one audit."""
    found = dossier.record.assessment.sensitivity
    if found is None:
        return SensitivitySection(heading("sensitivity"), False, (), (), (), "", "", (), ())
    listed_ones = found.next_questions[:LISTED]
    further = len(found.next_questions) - len(listed_ones)
    return SensitivitySection(
        heading=heading("sensitivity"),
        computed=True,
        blocks=tuple(_block(flips, places) for flips in (found.well, found.badly, found.evidence)),
        carriers=_carriers(found, places),
        next_questions=tuple(_next(question, dossier, places) for question in listed_ones),
        further_questions=f"{counted(further, 'open question is', 'open questions are')} not listed."
        if further
        else "",
        supported=supported_in_words(found.forecast),
        expiries=tuple(_expiry(step, places) for step in found.forecast.steps[:LISTED]),
        contradictions=_contradictions(found, dossier, places),
    )


def _block(flips: FlipSets, places: Places) -> FlipBlock:
    kind = "evidence" if flips.resolved is Resolved.REMOVED else "question"
    rows = tuple(
        FlipRow(places.links(kind, flip.members), OUTCOMES[flip.outcome]) for flip in flips.sets
    )
    return FlipBlock(_TITLES[flips.resolved], flips_in_words(flips), rows)


def flips_in_words(flips: FlipSets) -> str:
    """How small the smallest sets are, in a sentence or two."""
    items = flips.resolved is Resolved.REMOVED
    things = ("item", "items") if items else ("question", "questions")
    if not flips.size:
        if not flips.exact:
            return "None was found; the search was cut short."
        return (
            "No item and no set of items carries the recommendation alone."
            if items
            else "No answer to any of them would change the recommendation."
        )
    outcomes = listed(sorted({OUTCOMES[flip.outcome] for flip in flips.sets}), "or")
    size = counted(flips.size, *things)
    many = (
        f"The smallest set has {size} and leads to {outcomes}."
        if flips.count == 1
        else f"{number_word(flips.count).capitalize()} sets of {size} lead to {outcomes}."
    )
    return many if flips.exact else f"{many} There may be smaller or further ones."


def _carriers(found: Sensitivity, places: Places) -> tuple[CarrierRow, ...]:
    def what(carrier: Carrier) -> tuple[CarrierKind, Outcome]:
        return carrier.kind, carrier.without

    return tuple(
        CarrierRow(
            _KINDS[kind], tuple(_carrier_link(c, places) for c in members), OUTCOMES[without]
        )
        for (kind, without), members in groupby(sorted(found.carriers, key=what), what)
    )


def _carrier_link(carrier: Carrier, places: Places) -> Link:
    if carrier.kind is CarrierKind.JUDGEMENT:
        if carrier.id == "leverage_can_be_raised":
            return Link("Whether leverage can be raised", "")
        return places.link("impact", carrier.id)
    return places.link(carrier.kind.value.replace("answer", "question"), carrier.id)


def _next(question: NextQuestion, dossier: Dossier, places: Places) -> NextQuestionRow:
    text = next(
        scored.question.text
        for scored in dossier.record.assessment.score.questions
        if scored.question.id == question.question
    )
    return NextQuestionRow(
        places.link("question", question.question), text, next_in_words(question)
    )


def next_in_words(question: NextQuestion) -> str:
    """Why this question comes where it comes."""
    parts: list[str] = []
    if question.in_smallest_set == 1:
        parts.append("by itself it can change the recommendation")
    elif question.in_smallest_set:
        parts.append(f"it is one of {question.in_smallest_set} that can change the recommendation")
    if question.critical:
        parts.append("it is critical")
    if question.moves:
        parts.append(f"it holds open {percent(question.moves)} of the score")
    return sentence("; ".join(parts) or "it can change the leverage level")


def supported_in_words(forecast: Forecast) -> str:
    """Until when the evidence supports the recommendation, in a sentence."""
    if forecast.supported_until:
        return f"The recommendation is supported until {day(forecast.supported_until)}, if nothing is renewed."
    if forecast.steps:
        return "Evidence expires on the days below; none of them changes the recommendation."
    return "No answer rests on evidence that expires."


def _expiry(step: Expiry, places: Places) -> ExpiryRow:
    answers = counted(len(step.questions), "answer rests", "answers rest")
    return ExpiryRow(
        on=day(step.on),
        items=places.links("evidence", step.items),
        lost=sentence(f"{answers} on expired evidence alone; lowest score {percent(step.lowest)}"),
        outcome=OUTCOMES[step.outcome],
    )


def _contradictions(
    found: Sensitivity, dossier: Dossier, places: Places
) -> tuple[ContradictionEntry, ...]:
    effects = {effect.contradiction: effect for effect in found.contradictions}
    return tuple(
        _contradiction(contradiction, effects[contradiction.id], places)
        for contradiction in dossier.record.fieldwork.contradictions
    )


def _contradiction(
    contradiction: Contradiction, effect: ContradictionEffect, places: Places
) -> ContradictionEntry:
    (about,) = places.anything((contradiction.about,))
    return ContradictionEntry(
        name=contradiction.id,
        about=about,
        point=sentence(contradiction.point),
        standing=_STANDINGS[contradiction.status],
        settled=_settled(contradiction),
        readings=tuple(
            _reading(reading, told, places)
            for reading, told in zip(contradiction.readings, effect.readings, strict=True)
        ),
        decides="The recommendation hangs on which reading is right."
        if effect.decides
        else "The recommendation is the same under either reading."
        if len(effect.readings) == len(("one", "other"))
        else "The recommendation is the same under every reading.",
    )


def _settled(contradiction: Contradiction) -> str:
    resolution = contradiction.resolution
    if resolution is None:
        return sentence(contradiction.why_irreducible)
    return sentence(
        f"Resolved by {resolution.by} on {day(resolution.on)} for the reading "
        f"“{resolution.reading}”: {resolution.reason}"
    )


def _reading(reading: Reading, effect: ReadingEffect, places: Places) -> ReadingRow:
    independent = "independent of the investee" if effect.independent else "not independent"
    grade = f", best grade {effect.best_grade}" if effect.best_grade else ""
    originators = counted(len(effect.originators), "originator", "originators")
    return ReadingRow(
        text=reading.text,
        word=STATUSES[AllegationStatus(reading.word)][0]
        if reading.word in list(AllegationStatus)
        else scale_word(reading.word),
        rests_on=sentence(f"{originators}, {independent}{grade}"),
        sources=places.sources(reading.evidence),
        effect=f"Score {share(effect.share)}; {OUTCOMES[effect.outcome].lower()}.",
    )
