"""The command line: `investee-audit`. A refusal is one sentence and exit code 2."""

from __future__ import annotations

import sys

import typer
from rich.console import Console
from rich.markup import escape

from audit.domain.errors import AuditError
from flows.clock import now
from flows.commands.audits import audits, show
from flows.commands.capture import captures
from flows.commands.checklists import checklist
from flows.commands.evidence import evidence
from flows.commands.items import items
from flows.commands.people import people
from flows.commands.policies import policy
from flows.commands.questionnaire import questionnaire
from flows.commands.register import register
from flows.commands.replay import replays
from flows.commands.score import scores
from flows.commands.screen import console, say
from flows.commands.search import searches, suggestion
from flows.commands.search_logs import search_logs
from flows.commands.verifying import verifying
from flows.settings import Settings
from flows.workplace import open_workplace, register_first_people

REFUSED = 2
app = typer.Typer(
    help="Human-rights due-diligence audits of investees.",
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    add_completion=False,
)


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
    say("[bold]Starting the server and the runner[/bold] (about half a minute)")
    with running(settings):
        say("[bold]Auditing the reference case[/bold]")
        made = run_reference_case(settings, place, console)
    show(made.audit)
    say("Run [bold]make serve[/bold] to see the same run in the browser.")


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
        say(f"\nOn the page of reports: name [bold]{user}[/bold], password [bold]{kept}[/bold]")
        say(f"In the Prefect UI:      [bold]{user}:{kept}[/bold]")
        console.print("\nCtrl-C stops everything; nothing is lost.")
        serve_until_stopped()


# After demo and serve, so that the help begins with them.
app.add_typer(audits)
app.add_typer(verifying)
app.add_typer(replays)
app.add_typer(scores)
app.add_typer(captures)
app.add_typer(evidence)
app.add_typer(items, name="evidence")
app.add_typer(searches)
app.add_typer(people, name="people")
app.add_typer(checklist, name="checklist")
app.add_typer(policy, name="policy")
app.add_typer(register, name="register")
app.add_typer(questionnaire, name="questionnaire")
app.add_typer(search_logs)
app.add_typer(suggestion, name="suggestion")


if __name__ == "__main__":
    main()
