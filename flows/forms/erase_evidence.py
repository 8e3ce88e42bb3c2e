"""From the Prefect UI: evidence that may not be kept is destroyed, after it was said what that would be."""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger

from audit.domain.errors import AuditError, InputInvalid, Problem
from flows.acts.erasing import Plan, erase, overdue, planned
from flows.clock import now
from flows.forms.intake import named_audit, only_audit
from flows.forms.parameters import line_of, lines_of
from flows.forms.refusal import refused
from flows.forms.tasks import workplace
from flows.workplace import Workplace


@flow(name="Erase evidence", flow_run_name="erase-evidence", validate_parameters=False)
def erase_evidence(
    items: list[str] = [],  # noqa: B006  (only a plain default is prefilled)
    authority: str = "",
    destroy: bool = False,
    everywhere: bool = False,
    audit: str = "",
    person: str = "analyst",
) -> Any:
    """Destroy evidence whose time is over or whose erasure a law demands. This cannot be undone.

    Bytes, working copies, redacted copies and extracted texts go; description, claims, digest and
    custody stay, with the authority. What rests on it alone is unknown from then on, in an open audit.

    Args:
        items: Ids of the items, such as E012. Empty means those whose retention day has passed.
        authority: What allows it: a law, an order, a request. Empty for items past their day.
        destroy: Off only says what would be destroyed. Switch it on to do it.
        everywhere: Destroy the same bytes also where another item or audit has them.
        audit: Id of the audit. Empty means the only one there is.
        person: Registered id of the person who destroys it.
    """
    try:
        place, today = workplace(), now().date()
        audit_id = named_audit(place, "audit", audit) if audit else only_audit(place)
        by, why = line_of("person", person), line_of("authority", authority)
        due = due_items(place, audit_id)
        names = lines_of("items", items) or due
        if not names:
            get_run_logger().info("No item of %s is past its retention day on %s", audit_id, today)
            return []
        plan = planned(place, audit_id, names)
        for sentence in told(plan, audit_id):
            get_run_logger().info("%s", sentence)
        if destroy is not True:
            get_run_logger().warning("Nothing was destroyed; switch destroy on to do it")
            return []
        why = why or authority_of(names, due)
        made = erase(place, audit_id, names, why, by, now(), everywhere=everywhere is True)
    except AuditError as error:
        return refused(error)
    get_run_logger().info("Items destroyed: %d; digests are kept", len(made))
    return [act.item for act in made]


def due_items(place: Workplace, audit_id: str) -> list[str]:
    """Ids of the items whose retention day has passed."""
    with place.reading() as work:
        return [item.id for item in overdue(work, audit_id, now().date())]


def authority_of(names: list[str], due: list[str]) -> str:
    """The authority where none is given: that the day has passed, of all of them."""
    if not set(names) <= set(due):
        what = "it is empty, and not every item is past its retention day"
        raise InputInvalid(Problem("authority", what, "name the law, the order or the request"))
    return "The day until which it was to be kept has passed"


def told(plan: Plan, audit_id: str) -> list[str]:
    """What would be destroyed, in sentences."""
    named = [item for audit, item in plan.items if audit == audit_id]
    said = [f"To be destroyed: {', '.join(named) or 'nothing that is still there'}"]
    if plan.elsewhere:
        others = ", ".join(f"{item} of {audit}" for audit, item in plan.elsewhere)
        said.append(f"The same bytes are also {others}, and go only with everywhere")
    said.append(f"Files of the store that nothing else needs: {plan.files}")
    return [*said, *plan.stays]
