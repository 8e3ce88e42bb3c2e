"""The first sheet: who asks, what happens with the answers, by when, and how to fill in."""

from __future__ import annotations

from audit.domain.questionnaire import Questionnaire, Returned
from audit.questionnaire.layout import Cell, Fixed, Input, Look, Sheet

COVER = "Start"
WIDTHS = (28, 104)
HOW = (
    "There is one sheet a section. Write only in the white cells; the grey ones are locked.",
    "Choose one word as the answer. The column beside it says what each word means.",
    "Explain the answer in your own words, and name the files that you send along with this one.",
    "Where a question does not concern you, leave the answer empty, choose a ground and say why.",
    "Where you refuse to answer, leave the answer empty and give the reason.",
    "A question may say when it is asked. Where that is not so, say that it does not apply.",
    "Enter values, not formulas: a cell that is worked out is not taken. Add no sheets and no macros.",
    "Links are kept as text and are not opened. Send documents as files.",
)
AFTER = (
    "Your file is kept as it came, with its SHA-256, as evidence given by you.",
    "What you wrote is kept in your words, apart from the audit's own answers.",
    "An analyst decides what the audit records. Notes are written beside your words, never over them.",
    "A statement without further evidence is the company's own word and earns part of the points.",
    "Documents, and people who can be asked, raise what a statement earns.",
    "A refusal and an empty answer are recorded as such and never count in your favour.",
    "The investor reads the report, and your answers may be quoted there.",
)
RESPONDENT = (
    ("answered_by", "Answered by (role)", "The role of whoever answered, not a name."),
    ("language", "Language of the answers", "Such as English, Hebrew or German."),
    ("answered_on", "Answered on", "A day such as 2026-11-23."),
)
"""What is entered for the file as a whole."""


def cover(asked: Questionnaire, filled: Returned | None) -> Sheet:
    """The first sheet of the workbook that is sent."""
    versions = ", ".join(f"{used.id} {used.version}" for used in asked.checklists)
    by = asked.answer_by.isoformat() if asked.answer_by else "No day is set"
    rows: list[tuple[Cell, ...]] = [
        _title(f"Questionnaire {asked.id}"),
        _row("About", asked.about),
        _row("Asked by", f"{asked.asker}, through the audit {asked.audit}"),
        _row("Asked of", asked.sent_to),
        _row("Sent on", f"{asked.sent_at.date()} by {asked.sent_by}"),
        _row("Please return by", by),
        _row(
            "Language", "The questions are in English. Answer in English, or in your own language."
        ),
        _row("Questions", f"{len(asked.questions)}, from {versions}"),
    ]
    rows += [
        (
            Fixed(label, Look.LABEL),
            Input(("", name), (), prompt, getattr(filled, name) if filled else ""),
        )
        for name, label, prompt in RESPONDENT
    ]
    rows += [*_numbered("How to fill in", HOW), *_numbered("What happens then", AFTER)]
    return Sheet(COVER, tuple(rows), WIDTHS)


def notes_cover(asked: Questionnaire, returned: Returned) -> Sheet:
    """The first sheet of the workbook for notes."""
    return Sheet(
        COVER,
        (
            _title(f"Notes on questionnaire {asked.id}"),
            _row("About", asked.about),
            _row("Audit", asked.audit),
            _row("Came back as", f"{returned.item}, taken in on {returned.taken_at.date()}"),
            *(_row(label, getattr(returned, name)) for name, label, _ in RESPONDENT),
            _row("How to fill in", "Write in the column Note. Everything else is locked."),
            _row(
                "What happens then",
                "Notes are kept beside the given answers, with your name. An empty note takes an "
                "earlier one back.",
            ),
        ),
        WIDTHS,
    )


def _title(text: str) -> tuple[Cell, ...]:
    return (Fixed(text, Look.TITLE),)


def _row(label: str, text: str) -> tuple[Cell, ...]:
    return Fixed(label, Look.LABEL), Fixed(text)


def _numbered(label: str, texts: tuple[str, ...]) -> list[tuple[Cell, ...]]:
    return [_row(f"{label}, {number}", text) for number, text in enumerate(texts, start=1)]
