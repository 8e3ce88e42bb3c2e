"""Waiting for a reviewer: the run is suspended, and what comes back is checked and recorded by us."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

from prefect import get_run_logger, suspend_flow_run
from prefect.input import RunInput
from prefect.runtime import flow_run
from pydantic import Field, create_model

from audit.decision.dossier import ReviewRecord
from audit.domain.decision import Outcome
from audit.domain.errors import AuditError
from audit.domain.signoff import Person, PersonKind, Role, SignOff
from flows.acts.stages import INDEPENDENCE, sign
from flows.clock import now
from flows.settings import Settings
from flows.workplace import Workplace
from reports.summary import summary_markdown, words

PATIENCE = timedelta(days=90)
"""How long a run stays suspended. After that it fails, and starting it again asks again."""
ATTEMPTS = 20


def wait_for_sign_off(place: Workplace, audit_id: str, record_digest: str) -> SignOff:
    """The sign-off over exactly this record: found, or asked for until one is accepted."""
    refusal = ""
    for attempt in range(1, ATTEMPTS + 1):
        with place.reading() as work:
            if existing := work.reviews.sign_off_for(audit_id, record_digest):
                return existing
            record = work.reviews.review_record(audit_id, record_digest)
            reviewers = [p for p in work.people.all() if _may_sign(p, record)]
        answer = suspend_flow_run(
            wait_for_input=_form(record, record_digest, reviewers, refusal),
            key=f"sign-off-{record_digest[:12]}-{flow_run.run_count}-{attempt}",
            timeout=int(PATIENCE.total_seconds()),
        )
        try:
            return _signed(place, audit_id, record_digest, answer)
        except AuditError as error:
            refusal = str(error)
            get_run_logger().warning("Sign-off not accepted: %s", refusal)
    raise AuditError(f"No acceptable sign-off after {ATTEMPTS} attempts; start the audit again.")


def _may_sign(person: Person, record: ReviewRecord) -> bool:
    scripted = person.kind is PersonKind.SCRIPTED
    return Role.REVIEWER in person.roles and not (scripted and not record.request.prepared_case)


def _form(
    record: ReviewRecord, record_digest: str, reviewers: list[Person], refusal: str
) -> type[RunInput]:
    advised = record.assessment.recommendation.outcome
    outcomes = tuple(words(outcome) for outcome in record.policy.outcomes)
    fields: dict[str, Any] = {
        # An enum drawn by hand: a Literal of one word would be drawn as a text box.
        "reviewer": (
            str,
            Field(
                title="Reviewer",
                description="Registered, and not the analyst of this audit.",
                json_schema_extra={"enum": [person.id for person in reviewers]},
            ),
        ),
        "decision": (
            Literal[outcomes],
            Field(words(advised), title="Decision", description=f"Recommended: {words(advised)}."),
        ),
        "reason": (
            str,
            Field(
                "", title="Reason", description="Needed when you differ from the recommendation."
            ),
        ),
        "independent": (bool, Field(False, title=INDEPENDENCE)),
    }
    model = create_model("SignOffForm", __base__=RunInput, **fields)
    said = f"> **Not accepted:** {refusal}\n\n" if refusal else ""
    address = f"{Settings().address}/reports/{record.audit}/record-{record_digest}.json"
    whole = f"\n\n[Everything that you would sign, as data]({address})"
    return model.with_initial_data(
        description=said + summary_markdown(record, record_digest) + whole
    )


def _signed(place: Workplace, audit_id: str, record_digest: str, answer: RunInput) -> SignOff:
    given = answer.model_dump()
    if not given["independent"]:
        raise AuditError("The statement of independence is not confirmed; switch it on to sign.")
    return sign(
        place,
        audit_id,
        given["reviewer"],
        Outcome(given["decision"].replace(" ", "_")),
        given["reason"],
        record_digest,
        now(),
    )
