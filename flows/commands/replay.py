"""Trying other rules on audits that are assessed: one audit, or all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from audit.domain.errors import InputInvalid, Problem
from flows.commands.screen import AuditId, console, readable, say, workplace

if TYPE_CHECKING:
    from audit.catalogue import Catalogue
    from audit.decision.replay import PortfolioReplay, Replay, RuleChange, UnderRules
    from flows.acts.replaying import OtherRules

replays = typer.Typer()


@replays.command(name="replay")
def replay_(
    policy: Annotated[str, typer.Option(help="NAME@VERSION, or a policy file; drafts as well.")],
    audit: AuditId = "",
    checklist: Annotated[
        list[str] | None,
        typer.Option(help="NAME@VERSION or a file; stands in for the one of the same name."),
    ] = None,
    portfolio: Annotated[
        bool, typer.Option("--portfolio", help="Every assessed audit instead of one.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    output: Annotated[Path | None, typer.Option(help="Also write the JSON to this file.")] = None,
) -> None:
    """Try other rules on the same evidence, answers and day. Nothing of any audit changes."""
    from audit.records import to_json
    from flows.acts.replaying import replay_audit, replay_portfolio

    _require_one_of(audit, portfolio)
    place = workplace()
    rules = _rules(place.catalogue, policy, checklist or [])
    made = replay_portfolio(place, rules) if portfolio else replay_audit(place, audit, rules)
    text = to_json(made)
    if output is not None:
        _write(output, text)
    if json:
        typer.echo(text)
    else:
        _print(made)


def _require_one_of(audit: str, portfolio: bool) -> None:
    if bool(audit) == portfolio:
        what = "both an audit and --portfolio are given" if audit else "no audit is named"
        raise InputInvalid(Problem("audit", what, "name one audit, or give --portfolio for all"))


def _rules(catalogue: Catalogue, policy: str, checklists: list[str]) -> OtherRules:
    from audit.catalogue.editions.trial import checklist_on_trial, policy_on_trial
    from flows.acts.replaying import OtherRules

    with readable(policy):
        tried = policy_on_trial(catalogue, policy).policy
    read = [checklist_on_trial(catalogue, name).checklist for name in checklists]
    names = [checklist.id for checklist in read]
    for name in names:
        if names.count(name) > 1:
            raise InputInvalid(Problem("checklist", f"{name} is given twice", "give it once"))
    return OtherRules(tried, tuple(read))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise InputInvalid(
            Problem(
                str(path),
                f"the file cannot be written ({error.strerror})",
                "name a file in a folder that is there",
            )
        ) from None


def _print(made: Replay | PortfolioReplay) -> None:
    from audit.decision.replay import Replay

    if isinstance(made, Replay):
        _print_replay(made)
    else:
        _print_portfolio(made)


def _print_replay(made: Replay) -> None:
    say(f"\n[bold]{escape(made.investee)}[/bold]  ({made.audit}), as of {made.as_of}")
    console.print(_beside(made))
    say(f"[bold]{_verdict(made)}[/bold]")
    for change in made.rules:
        console.print(f"• {_change_in_words(change)}", soft_wrap=True)
    for questions, what in (
        (made.not_asked, "Asked only by the other checklists, so counted as not asked"),
        (made.no_longer_asked, "Answered, and not asked by the other checklists"),
        (made.off_scale, "Answered off the other version's scale, so counted as not asked"),
    ):
        if questions:
            console.print(f"{what}: {', '.join(questions)}.", soft_wrap=True)
    console.print("Nothing of the audit was changed.")


def _beside(made: Replay) -> Table:
    table = Table("", box=box.SIMPLE_HEAD)
    for side in ("As assessed", "Under the other rules"):
        table.add_column(side, overflow="fold")
    sides = (_rows(made.before), _rows(made.after))
    for name in sides[0]:
        was, now = sides[0][name], sides[1][name]
        table.add_row(name, was, now, style="" if was == now else "bold")
    return table


def _rows(side: UnderRules) -> dict[str, str]:
    from audit.decision.facts import Unit, quantity_in_words
    from audit.domain.bounds import Bounds
    from reports.summary import words

    return {
        "Policy": str(side.policy),
        "Checklists": ", ".join(map(str, side.checklists)),
        "Recommendation": words(side.outcome),
        "Reasons": ", ".join(map(words, side.reasons)),
        "Lowest to highest score": quantity_in_words(side.share, Unit.SHARE),
        "Coverage": quantity_in_words(Bounds.exactly(side.coverage), Unit.SHARE),
        "Opinion": words(side.opinion),
        "Review tier": side.tier,
        "Still possible": ", ".join(map(words, side.reachable)),
    }


def _verdict(made: Replay) -> str:
    from reports.summary import words

    was, now = words(made.before.outcome), words(made.after.outcome)
    if made.outcome_changed:
        return f"The recommendation would change from {was} to {now}."
    return f"The recommendation would stay {now}."


def _change_in_words(change: RuleChange) -> str:
    from audit.decision.replay import RuleEffect
    from reports.summary import words

    said = {
        RuleEffect.ONLY_BEFORE: "is only in the policy of the audit",
        RuleEffect.ONLY_AFTER: "is only in the other policy",
        RuleEffect.NEWLY_FIRES: "fires now",
        RuleEffect.NO_LONGER_FIRES: "no longer fires",
    }
    parts = [said[effect] for effect in change.effects if effect in said]
    if change.before and change.after and RuleEffect.LIMIT_CHANGED in change.effects:
        parts.append(f"limits to {words(change.after.limit)}, not {words(change.before.limit)}")
    limit = f" (limit: {words(change.after.limit)})" if change.after and change.after.fired else ""
    return f"{change.title} [{change.rule}]: {' and '.join(parts)}{limit}."


def _print_portfolio(made: PortfolioReplay) -> None:
    from reports.summary import words

    changed = sum(replayed.outcome_changed for replayed in made.audits)
    say(f"\n[bold]{changed} of {len(made.audits)} audits[/bold] would change under {made.policy}")
    counts = Table("From", "To", "Audits", box=box.SIMPLE_HEAD)
    for move in made.moves:
        counts.add_row(words(move.before), words(move.after), str(move.audits))
    console.print(counts)
    table = Table(box=box.SIMPLE_HEAD)
    # An id is folded and never cut: people copy it from here.
    table.add_column("Audit", overflow="fold", ratio=2)
    for name in ("Investee", "From", "To", "Still possible"):
        table.add_column(name, ratio=2)
    for replayed in made.audits:
        open_still = (
            "" if replayed.after.robust else ", ".join(map(words, replayed.after.reachable))
        )
        table.add_row(
            replayed.audit,
            replayed.investee,
            words(replayed.before.outcome),
            words(replayed.after.outcome),
            open_still,
            style="bold" if replayed.outcome_changed else "",
        )
    console.print(table)
    console.print("Nothing of any audit was changed.")
