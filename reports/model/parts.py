"""The small records that every section uses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section, as it stands above it and in the contents."""

    number: str
    """Its number in reading order."""
    title: str
    """Its words."""
    anchor: str
    """The name that links point to."""


@dataclass(frozen=True, slots=True)
class Link:
    """Something named in the text that can be gone to."""

    label: str
    """The words that are printed."""
    href: str
    """Where it leads: a place in this report or an address; empty when there is no place to go to."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value."""

    label: str
    """What the value is."""
    value: str
    """The value in words."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A word that is also told by a colour and a shape."""

    word: str
    """The word itself, which says everything by itself."""
    tone: str
    """How it is drawn: grave, open, settled or plain."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a fixed vocabulary."""

    word: str
    """The word as the report prints it."""
    meaning: str
    """What it says, and what it does not."""


@dataclass(frozen=True, slots=True)
class PolicyChangeEntry:
    """A proposed rule for future deals; a record of its own beside the decision."""

    rule: str
    """The proposed rule."""
    applies_to: str
    """Which deals it would bind."""
    owner: str
    """Who has to decide about it."""
    standing: str
    """Since when it is proposed, or what became of it."""
