"""The sections of the report in reading order."""

from reports.model.parts import Heading

TITLES = (
    ("summary", "Summary and decision"),
    ("mandate", "Mandate, scope and criteria"),
    ("scorecard", "Scorecard"),
    ("allegations", "Allegations register"),
    ("findings", "Findings"),
    ("reasoning", "How the recommendation was reached"),
    ("sensitivity", "What would change the recommendation"),
    ("answers", "Answers"),
    ("evidence", "Evidence index"),
    ("method", "Method and limitations"),
    ("independence", "Independence"),
    ("sign-off", "Sign-off"),
)
CONTENTS = tuple(
    Heading(str(number), title, anchor) for number, (anchor, title) in enumerate(TITLES, start=1)
)


def heading(anchor: str) -> Heading:
    """The heading of a section."""
    return next(entry for entry in CONTENTS if entry.anchor == anchor)
