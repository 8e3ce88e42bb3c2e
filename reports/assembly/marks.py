"""Words that are also told by a colour and a shape."""

from audit.domain.allegation import ESTABLISHED, UNRESOLVED, AllegationStatus
from audit.domain.decision import RuleResult
from audit.domain.finding import Rating
from audit.domain.truth import Truth
from reports.model.parts import Badge
from reports.wording import RATINGS, STATUSES

GRAVE, OPEN, SETTLED, PLAIN = "grave", "open", "settled", "plain"


def status_badge(status: AllegationStatus) -> Badge:
    """What was established stands out; what is open looks open; nothing looks like a clearance."""
    word, _ = STATUSES[status]
    if status in ESTABLISHED:
        return Badge(word, GRAVE)
    if status in UNRESOLVED:
        return Badge(word, OPEN)
    return Badge(word, SETTLED if status is AllegationStatus.REFUTED else PLAIN)


def rating_badge(rating: Rating) -> Badge:
    """How grave a finding is for people."""
    if rating in (Rating.CRITICAL, Rating.HIGH):
        return Badge(RATINGS[rating], GRAVE)
    return Badge(RATINGS[rating], OPEN if rating is Rating.MEDIUM else PLAIN)


def rule_badge(result: RuleResult) -> Badge:
    """What a rule did, and who bears the burden while it cannot be determined."""
    if result.truth is Truth.UNDETERMINED:
        if result.fired:
            return Badge("Not determined: applies until shown otherwise", GRAVE)
        return Badge("Not determined: does not apply until shown", OPEN)
    return Badge("Applies", GRAVE) if result.fired else Badge("Does not apply", PLAIN)


def read_badge(verified: bool) -> Badge:
    """Whether a primary text was read."""
    return Badge("Read", PLAIN) if verified else Badge("Not read", OPEN)
