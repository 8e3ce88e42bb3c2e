"""A dossier made into a report: pure, and everything is formatted here once."""

from collections.abc import Sequence

from audit.custody.anchor import Anchor
from audit.decision.dossier import Dossier
from reports.assembly.annexes import answers, evidence
from reports.assembly.closing import independence, method, sign_off
from reports.assembly.drawable import drawable
from reports.assembly.headings import CONTENTS
from reports.assembly.impacts import scorecard
from reports.assembly.mandate import mandate
from reports.assembly.opening import about, cover
from reports.assembly.places import Places
from reports.assembly.reasoning import reasoning
from reports.assembly.register import allegations, findings
from reports.assembly.sensitivity import sensitivity
from reports.assembly.summary import summary
from reports.model import Report


def assemble(dossier: Dossier, dossier_sha256: str = "", anchors: Sequence[Anchor] = ()) -> Report:
    """The report of a dossier; the digest is that of the attached copy, when there is one.

    The anchors are the timestamps over the audit's ledger that are known by then.
    """
    places = Places(dossier)
    return drawable(
        Report(
            about=about(dossier),
            contents=CONTENTS,
            cover=cover(dossier),
            summary=summary(dossier, places),
            mandate=mandate(dossier, places),
            scorecard=scorecard(dossier, places),
            allegations=allegations(dossier, places),
            findings=findings(dossier, places),
            reasoning=reasoning(dossier, places),
            sensitivity=sensitivity(dossier, places),
            answers=answers(dossier, places),
            evidence=evidence(dossier, places),
            method=method(dossier, places),
            independence=independence(dossier, places),
            sign_off=sign_off(dossier, dossier_sha256, anchors),
        )
    )
