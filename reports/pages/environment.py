"""How pages are made from their templates."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def rendered(template: str, **shown: Any) -> str:
    """The page; a name that the template uses and nobody gave is an error."""
    return _environment().get_template(template).render(**shown)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reports", "pages"), autoescape=True, undefined=StrictUndefined
    )
