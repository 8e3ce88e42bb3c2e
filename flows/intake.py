"""From the parts of a form to a checked audit request, for the Prefect form and for request files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from audit.catalogue import Catalogue
from audit.catalogue.reading import nearest
from audit.domain.errors import InputInvalid, Problem
from audit.domain.request import AuditRequest
from audit.intake import read_request
from flows.parameters import (
    NO_CASE,
    AllegationForm,
    ChecklistsForm,
    CircumstancesForm,
    InvesteeForm,
    InvestmentForm,
    listed_words,
    words_of,
)

LARGEST_REQUEST = 524_288
"""Bytes of JSON that the Prefect API accepts as the parameters of one run."""


def request_from_form(
    catalogue: Catalogue,
    today: date,
    *,
    investee: object,
    investment: object,
    circumstances: object,
    allegations: Iterable[object],
    checklists: object,
    policy: str,
    analyst: str,
    prepared_case: str,
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
    case = "" if prepared_case == NO_CASE else prepared_case
    request = read_request(words, analyst, case, today)
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


def day_in(where: str, text: str) -> date | None:
    """The day that a field names; None when it is empty. Raises InputInvalid for anything else."""
    if not str(text).strip():
        return None
    try:
        return date.fromisoformat(str(text).strip())
    except ValueError:
        raise InputInvalid(
            Problem(where, f"{text} is not a day", "write it like 2027-05-23")
        ) from None


def _version(where: str, text: str) -> dict[str, str]:
    name, at, number = text.partition("@")
    if not at:
        raise InputInvalid(
            Problem(where, f"{text} names no version", "write it like responsible-investment@1.0.0")
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
                f"{name} is not a prepared case",
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
