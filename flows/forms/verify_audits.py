"""From the Prefect UI and by schedule: everything that is stored is held against its digests."""

from __future__ import annotations

from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_table_artifact
from prefect.states import Failed

from audit.domain.errors import AuditError
from flows.acts.anchoring import trust_in
from flows.acts.verification import Verified, verify_audit
from flows.clock import now
from flows.forms.intake import named_audit
from flows.forms.refusal import refused
from flows.forms.tasks import workplace
from flows.settings import Settings
from flows.workplace import Workplace


@flow(name="Verify audits", flow_run_name="verify-audits", validate_parameters=False)
def verify_audits(audit: str = "") -> Any:
    """Check evidence, ledger, signed records, decisions, rules and reports against their digests.

    Every audit is checked, also after one that is broken; the first difference of each is named.

    Args:
        audit: Id of one audit. Empty means all of them.
    """
    try:
        place, trust = workplace(), trust_in(Settings())
        names = [named_audit(place, "audit", audit)] if audit else _all(place)
    except AuditError as error:
        return refused(error)
    logger, rows, broken = get_run_logger(), [], []
    for name in names:
        try:
            said = in_short(verify_audit(place, name, trust))
            logger.info("%s: %s", name, said)
        except AuditError as error:
            said = f"BROKEN: {error}"
            broken.append(f"{name}: {error}")
            logger.error("%s: %s", name, error)
        rows.append({"Audit": name, "Found": said})
    create_table_artifact(
        table=rows or [{"Audit": "There is none yet.", "Found": ""}],
        key="verification",
        description=f"Everything that has a digest, {now():%Y-%m-%d %H:%M} UTC",
    )
    return Failed(message="\n".join(broken)) if broken else len(names)


def in_short(found: Verified) -> str:
    """What was checked, in a line."""
    return (
        f"whole: {found.events} custody events, {found.items} items, {found.files} files, "
        f"{found.reports} reports, {found.anchors} timestamps"
    )


def _all(place: Workplace) -> list[str]:
    with place.reading() as work:
        return [line.id for line in work.audits.lines()]
