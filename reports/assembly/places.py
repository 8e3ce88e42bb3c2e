"""Where each thing stands in the report, and links that lead only to what is there."""

from collections.abc import Iterable

from audit.decision.dossier import Dossier
from reports.model.parts import Link

_KINDS = ("evidence", "allegation", "question", "finding", "impact", "limitation")


def anchor(kind: str, name: str) -> str:
    """A name for links; different ids never share one, whatever characters they use."""
    safe = "".join(c if c.isascii() and (c.isalnum() or c == "-") else f"_{ord(c):x}" for c in name)
    return f"{kind}-{safe}"


class Places:
    """Everything in one dossier that can be linked to."""

    def __init__(self, dossier: Dossier) -> None:
        record = dossier.record
        work = record.fieldwork
        ids: dict[str, Iterable[str]] = {
            "evidence": (item.id for item in work.evidence),
            "allegation": (allegation.id for allegation in record.request.allegations),
            "question": (scored.question.id for scored in record.assessment.score.questions),
            "finding": (finding.id for finding in work.findings),
            "impact": (impact.id for impact in work.impacts),
            "limitation": (limitation.code for limitation in work.limitations),
        }
        self._known = {kind: frozenset(ids[kind]) for kind in _KINDS}

    def link(self, kind: str, name: str, label: str = "") -> Link:
        """A link to something of this kind; without a target when the dossier has none of this id."""
        href = f"#{anchor(kind, name)}" if name in self._known[kind] else ""
        return Link(label or name, href)

    def links(self, kind: str, names: Iterable[str]) -> tuple[Link, ...]:
        """A link for each id."""
        return tuple(self.link(kind, name) for name in names)

    def sources(self, names: Iterable[str]) -> tuple[Link, ...]:
        """Links for sources, which are evidence ids or addresses."""
        return tuple(_site(name) or self.link("evidence", name) for name in names)

    def anything(self, names: Iterable[str]) -> tuple[Link, ...]:
        """Links for ids of any kind."""
        return tuple(self._first(name) for name in names)

    def _first(self, name: str) -> Link:
        kind = next((kind for kind in _KINDS if name in self._known[kind]), "")
        return self.link(kind, name) if kind else Link(name, "")


def address(text: str) -> Link | None:
    """A link to a public address, printed without its scheme; None for anything else."""
    for scheme in ("https://", "http://"):
        if text.lower().startswith(scheme):
            return Link(text[len(scheme) :].rstrip("/"), text)
    return None


def _site(text: str) -> Link | None:
    """A link to a public address, printed by its site alone."""
    found = address(text)
    return Link(found.label.split("/")[0].removeprefix("www."), found.href) if found else None
