"""What was seen, by whom, how good it is, what it says, and what could not be seen."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from audit.domain.collection import Capture, Derivative, Handling, Testimony


class Reliability(StrEnum):
    """Admiralty code, first character: how far the source can be relied on; F is unknown, not worst."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Credibility(StrEnum):
    """Admiralty code, second character: how likely the information is; 6 is unknown, not worst."""

    CONFIRMED = "1"
    PROBABLY_TRUE = "2"
    POSSIBLY_TRUE = "3"
    DOUBTFUL = "4"
    IMPROBABLE = "5"
    CANNOT_BE_JUDGED = "6"


@dataclass(frozen=True, slots=True)
class Grade:
    """Admiralty grade (STANAG 2511): source and information judged apart."""

    reliability: Reliability
    credibility: Credibility

    def at_least(self, floor: "Grade") -> bool:
        """Both halves reach the floor; an unknown half reaches none."""
        return (
            self.reliability is not Reliability.F
            and self.credibility is not Credibility.CANNOT_BE_JUDGED
            and self.reliability <= floor.reliability
            and self.credibility <= floor.credibility
        )

    def __str__(self) -> str:
        return f"{self.reliability}{self.credibility}"


class ProvidedBy(StrEnum):
    """Who handed the item over; decides its independence together with its type."""

    INVESTEE = "investee"
    INVESTOR = "investor"
    CUSTOMER = "customer"
    RIGHTS_HOLDER = "rights_holder"
    EXPERT = "expert"
    PRESS = "press"
    CIVIL_SOCIETY = "civil_society"
    PUBLIC_RECORD = "public_record"
    NOT_STATED = "not_stated"
    """Nobody has said yet; such an item supports nothing."""


NOT_DESCRIBED = "UND"
"""Code of the evidence type of what nobody described."""


class Form(StrEnum):
    """What the stored bytes are."""

    CAPTURE = "capture"
    """The thing seen itself."""
    REGISTER_ENTRY = "register_entry"
    """A citation: title, publisher, date, address and paraphrased claims, without the publication."""


@dataclass(frozen=True, slots=True)
class EvidenceType:
    """A kind of evidence from the vocabulary; independent types do not rest on the investee's word."""

    code: str
    name: str
    independent: bool


@dataclass(frozen=True, slots=True)
class Description:
    """What an item is and where it comes from, as a person or a file states it."""

    type: str
    """Code of the evidence type."""
    form: Form
    title: str
    originator: str
    """Who first put the information into the world; corroboration counts originators, not outlets."""
    provided_by: ProvidedBy
    independent: bool
    grade: Grade
    publisher: str = ""
    author: str = ""
    published_on: str = ""
    observed_period: str = ""
    url: str = ""
    language: str = "en"
    handling: str = ""
    protection: Handling | None = None


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """Something seen. Times are UTC; the digest is the SHA-256 of the stored bytes."""

    id: str
    type: str
    """Code of the evidence type."""
    form: Form
    title: str
    publisher: str
    author: str
    originator: str
    """Who first put the information into the world; corroboration counts originators, not outlets."""
    provided_by: ProvidedBy
    independent: bool
    published_on: str
    """A year, a month or a day as published; empty when undated."""
    observed_period: str
    url: str
    language: str
    collector: str
    method: str
    collected_at: datetime
    received_at: datetime
    sha256: str
    size: int
    media_type: str
    grade: Grade
    handling: str
    """Confidentiality, consent, witness safety, legal restriction; empty when none applies."""
    carried_from: str = ""
    """The earlier audit this item was carried forward from; empty when collected in this one."""
    tool: str = ""
    """Name and version of what collected it; empty when a person did."""
    protection: Handling | None = None
    """What must be kept to with it, in fields; None where the words above are all there is."""
    capture: Capture | None = None
    testimony: Testimony | None = None
    derivatives: tuple[Derivative, ...] = ()

    @property
    def is_described(self) -> bool:
        """Whether somebody said what it is and who handed it over."""
        return self.provided_by is not ProvidedBy.NOT_STATED and self.type != NOT_DESCRIBED


class Relation(StrEnum):
    """How a claim bears on what it is about."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says about an allegation or a question; never a bare fact."""

    evidence: str
    about: str
    """The allegation or the question it bears on; empty for context. About a question it scores nothing."""
    relation: Relation
    text: str
    locator: str
    """Page, quotation or selector; empty when only the register entry was read."""
    admission: bool = False
    """The investee itself acknowledges what is alleged."""
    originator: str = ""
    """Who says it, when that is not the item's originator; empty when it is."""


@dataclass(frozen=True, slots=True)
class Limitation:
    """What the audit could not see, linked to what it touches; it caps confidence and is never dropped."""

    code: str
    text: str
    affects: tuple[str, ...]
    """Ids of allegations and questions."""
    basis: str
    sources: tuple[str, ...]
