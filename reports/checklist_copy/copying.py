"""From a version in a file to what a reviewer reads."""

from __future__ import annotations

from audit.catalogue import Catalogue
from audit.catalogue.editions.edition import Edition
from audit.catalogue.editions.publishing import examples_of
from audit.domain.errors import CatalogueInvalid
from reports.checklist_copy.checklist import checklist_copy
from reports.checklist_copy.examples import examples_part, no_examples
from reports.checklist_copy.instrument import instrument_copy
from reports.checklist_copy.model import ReviewCopy
from reports.checklist_copy.policy import policy_copy


def review_copy(catalogue: Catalogue, edition: Edition) -> ReviewCopy:
    """The copy of a checklist, a policy or an instrument; worked cases that do not fit a draft yet stop nothing."""
    if edition.kind == "policy":
        return policy_copy(catalogue, edition)
    if edition.kind == "instrument":
        return instrument_copy(catalogue, edition)
    try:
        cases = examples_part(edition.checklist, examples_of(catalogue, edition))
    except CatalogueInvalid as error:
        cases = no_examples(str(error))
    return checklist_copy(catalogue, edition, cases)
