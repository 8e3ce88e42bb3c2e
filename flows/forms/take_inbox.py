"""Everything that lies in the inbox of an audit, taken in as evidence."""

from __future__ import annotations

from typing import Any, Literal

from prefect import flow

from audit.catalogue.reading import nearest
from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.domain.evidence import ProvidedBy
from audit.intake import shown
from flows.acts.sidecars import Undescribed
from flows.acts.taking import Wish, take_inbox
from flows.clock import now
from flows.forms.intake import audit_meant
from flows.forms.parameters import line_of
from flows.forms.refusal import refused
from flows.forms.tasks import read_texts, show_taken, workplace
from flows.workplace import Workplace

Provider = Literal[
    "", "investee", "investor", "customer", "rights_holder", "expert", "press", "civil_society",
    "public_record",
]  # fmt: skip


@flow(name="Take in the inbox", flow_run_name="take-in-the-inbox", validate_parameters=False)
def take_in_the_inbox(
    type: str = "",  # noqa: A002  (the name of the field in the form)
    provided_by: Provider = "",
    files: str = "*",
    audit: str = "",
    analyst: str = "analyst",
) -> Any:
    """Take every file in the inbox of an open audit into evidence.

    A file NAME that lies beside a side-car NAME.evidence.yaml is what that says. Web archives are
    checked, and questionnaires that came back are known by what is in them. Other files are taken in
    under their own names, not graded and not independent. YAML files are left for other steps.

    Args:
        type: Evidence type of the files without a side-car, such as REC. Empty means not described
            yet: such an item supports nothing until Grade evidence says what it is.
        provided_by: Who handed those files over. Empty means not said yet.
        files: Which names, with * and ? for other characters.
        audit: Id of the audit. Empty means the only one that is open.
        analyst: Registered id of the person who takes them in.
    """
    try:
        place = workplace()
        audit_id = audit_meant(place, audit)
        wish = wish_for(place, type, provided_by, files)
        taken = take_inbox(place, audit_id, wish, line_of("analyst", analyst), now())
        show_taken(taken)
        read_texts(place, audit_id)
    except AuditError as error:
        return refused(error)
    return len(taken.items)


def wish_for(place: Workplace, type_: object, provided_by: object, files: object) -> Wish:
    """What the words ask for; raises InputInvalid for a word that is none of its field."""
    code, provider = line_of("type", type_), line_of("provided_by", provided_by)
    pattern = line_of("files", files) or "*"
    if not code and not provider:
        return Wish(pattern=pattern)
    types = place.catalogue.vocabulary.evidence_types
    if code not in types:
        what = f"{shown(code) or 'nothing'} is not an evidence type"
        raise InputInvalid(Problem("type", what, nearest(code, types)))
    providers = [word.value for word in ProvidedBy]
    if provider not in providers:
        what = f"{shown(provider) or 'nothing'} is not one of its words"
        raise InputInvalid(Problem("provided_by", what, nearest(provider, providers)))
    return Wish(Undescribed(code, ProvidedBy(provider)), pattern)
