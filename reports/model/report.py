"""The whole report."""

from dataclasses import dataclass

from reports.model.annexes import AnswersAnnex, EvidenceIndex
from reports.model.closing import IndependenceSection, Method, SignOffSection
from reports.model.deciding import Reasoning
from reports.model.opening import About, Cover, Mandate, Summary
from reports.model.parts import Heading
from reports.model.register import AllegationsRegister, FindingsSection
from reports.model.scoring import Scorecard
from reports.model.sensitivity import SensitivitySection


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the templates may show; they compute nothing."""

    about: About
    """What the file says about itself."""
    contents: tuple[Heading, ...]
    """The sections in reading order."""
    cover: Cover
    """The first page."""
    summary: Summary
    """Section 1."""
    mandate: Mandate
    """Section 2."""
    scorecard: Scorecard
    """Section 3."""
    allegations: AllegationsRegister
    """Section 4."""
    findings: FindingsSection
    """Section 5."""
    reasoning: Reasoning
    """Section 6."""
    sensitivity: SensitivitySection
    """Section 7."""
    answers: AnswersAnnex
    """Section 8."""
    evidence: EvidenceIndex
    """Section 9."""
    method: Method
    """Section 10."""
    independence: IndependenceSection
    """Section 11."""
    sign_off: SignOffSection
    """Section 12."""
