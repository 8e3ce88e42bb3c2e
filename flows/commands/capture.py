"""Web pages and captures made by others, from the command line."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.domain.errors import InputInvalid, Problem
from flows.commands.screen import AuditId, console, readable, workplace

if TYPE_CHECKING:
    from audit.domain.evidence import EvidenceItem

captures = typer.Typer()
Analyst = Annotated[str, typer.Option(help="Registered id of the person who does it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Originator = Annotated[str, typer.Option(help="Who first put it into the world.")]
ProvidedBy = Annotated[str, typer.Option(help="Who provides it, such as press or investee.")]
Grade = Annotated[str, typer.Option(help="Admiralty grade, such as B2; F6 is not judged.")]


@captures.command()
def capture(
    audit: AuditId,
    urls: Annotated[list[str] | None, typer.Argument(metavar="URL", help="Web address.")] = None,
    listed: Annotated[Path | None, typer.Option("--list", help="File, one address a line.")] = None,
    analyst: Analyst = "analyst",
    originator: Originator = "",
    provided_by: ProvidedBy = "public_record",
    grade: Grade = "F6",
    accept_unverified: Annotated[
        bool, typer.Option(help="Capture also when a certificate does not verify, and say so.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Capture web pages into an open audit; one that fails is recorded and stops no other."""
    from flows.acts.capturing import capture_list, outfit_of
    from flows.forms.capture_pages import PageWords, counted, described, outcome_of
    from flows.forms.intake import named_audit
    from flows.forms.parameters import words_of
    from flows.settings import Settings

    place = workplace()
    audit_id = named_audit(place, "audit", audit)
    wanted = counted("URL", _addresses(urls or [], listed))
    words = {"originator": originator, "provided_by": provided_by, "grade": grade}
    said = described(place, words_of("pages", words, PageWords))

    def told(number: int, item: EvidenceItem) -> None:
        if not as_json:
            console.print(f"{number} of {len(wanted)}: {outcome_of(item)}", soft_wrap=True)

    outfit = outfit_of(Settings(), accept_unverified=accept_unverified)
    items = capture_list(place, audit_id, wanted, said, analyst, outfit, told)
    failed = sum(1 for item in items if item.capture and item.capture.failure)
    if as_json:
        print(json.dumps([_plain(item) for item in items], ensure_ascii=False, indent=1))  # noqa: T201
    else:
        console.print(f"{len(items) - failed} captured, {failed} recorded as failed")


@captures.command("import-capture")
def import_capture(
    audit: AuditId,
    file: Annotated[Path, typer.Argument(help="A web archive: .warc, .warc.gz or .wacz.")],
    analyst: Analyst = "analyst",
    title: Annotated[str, typer.Option(help="What it is; empty for its name.")] = "",
    originator: Originator = "",
    provided_by: ProvidedBy = "public_record",
    grade: Grade = "F6",
    as_json: AsJson = False,
) -> None:
    """Check a capture made by others and take it into an open audit as it is."""
    from flows.acts.capturing import own_tool
    from flows.acts.importing import import_capture as taken_in
    from flows.forms.capture_pages import PageWords, described
    from flows.forms.intake import named_audit
    from flows.forms.parameters import line_of, words_of

    place = workplace()
    audit_id = named_audit(place, "audit", audit)
    words = {"originator": originator, "provided_by": provided_by, "grade": grade}
    said = described(place, words_of("pages", words, PageWords))
    said = dataclasses.replace(said, title=line_of("title", title))
    with readable(str(file)), file.open("rb") as stream:
        made = taken_in(place, audit_id, stream, file.name, said, analyst, own_tool())
    if as_json:
        print(made.found.as_json().decode())  # noqa: T201
        return
    console.print(f"{made.item.id} {made.item.title}", soft_wrap=True)
    console.print(made.item.method, soft_wrap=True)
    for mismatch in made.found.mismatches:
        console.print(f"Does not fit: {mismatch}", soft_wrap=True)


def _addresses(urls: list[str], listed: Path | None) -> list[str]:
    from flows.forms.capture_pages import listed_addresses

    if bool(urls) == bool(listed):
        raise InputInvalid(
            Problem("URL", "give either addresses or --list", "leave the other away")
        )
    if listed is None:
        return listed_addresses("\n".join(urls))
    with readable(str(listed)):
        return listed_addresses(listed.read_bytes().decode("utf-8-sig", "replace"))


def _plain(item: EvidenceItem) -> dict[str, Any]:
    capture = item.capture
    return {
        "id": item.id,
        "url": item.url,
        "sha256": item.sha256,
        "status": capture.status if capture else 0,
        "final_url": capture.final_url if capture else "",
        "failure": capture.failure if capture else "",
        "copies": {copy.kind.value: copy.sha256 for copy in item.derivatives},
    }
