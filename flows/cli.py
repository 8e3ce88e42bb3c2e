"""The command line: `investee-audit`. A refusal is one sentence and exit code 2."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from audit.catalogue import Catalogue, packaged_catalogue
from audit.catalogue.published import publish
from audit.catalogue.reading import SourceFile
from audit.custody.ledger import verify as verify_ledger
from audit.decision.dossier import Dossier
from audit.domain.decision import Outcome
from audit.domain.errors import (
    AuditError,
    EvidenceUnreadable,
    InputInvalid,
    Problem,
    SignOffRefused,
)
from audit.domain.request import AuditRequest
from audit.domain.signoff import Person, PersonKind, Role
from audit.intake import shown
from audit.records import digest as digest_of
from flows.clock import now
from flows.settings import Settings
from flows.workplace import Workplace, open_workplace, register_first_people
from reports.summary import heading, scorecard_rows, summary_markdown, words

REFUSED = 2
DIGEST_SHOWN = 12
"""Characters of a digest that tell records apart."""
app = typer.Typer(
    help="Human-rights due-diligence audits of investees.",
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
)
people = typer.Typer(help="People who may work on audits.", no_args_is_help=True)
checklist = typer.Typer(help="Checklists and policies.", no_args_is_help=True)
app.add_typer(people, name="people")
app.add_typer(checklist, name="checklist")
# Names come from outside: only what is marked so here is read as markup.
console = Console(highlight=False, markup=False)


def _audit_id(text: str) -> str:
    # What cannot be printed, such as a byte that is no UTF-8, is no id, and no database looks it up.
    if not text.isprintable():
        raise AuditError(f"There is no audit '{shown(text)}'.")
    return text


AuditId = Annotated[str, typer.Argument(help="Id of the audit.", callback=_audit_id)]


def main() -> None:
    """Run the command; a refusal is printed as its sentences, without a traceback."""
    try:
        app()
    except AuditError as error:
        Console(stderr=True, highlight=False).print(str(error), markup=False, soft_wrap=True)
        sys.exit(REFUSED)


@app.command()
def demo() -> None:
    """Carry the reference case from the form to its PDF, through the real server."""
    from flows.demo import run_reference_case
    from flows.serve import running

    settings = Settings()
    place = open_workplace(settings)
    _say("[bold]Starting the server and the runner[/bold] (about half a minute)")
    with running(settings):
        _say("[bold]Auditing the reference case[/bold]")
        made = run_reference_case(settings, place, console)
    show(made.audit)
    _say("Run [bold]make serve[/bold] to see the same run in the browser.")


@app.command()
def serve() -> None:
    """Start server, UI, runner and the page of reports, and print where they are."""
    from flows.serve import running, serve_until_stopped

    settings = Settings()
    register_first_people(open_workplace(settings), now())
    console.print("Starting the server and the runner (about half a minute)")
    with running(settings):
        user, password = settings.credentials.split(":", 1)
        console.print(f"\nReports    {settings.address}/reports", soft_wrap=True)
        console.print(f"Prefect UI {settings.address}/v2/deployments", soft_wrap=True)
        kept = escape(password)
        _say(f"\nOn the page of reports: name [bold]{user}[/bold], password [bold]{kept}[/bold]")
        _say(f"In the Prefect UI:      [bold]{user}:{kept}[/bold]")
        console.print("\nCtrl-C stops everything; nothing is lost.")
        serve_until_stopped()


@app.command(name="audit")
def audit_(
    request: Annotated[
        str, typer.Argument(help="A request file, or the name of a prepared case.")
    ] = "m12-anyvision-2020",
    analyst: Annotated[str, typer.Option(help="Registered id of the analyst.")] = "analyst",
    evidence_deadline: Annotated[str, typer.Option(help="Day by which evidence is due.")] = "",
) -> None:
    """Open an audit, or carry on the open one, until it waits for a sign-off. Needs no server."""
    from flows.fieldwork import collect_evidence, record_answers
    from flows.intake import day_in
    from flows.opening import open_audit
    from flows.stages import assess_audit

    place = _workplace()
    asked = _request(place.catalogue, request, analyst)
    deadline = day_in("evidence-deadline", evidence_deadline)
    opened = open_audit(place, asked, now(), evidence_deadline=deadline)
    console.print(f"Audit {opened.id} of {opened.request.investee.legal_name}")
    console.print(f"{collect_evidence(place, opened.id, now()).count} evidence items")
    console.print(f"{record_answers(place, opened.id, now()).count} answers")
    record_digest, record = assess_audit(place, opened.id, now())
    _print_markdown(summary_markdown(record, record_digest))
    _print_sign_off(opened.id, record_digest)


@app.command()
def check(
    request: Annotated[str, typer.Argument(help="A request file, or the name of a prepared case.")],
    analyst: Annotated[str, typer.Option(help="Registered id of the analyst.")] = "analyst",
) -> None:
    """Check a request and say what would run. Nothing is written."""
    from flows.intake import chosen_checklists

    # Not the installation: opening that makes a database.
    catalogue = packaged_catalogue()
    asked = _request(catalogue, request, analyst)
    policy = catalogue.policy(asked.policy)
    chosen = ", ".join(f"{c.id}@{c.version}" for c in chosen_checklists(catalogue, asked))
    console.print(
        f"{asked.investee.legal_name}: {chosen}; policy {policy.id}@{policy.version}. "
        "Nothing was written.",
        soft_wrap=True,
    )


@app.command(name="sign-off")
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
    from flows.stages import conclude, produce_report, sign

    place = _workplace()
    with place.reading() as work:
        work.audits.get(audit)
        record = work.reviews.latest_review_record(audit)
    if record is None:
        raise InputInvalid(Problem("audit", f"{audit} is not assessed yet", "run it first"))
    record_digest = _digest_read(audit, digest, digest_of(record))
    _require_statement(independent)
    outcome = _outcome(decision) if decision else record.assessment.recommendation.outcome
    sign(place, audit, reviewer, outcome, reason, record_digest, now())
    conclude(place, audit, now())
    produce_report(place, audit, now())
    show(audit)


@app.command()
def fieldwork(
    audit: AuditId,
    file: Annotated[Path, typer.Argument(help="A fieldwork file.")],
    analyst: Annotated[str, typer.Option(help="Registered id of the analyst.")] = "analyst",
) -> None:
    """Record a fieldwork file: answers, assessments, impacts, findings, limitations."""
    from flows.fieldwork import record_fieldwork_file

    with _readable(str(file)):
        source = SourceFile(file, file.name)
    count = record_fieldwork_file(_workplace(), audit, source, analyst, now())
    console.print(f"{count} answers of {audit} are recorded")


@app.command()
def report(audit: AuditId) -> None:
    """Render the report of a decided audit again from its dossier, and print where it is."""
    from flows.stages import produce_report

    made = produce_report(_workplace(), audit, now())
    console.print(f"{made.path}\nSHA-256 {made.pdf_sha256}", soft_wrap=True)


@app.command()
def show(audit: AuditId) -> None:
    """Where an audit stands: recommendation with reasons, decision, coverage, bounds, PDF."""
    from flows.stages import working_copy

    place = _workplace()
    with place.reading() as work:
        opened = work.audits.get(audit)
        record = work.reviews.latest_review_record(audit)
        dossier = work.reviews.dossier(audit)
        made = work.reviews.reports(audit)
    _say(f"\n[bold]{escape(opened.request.investee.legal_name)}[/bold]  ({audit})")
    if record is not None:
        _print_markdown(heading(record))
        console.print(_scorecard(scorecard_rows(record)))
    if dossier is not None:
        _print_decision(dossier)
    elif record is not None:
        _print_sign_off(audit, digest_of(record))
    for entry in made[-1:]:
        console.print(f"Report    {working_copy(place, audit)}", soft_wrap=True)
        console.print(f"SHA-256   {entry.pdf_sha256}", soft_wrap=True)


@app.command(name="list")
def list_() -> None:
    """Every audit, newest first."""
    with _workplace().reading() as work:
        lines = work.audits.lines()
    table = Table("Audit", "Investee", "Stage", "Decision", "Next review")
    for line in lines:
        outcome = words(line.outcome) if line.outcome else ""
        table.add_row(
            line.id, line.investee, words(line.stage), outcome, str(line.next_review_on or "")
        )
    console.print(table)


@app.command()
def verify(audit: AuditId) -> None:
    """Check the custody ledger, the stored evidence and the dossier of an audit."""
    place = _workplace()
    with place.reading() as work:
        work.audits.get(audit)
        events = work.ledger.events(audit)
        items = work.fieldwork.load(audit).evidence
        dossier = work.reviews.dossier(audit)
    verify_ledger(events, dossier.record.ledger if dossier else None)
    for item in items:
        try:
            place.evidence.read(item.sha256)
        except EvidenceUnreadable as error:
            raise EvidenceUnreadable(f"Evidence {item.id}: {error}") from None
    console.print(
        f"{len(events)} custody events are chained without a break, "
        f"and {len(items)} evidence items have their recorded digests."
    )


@people.command(name="add")
def people_add(
    person: Annotated[str, typer.Argument(help="Id, such as an e-mail address.")],
    name: Annotated[str, typer.Argument(help="Name as it is printed.")],
    role: Annotated[list[Role], typer.Option(help="analyst, reviewer, or both.")],
) -> None:
    """Register a person."""
    with _workplace().work() as work:
        work.people.register(Person(person, name, tuple(role), PersonKind.HUMAN), now())
        work.commit()
    console.print(f"{name} is registered as {', '.join(role)}")


@people.command(name="list")
def people_list() -> None:
    """Everybody registered."""
    with _workplace().reading() as work:
        for person in work.people.all():
            console.print(f"{person.id}  {person.name}  {', '.join(person.roles)}  {person.kind}")


@checklist.command(name="list")
def checklist_list() -> None:
    """Every checklist and policy version that can be used."""
    catalogue = _workplace().catalogue
    for ref in catalogue.checklist_versions():
        used = catalogue.checklist(ref)
        console.print(f"{ref}  {used.title}  {len(used.questions)} questions  {used.digest[:12]}")
    for ref in catalogue.policy_versions():
        policy = catalogue.policy(ref)
        console.print(f"{ref}  {policy.title}  {len(policy.rules)} rules  {policy.digest[:12]}")


@checklist.command(name="publish")
def checklist_publish(
    file: Annotated[str, typer.Argument(help="Path below checklists/, as in published.sha256.")],
) -> None:
    """Add a version to the register of what is published; it is never edited after that."""
    catalogue = _workplace().catalogue
    console.print(f"{publish(catalogue.root, file)}  {file}", soft_wrap=True)


def _workplace() -> Workplace:
    place = open_workplace(Settings())
    register_first_people(place, now())
    return place


def _request(catalogue: Catalogue, name: str, analyst: str) -> AuditRequest:
    from flows.intake import request_from_file

    if name in catalogue.case_names():
        document: dict[str, Any] = catalogue.case(name).request
        return request_from_file(catalogue, document, analyst, name, now().date())
    schema = catalogue.root / "schema" / "case-request.schema.json"
    with _readable(name):
        document = SourceFile(Path(name), Path(name).name).load(schema)
    return request_from_file(catalogue, document, analyst, "", now().date())


@contextlib.contextmanager
def _readable(name: str) -> Iterator[None]:
    """A file that cannot be read is refused in a sentence."""
    try:
        yield
    except OSError as error:
        if error.filename is None or Path(error.filename) != Path(name):
            raise
        raise InputInvalid(
            Problem(name, f"the file cannot be read ({error.strerror})", "name a readable file")
        ) from None


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
    from flows.stages import INDEPENDENCE

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
    from audit.catalogue.reading import nearest

    word = text.strip().replace(" ", "_")
    if word not in list(Outcome):
        raise InputInvalid(
            Problem("decision", f"{text} is not an outcome", nearest(word, list(Outcome)))
        )
    return Outcome(word)


def _say(text: str) -> None:
    """Print words of our own, with their markup; what comes from outside is escaped in them."""
    console.print(text, markup=True, soft_wrap=True)


def _print_markdown(text: str) -> None:
    from rich.markdown import Markdown

    console.print(Markdown(text))


def _scorecard(rows: list[dict[str, str]]) -> Table:
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


def _print_decision(dossier: Dossier) -> None:
    decision = dossier.decision
    follows = "follows" if decision.follows_recommendation else "differs from"
    _say(
        f"Decision  [bold]{words(decision.outcome)}[/bold] ({follows} the recommendation), signed by "
        f"{escape(dossier.sign_off.reviewer_name)}; next review on {decision.next_review_on}"
    )
    for change in decision.policy_changes:
        console.print(f"Proposed change of policy: {change.rule}", soft_wrap=True)


if __name__ == "__main__":
    main()
