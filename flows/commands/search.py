"""Searching in the text of evidence, and deciding on suggested passages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from audit.domain.errors import InputInvalid, Problem
from flows.clock import now
from flows.commands.screen import AuditId, console, say, workplace

if TYPE_CHECKING:
    from audit.texts.suggestion import SuggestionDecision, Verdict
    from flows.acts.searching import Hit, Indexed
    from flows.acts.suggesting import Suggested

DIGEST_SHOWN = 16
searches = typer.Typer(help="Text of evidence.")
suggestion = typer.Typer(help="Decide on suggested passages.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SuggestionId = Annotated[str, typer.Argument(help="Id of the suggestion, as listed.")]
By = Annotated[str, typer.Option(help="Registered id of the analyst who decides.")]
Reason = Annotated[str, typer.Option(help="Why, in a sentence.")]


@searches.command(context_settings={"ignore_unknown_options": True})
def search(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="AUDIT WORDS",
            help='Id of the audit, then what to look for: words, "a phrase", -not, this OR that, '
            "begin*, one NEAR another.",
        ),
    ],
    everywhere: Annotated[
        bool, typer.Option("--all", help="Search every audit; name none.")
    ] = False,
    most: Annotated[int, typer.Option(min=1, max=1000, help="Results to show.")] = 20,
    again: Annotated[
        bool, typer.Option("--again", help="First try again what could not be read.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Search in the text of evidence; text that was not extracted yet is extracted first."""
    from audit.texts.query import read_query
    from flows.acts.searching import index_missing, not_indexed
    from flows.acts.searching import search as find
    from flows.forms.intake import named_audit

    place = workplace()
    audit_id = "" if everywhere else named_audit(place, "audit", words[0])
    sought = " ".join(words if everywhere else words[1:])
    if everywhere:
        found, indexed = find(place, sought, "", most), None
    else:
        read_query(sought)  # refused before anything is extracted
        indexed = index_missing(place, audit_id, now(), again=again)
        found = find(place, sought, audit_id, most)
    if as_json:
        typer.echo(json.dumps([_plain(hit) for hit in found.hits], ensure_ascii=False, indent=1))
        return
    for hit in found.hits:
        _print_hit(hit, everywhere)
    shown = f", the best {len(found.hits)} shown" if len(found.hits) < found.total else ""
    console.print(f"{found.total} found{shown}")
    if indexed:
        _print_indexed(indexed)
    elif missing := not_indexed(place):
        console.print(
            f"Not searched: {sum(missing.values())} items whose text is not extracted yet, in "
            f"{', '.join(missing)}; search each of these audits once by its id.",
            soft_wrap=True,
        )


@searches.command()
def suggest(
    audit: AuditId,
    question: Annotated[str, typer.Argument(help="Id of a question or an allegation.")] = "",
    most: Annotated[int, typer.Option(min=1, max=1000, help="Passages for each.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Rank passages that may bear on what is asked. Nothing is recorded until somebody decides."""
    from flows.acts.searching import index_missing
    from flows.acts.suggesting import require_subject
    from flows.acts.suggesting import suggest as suggested
    from flows.forms.intake import named_audit

    place = workplace()
    audit_id = named_audit(place, "audit", audit)
    require_subject(place, audit_id, question)
    indexed = index_missing(place, audit_id, now())
    made = suggested(place, audit_id, question, most)
    if as_json:
        typer.echo(
            json.dumps([_plain_subject(entry) for entry in made], ensure_ascii=False, indent=1)
        )
        return
    for entry in made:
        if entry.suggestions or question:
            _print_subject(entry)
    if not any(entry.suggestions for entry in made):
        console.print("No passage is suggested.")
    _print_indexed(indexed)


@suggestion.command()
def accept(audit: AuditId, suggestion: SuggestionId, by: By, reason: Reason = "") -> None:
    """Accept a passage: it becomes a claim on its item. It changes no answer and no score."""
    from audit.texts.suggestion import Verdict

    made = _decide(audit, suggestion, Verdict.ACCEPTED, by, reason)
    console.print(f"Accepted: {made.item} now has a claim about {made.about} ({made.locator})")


@suggestion.command()
def reject(audit: AuditId, suggestion: SuggestionId, by: By, reason: Reason = "") -> None:
    """Reject a passage: this text does not come up for this question again."""
    from audit.texts.suggestion import Verdict

    made = _decide(audit, suggestion, Verdict.REJECTED, by, reason)
    console.print(f"Rejected for {made.about}: {made.item}, {made.locator}")


def _decide(
    audit: str, suggestion: str, verdict: Verdict, by: str, reason: str
) -> SuggestionDecision:
    from flows.acts.suggesting import decide
    from flows.forms.intake import named_audit

    place = workplace()
    for where, text in (("--by", by), ("--reason", reason)):
        if not text.isprintable():
            raise InputInvalid(
                Problem(where, "it has a line break or a control character", "write it on one line")
            )
    audit_id = named_audit(place, "audit", audit)
    return decide(place, audit_id, suggestion, verdict, by, reason, now())


def _print_hit(hit: Hit, everywhere: bool) -> None:
    where = f"{hit.audit}  " if everywhere else ""
    console.print(
        f"{where}{hit.item}, {hit.locator}  SHA-256 {hit.sha256[:DIGEST_SHOWN]}…", soft_wrap=True
    )
    marked = (
        f"[bold]{escape(piece.text)}[/bold]" if piece.found else escape(piece.text)
        for piece in hit.snippet
    )
    say(f"  {''.join(marked)}\n")


def _print_indexed(indexed: Indexed) -> None:
    if indexed.added:
        console.print(
            f"Items whose text was extracted just now: {indexed.added}; that stands in the custody ledger."
        )
    for record in indexed.without_text:
        said = "read in part" if record.pages else "no text"
        console.print(f"{record.item}: {said}; {record.reason}", soft_wrap=True)
    for sentence in indexed.refused:
        console.print(sentence, soft_wrap=True)


def _print_subject(entry: Suggested) -> None:
    from audit.texts.ranking import explained

    console.print(f"{entry.subject.id}  {entry.subject.words}", soft_wrap=True)
    if not entry.terms:
        console.print("  Every word of it is too common to look for.\n")
    elif not entry.suggestions:
        console.print(
            f"  No undecided passage was found for {', '.join(entry.terms)}.\n", soft_wrap=True
        )
    for made in entry.suggestions:
        console.print(f"  {made.id}  {made.source.locator}", soft_wrap=True)
        console.print(f"    “{' '.join(made.text.split())}”", soft_wrap=True)
        console.print(f"    matched {explained(made)}\n", soft_wrap=True)


def _plain(hit: Hit) -> dict[str, Any]:
    return {
        "audit": hit.audit,
        "item": hit.item,
        "sha256": hit.sha256,
        "locator": hit.locator,
        "snippet": [{"text": piece.text, "found": piece.found} for piece in hit.snippet],
    }


def _plain_subject(entry: Suggested) -> dict[str, Any]:
    return {
        "about": entry.subject.id,
        "terms": list(entry.terms),
        "total": entry.total,
        "suggestions": [_plain_suggestion(made) for made in entry.suggestions],
    }


def _plain_suggestion(made: Any) -> dict[str, Any]:
    return {
        "id": made.id,
        "item": made.source.item,
        "locator": made.source.locator,
        "text": made.text,
        "points": made.points,
        "matches": [{"term": m.term, "passages": m.passages} for m in made.matches],
        "of_passages": made.of_passages,
    }
