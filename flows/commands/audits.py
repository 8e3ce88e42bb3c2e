"""Carrying an audit: open, check, record, sign, report, show, list."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from audit.catalogue import Catalogue, packaged_catalogue
from audit.catalogue.reading import SourceFile, nearest
from audit.decision.dossier import Dossier
from audit.domain.decision import Outcome
from audit.domain.errors import InputInvalid, Problem, SignOffRefused
from audit.domain.request import AuditRequest
from flows.clock import now
from flows.commands.screen import AuditId, console, print_markdown, readable, say, workplace
from reports.summary import heading, scorecard_rows, summary_markdown, words

DIGEST_SHOWN = 12
"""Characters of a digest that tell records apart."""
audits = typer.Typer()


@audits.command(name="audit")
def audit_(
    request: Annotated[
        str, typer.Argument(help="A request file, or the name of a prepared case.")
    ] = "m12-anyvision-2020",
    analyst: Annotated[str, typer.Option(help="Registered id of the analyst.")] = "analyst",
    evidence_deadline: Annotated[str, typer.Option(help="Day by which evidence is due.")] = "",
) -> None:
    """Open an audit, or carry on the open one, until it waits for a sign-off. Needs no server."""
    from flows.acts.fieldwork import collect_evidence, record_answers
    from flows.acts.opening import open_audit
    from flows.acts.stages import assess_audit
    from flows.forms.intake import day_in

    place = workplace()
    asked = _request(place.catalogue, request, analyst)
    deadline = day_in("evidence-deadline", evidence_deadline)
    opened = open_audit(place, asked, now(), evidence_deadline=deadline)
    console.print(f"Audit {opened.id} of {opened.request.investee.legal_name}")
    console.print(f"{collect_evidence(place, opened.id, now()).count} evidence items")
    console.print(f"{record_answers(place, opened.id, now()).count} answers")
    record_digest, record = assess_audit(place, opened.id, now())
    print_markdown(summary_markdown(record, record_digest))
    _print_sign_off(opened.id, record_digest)


@audits.command()
def check(
    request: Annotated[str, typer.Argument(help="A request file, or the name of a prepared case.")],
    analyst: Annotated[str, typer.Option(help="Registered id of the analyst.")] = "analyst",
) -> None:
    """Check a request and say what would run. Nothing is written."""
    from flows.acts.opening import chosen_checklists

    # Not the installation: opening that makes a database.
    catalogue = packaged_catalogue()
    asked = _request(catalogue, request, analyst)
    today = now().date()
    policy = catalogue.policy_on(asked.policy, today)
    chosen = ", ".join(f"{c.id}@{c.version}" for c in chosen_checklists(catalogue, asked, today))
    console.print(
        f"{asked.investee.legal_name}: {chosen}; policy {policy.id}@{policy.version}. "
        "Nothing was written.",
        soft_wrap=True,
    )


@audits.command(name="sign-off")
def sign_off(
    audit: AuditId,
    reviewer: Annotated[str, typer.Option(help="Registered id of the reviewer.")],
    digest: Annotated[
        str,
        typer.Option(help="Digest of the record you read, or at least its first 12 characters."),
    ] = "",
    independent: Annotated[
        bool,
        typer.Option(
            "--independent",
            help="You state that you took no part in the fieldwork and have no interest in the result.",
        ),
    ] = False,
    decision: Annotated[str, typer.Option(help="Empty follows the recommendation.")] = "",
    reason: Annotated[str, typer.Option(help="Needed when the decision differs.")] = "",
) -> None:
    """Sign the record that you read, decide, and render the report."""
    from flows.acts.stages import conclude, produce_report, sign

    place = workplace()
    with place.reading() as work:
        work.audits.get(audit)
        record = work.reviews.latest_review_record(audit)
        current = work.reviews.latest_digest(audit)
    if record is None:
        raise InputInvalid(Problem("audit", f"{audit} is not assessed yet", "run it first"))
    record_digest = _digest_read(audit, digest, current)
    _require_statement(independent)
    outcome = _outcome(decision) if decision else record.assessment.recommendation.outcome
    sign(place, audit, reviewer, outcome, reason, record_digest, now())
    conclude(place, audit, now())
    produce_report(place, audit, now())
    show(audit)


@audits.command()
def fieldwork(
    audit: AuditId,
    file: Annotated[Path, typer.Argument(help="A fieldwork file.")],
    analyst: Annotated[str, typer.Option(help="Registered id of the analyst.")] = "analyst",
) -> None:
    """Record a fieldwork file: answers, assessments, impacts, findings, limitations, terms."""
    from flows.acts.fieldwork import record_fieldwork_file

    with readable(str(file)):
        source = SourceFile(file, file.name)
    done = record_fieldwork_file(workplace(), audit, source, analyst, now())
    answers, terms = len(done.answers), len(done.terms)
    console.print(f"{answers} answers and {terms} terms of {audit} are recorded")


@audits.command()
def confirm(
    audit: AuditId,
    question: Annotated[str, typer.Argument(help="Id of the question, such as REM-06.")],
    person: Annotated[str, typer.Option(help="Your registered id; not that of who answered.")],
) -> None:
    """Confirm, as a second person, that a question does not apply."""
    from flows.acts.confirmation import confirm_not_applicable

    confirm_not_applicable(workplace(), audit, question, person, now())
    console.print(f"{person} confirms that {question} does not apply in {audit}", soft_wrap=True)


@audits.command()
def report(audit: AuditId) -> None:
    """Render the report of a decided audit again from its dossier, and print where it is."""
    from flows.acts.stages import produce_report

    made = produce_report(workplace(), audit, now())
    console.print(f"{made.path}\nSHA-256 {made.pdf_sha256}", soft_wrap=True)


@audits.command()
def show(audit: AuditId) -> None:
    """Where an audit stands: recommendation with reasons, decision, coverage, bounds, PDF."""
    from flows.acts.inbox import folder_of
    from flows.acts.stages import working_copy

    place = workplace()
    with place.reading() as work:
        opened = work.audits.get(audit)
        record = work.reviews.latest_review_record(audit)
        current = work.reviews.latest_digest(audit)
        dossier = work.reviews.dossier(audit)
        made = work.reviews.reports(audit)
    say(f"\n[bold]{escape(opened.request.investee.legal_name)}[/bold]  ({audit})")
    if record is not None:
        print_markdown(heading(record))
        console.print(scorecard(scorecard_rows(record)))
    if dossier is not None:
        print_decision(dossier)
    else:
        if record is not None:
            _print_sign_off(audit, current)
        if folder := folder_of(place.inbox, audit):
            console.print(f"Inbox     {folder}", soft_wrap=True)
    for entry in made[-1:]:
        console.print(f"Report    {working_copy(place, audit)}", soft_wrap=True)
        console.print(f"SHA-256   {entry.pdf_sha256}", soft_wrap=True)


@audits.command(name="list")
def list_() -> None:
    """Every audit, newest first."""
    with workplace().reading() as work:
        lines = work.audits.lines()
    table = Table(box=box.SIMPLE)
    # An id is what every other command asks for, so it is never cut, however narrow the screen is.
    longest = max((len(line.id) for line in lines), default=0)
    table.add_column("Audit", overflow="fold", min_width=longest)
    for column in ("Stage", "Decision", "Next review"):
        table.add_column(column, overflow="fold")
    for line in lines:
        outcome = words(line.outcome) if line.outcome else ""
        named = f"{line.id}\n{line.investee}"
        table.add_row(named, words(line.stage), outcome, str(line.next_review_on or ""))
    console.print(table, crop=False)


def _request(catalogue: Catalogue, name: str, analyst: str) -> AuditRequest:
    from flows.forms.intake import request_from_file

    if name in catalogue.case_names():
        document: dict[str, Any] = catalogue.case(name).request
        return request_from_file(catalogue, document, analyst, name, now().date())
    schema = catalogue.root / "schema" / "case-request.schema.json"
    with readable(name):
        document = SourceFile(Path(name), Path(name).name).load(schema)
    return request_from_file(catalogue, document, analyst, "", now().date())


def _digest_read(audit: str, given: str, current: str) -> str:
    """The digest of the record as it stands, if it is the one that was read."""
    read = given.strip().lower()
    look = f"`investee-audit show {audit}`"
    if len(read) < DIGEST_SHOWN:
        raise InputInvalid(
            Problem(
                "--digest",
                f"a sign-off rests on the record that was read, named by at least {DIGEST_SHOWN} "
                "characters of its digest",
                f"read the record and give the digest that {look} names",
            )
        )
    if not current.startswith(read):
        raise SignOffRefused(
            f"The record of audit {audit} is not the one with the digest {read[:DIGEST_SHOWN]}…; "
            f"read the record as it stands and give the digest that {look} names."
        )
    return current


def _require_statement(independent: bool) -> None:
    from flows.acts.stages import INDEPENDENCE

    if not independent:
        raise InputInvalid(
            Problem(
                "--independent",
                "the statement of independence is not made",
                f'add --independent to state: "{INDEPENDENCE}"',
            )
        )


def _print_sign_off(audit: str, record_digest: str) -> None:
    console.print(
        f"Sign it off with: investee-audit sign-off {audit} --reviewer ID "
        f"--digest {record_digest[:DIGEST_SHOWN]} --independent",
        soft_wrap=True,
    )


def _outcome(text: str) -> Outcome:
    word = text.strip().replace(" ", "_")
    if word not in list(Outcome):
        raise InputInvalid(
            Problem("decision", f"{text} is not an outcome", nearest(word, list(Outcome)))
        )
    return Outcome(word)


def scorecard(rows: list[dict[str, str]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for name in rows[0]:
        widest = max(len(name), *(len(row[name]) for row in rows))
        # On a narrow screen only the titles are cut, never the numbers.
        table.add_column(
            name, no_wrap=True, overflow="ellipsis", min_width=None if name == "Section" else widest
        )
    for row in rows:
        table.add_row(*row.values(), style="bold" if row is rows[0] else "")
    return table


def print_decision(dossier: Dossier) -> None:
    decision = dossier.decision
    follows = "follows" if decision.follows_recommendation else "differs from"
    say(
        f"Decision  [bold]{words(decision.outcome)}[/bold] ({follows} the recommendation), signed by "
        f"{escape(dossier.sign_off.reviewer_name)}; next review on {decision.next_review_on}"
    )
    for change in decision.policy_changes:
        console.print(f"Proposed change of policy: {change.rule}", soft_wrap=True)
