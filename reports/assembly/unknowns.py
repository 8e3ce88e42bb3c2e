"""What an effective answer says in a few words."""

import re

from audit.scoring.support import EffectiveAnswer, Standing
from reports.assembly.formats import joined, share
from reports.wording import UNKNOWNS, scale_word

_CLAIMED = re.compile(r"^(\w+) is claimed\.")


def why_open(effective: EffectiveAnswer) -> str:
    """The kind of unknown, or that more is claimed than the evidence supports."""
    if effective.unknown is not None:
        return UNKNOWNS[effective.unknown][0]
    if effective.standing is Standing.DISPUTED:
        return f"Sources contradict each other: {share(effective.value)} of its weight"
    return f"More is claimed than the evidence supports: {share(effective.value)} of its weight"


def because(effective: EffectiveAnswer) -> str:
    """Why no more can be claimed, with the word of the scale and not its code."""
    return _CLAIMED.sub(lambda found: f"“{scale_word(found[1])}” is claimed.", effective.because)


def in_short(effective: EffectiveAnswer | None) -> str:
    """An effective answer in a sentence, for a comparison."""
    if effective is None:
        return "The question was not part of the audit."
    match effective.standing:
        case Standing.DETERMINED:
            said = f"Determined: {share(effective.value)} of its weight."
        case Standing.NOT_APPLICABLE:
            said = "Not applicable."
        case Standing.CAPPED | Standing.DISPUTED | Standing.UNKNOWN:
            said = f"{why_open(effective)}."
    return joined((said, because(effective)), " ")
