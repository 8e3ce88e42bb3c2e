"""From the parts of a form to a checked audit request, for the Prefect form and for request files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from audit.catalogue import Catalogue
from audit.catalogue.reading import nearest
from audit.domain.errors import AuditError, InputInvalid, Problem
from audit.domain.request import AuditRequest
from audit.intake import read_request, shown
from flows.forms.parameters import (
    NO_CASE,
    AllegationForm,
    ChecklistsForm,
    CircumstancesForm,
    InvesteeForm,
    InvestmentForm,
    line_of,
    listed_words,
    words_of,
)
from flows.workplace import Workplace

LARGEST_REQUEST = 524_288
"""Bytes of JSON that the Prefect API accepts as the parameters of one run."""


def request_from_form(
    catalogue: Catalogue,
    today: date,
    *,
    investee: object,
    investment: object,
    circumstances: object,
    allegations: object,
    checklists: object,
    policy: object,
    analyst: object,
    prepared_case: object,
) -> AuditRequest:
    """The request that a form asks for. Raises InputInvalid naming every field that does not fit."""
    words = {
        "investee": words_of("investee", investee, InvesteeForm),
        "investment": words_of("investment", investment, InvestmentForm),
        "circumstances": words_of("circumstances", circumstances, CircumstancesForm),
        "allegations": listed_words("allegations", allegations, AllegationForm),
        "checklists": words_of("checklists", checklists, ChecklistsForm),
        "policy": _version("policy", policy),
    }
    _refuse_too_large(words)
    case = line_of("prepared_case", prepared_case)
    request = read_request(
        words, line_of("analyst", analyst), "" if case == NO_CASE else case, today
    )
    _check_prepared_case(catalogue, request)
    return request


def request_from_file(
    catalogue: Catalogue, document: Mapping[str, Any], analyst: str, prepared_case: str, today: date
) -> AuditRequest:
    """The request in a request file, checked exactly as a form is."""
    return request_from_form(
        catalogue,
        today,
        investee=document["investee"],
        investment=document["investment"],
        circumstances=document["circumstances"],
        allegations=document["allegations"],
        checklists=document["checklists"],
        policy=f"{document['policy']['id']}@{document['policy']['version']}",
        analyst=analyst,
        prepared_case=prepared_case,
    )


def named_audit(place: Workplace, where: str, raw: object) -> str:
    """The id of an audit that exists; raises AuditError for any other."""
    if not isinstance(raw, str):
        raise InputInvalid(Problem(where, "it is not a text", "name the audit by its id"))
    # What cannot be printed is no id, and no database has to look it up.
    if not raw.isprintable():
        raise AuditError(f"There is no audit '{shown(raw)}'.")
    with place.reading() as work:
        return work.audits.get(raw.strip()).id


def only_open_audit(place: Workplace) -> str:
    """The one audit that is open; raises InputInvalid when there is none or more than one."""
    with place.reading() as work:
        undecided = [line.id for line in work.audits.lines() if line.outcome is None]
    if len(undecided) != 1:
        there = ", ".join(undecided) or "none"
        raise InputInvalid(Problem("audit", f"open audits: {there}", "name the one you mean"))
    return undecided[0]


def only_audit(place: Workplace) -> str:
    """The one audit there is, open or decided; raises InputInvalid when there is none or more than one."""
    with place.reading() as work:
        there = [line.id for line in work.audits.lines()]
    if len(there) != 1:
        listed = ", ".join(there) or "none"
        raise InputInvalid(Problem("audit", f"audits: {listed}", "name the one you mean"))
    return there[0]


def audit_meant(place: Workplace, raw: object) -> str:
    """The audit that a form names, or the only open one when it names none."""
    return only_open_audit(place) if raw == "" else named_audit(place, "audit", raw)


def day_in(where: str, raw: object) -> date | None:
    """The day that a field names; None when it is empty. Raises InputInvalid for anything else."""
    text = line_of(where, raw)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputInvalid(
            Problem(where, f"{shown(text)} is not a day", "write it like 2027-05-23")
        ) from None


def _version(where: str, raw: object) -> dict[str, str]:
    text = line_of(where, raw)
    name, at, number = text.partition("@")
    if not at:
        raise InputInvalid(
            Problem(
                where,
                f"{shown(text)} names no version",
                "write it like responsible-investment@1.1.0",
            )
        )
    return {"id": name.strip(), "version": number.strip()}


def _refuse_too_large(words: Mapping[str, Any]) -> None:
    size = len(json.dumps(words, ensure_ascii=False).encode())
    if size > LARGEST_REQUEST:
        raise InputInvalid(
            Problem(
                "request",
                f"it has {size} bytes and a form carries at most {LARGEST_REQUEST}",
                "shorten the texts and bring long material in as evidence",
            )
        )


def _check_prepared_case(catalogue: Catalogue, request: AuditRequest) -> None:
    name = request.prepared_case
    if not name:
        return
    if name not in catalogue.case_names():
        raise InputInvalid(
            Problem(
                "prepared_case",
                f"{shown(name)} is not a prepared case",
                nearest(name, catalogue.case_names()),
            )
        )
    about = catalogue.case(name).request["investee"]["legal_name"]
    if about != request.investee.legal_name:
        raise InputInvalid(
            Problem(
                "prepared_case",
                f"{name} is about {about}, and the form is about {request.investee.legal_name}",
                f"choose {NO_CASE} for an audit of another company",
            )
        )
