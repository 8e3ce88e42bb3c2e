"""Deployments with the words that must come out for them, as files that run as tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from audit.catalogue.reading import Document, SourceFile, nearest
from audit.catalogue.registers.columns import CellRefused, columns_by_name
from audit.catalogue.registers.deployments import deployment_of
from audit.catalogue.registers.public_acts import Place, day_at
from audit.domain.deployment import Deployment


@dataclass(frozen=True, slots=True)
class WorkedDeployment:
    """A case of a file that runs as a test: a deployment, a day, and the words that must come out."""

    name: str
    on: date
    deployment: Deployment
    expect: str
    because: str


@dataclass(frozen=True, slots=True)
class WorkedDeployments:
    """The cases of one file, and the question whose test, or the act, that is run on them."""

    of: str
    cases: tuple[WorkedDeployment, ...]


def worked_deployments(root: Path, relative: str) -> WorkedDeployments:
    """The cases of a file below this catalogue; raises CatalogueInvalid naming file, line and key."""
    source = SourceFile(root / relative, relative)
    document = source.load(root / "schema" / "deployment-examples.schema.json")
    source.refuse_twice(("examples",), document["examples"], "name")
    cases = tuple(_worked(source, node, i) for i, node in enumerate(document["examples"]))
    return WorkedDeployments(document["of"], cases)


def _worked(source: SourceFile, node: Document, index: int) -> WorkedDeployment:
    place: Place = ("examples", index, "deployment")
    for name in node["deployment"]:
        if name not in columns_by_name():
            hint = nearest(name, columns_by_name())
            raise source.fault((*place, name), f"the column {name} is unknown; {hint}")
    try:
        deployment = deployment_of(node["deployment"])
    except CellRefused as error:
        raise source.fault(place, f"{error.what}; {error.do}") from None
    on = day_at(source, ("examples", index, "day"), node["day"])
    return WorkedDeployment(node["name"], on, deployment, node["expect"], node["because"])
