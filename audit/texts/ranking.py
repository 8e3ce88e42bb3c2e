"""Which passages may bear on what is asked: ranked by the rare words they share, and explained by them.

The measure is BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009). It reads
letters, not meaning: what it puts first is where to look first, and nothing is concluded from it.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.texts.suggestion import Match, Source, Subject, Suggestion, suggestion_id
from audit.texts.words import words_of

SATURATION, LENGTH = 1.2, 0.75
"""The usual constants of BM25: how soon a repeated word counts no more, and how much length counts."""
COMMON = 5
"""A word in more than one in so many of the questions asked tells none of them apart."""
SHORTEST = 3
"""Letters of a term."""
OF_THE_WORDS, OF_THE_HINTS = 3, 1
"""What a term counts that stands in what is asked, and one that stands only in the guidance to it."""
MATCHES_NEEDED = 2
"""Different terms that a passage has at least, one of them in what is asked; one alone is chance."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage and where it stands."""

    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What each subject is looked for by, with the weight of each term."""

    of: Mapping[str, Mapping[str, int]]
    common: frozenset[str]
    """Words that were not used, because they stand in too many of the questions."""


def terms_of(subjects: Sequence[Subject]) -> Terms:
    """The terms of every subject; the questions themselves say which words are too common to use."""
    questions = [subject for subject in subjects if subject.is_question]
    found_in = Counter(word for question in questions for word in _all_words(question))
    common = frozenset(word for word, count in found_in.items() if count * COMMON > len(questions))
    return Terms({subject.id: _terms(subject, common) for subject in subjects}, common)


class Ranking:
    """The passages of an audit, counted once for all its subjects."""

    def __init__(self, audit: str, subjects: Sequence[Subject], passages: Iterable[Placed]) -> None:
        self._audit = audit
        self._terms = terms_of(subjects)
        self._passages: list[Placed] = []
        self._lengths: list[int] = []
        self._holding: defaultdict[str, dict[int, int]] = defaultdict(dict)
        wanted = frozenset(term for terms in self._terms.of.values() for term in terms)
        for number, passage in enumerate(passages):
            words = words_of(passage.text)
            self._passages.append(passage)
            self._lengths.append(len(words))
            for word, count in Counter(filter(wanted.__contains__, words)).items():
                self._holding[word][number] = count
        self._usual = max(1.0, sum(self._lengths) / max(1, len(self._lengths)))

    def terms(self, subject: Subject) -> tuple[str, ...]:
        """What the subject is looked for by; empty when all its words are too common or too short."""
        return tuple(self._terms.of[subject.id])

    def suggestions(self, subject: Subject) -> list[Suggestion]:
        """Best first; passages of equal points stand in the order of the audit."""
        weights = self._terms.of[subject.id]
        matched: defaultdict[int, dict[str, float]] = defaultdict(dict)
        for term, weight in weights.items():
            holding = self._holding.get(term, {})
            rarity = weight * self._rarity(len(holding))
            for number, count in holding.items():
                matched[number][term] = rarity * self._often(count, self._lengths[number])
        made = [
            self._suggestion(subject, number, terms)
            for number, terms in sorted(matched.items())
            if len(terms) >= MATCHES_NEEDED and any(weights[term] == OF_THE_WORDS for term in terms)
        ]
        return sorted(made, key=lambda suggestion: -suggestion.points)

    def _suggestion(self, subject: Subject, number: int, terms: Mapping[str, float]) -> Suggestion:
        placed = self._passages[number]
        ordered = sorted(terms, key=lambda term: (-round(terms[term] * 1000), term))
        return Suggestion(
            id=suggestion_id(self._audit, subject, placed.source, placed.text),
            about=subject.id,
            source=placed.source,
            text=placed.text,
            points=round(sum(terms[term] for term in sorted(terms)) * 1000),
            matches=tuple(Match(term, len(self._holding[term])) for term in ordered),
            of_passages=len(self._passages),
        )

    def _rarity(self, holding: int) -> float:
        return math.log1p((len(self._passages) - holding + 0.5) / (holding + 0.5))

    def _often(self, count: int, length: int) -> float:
        usual = 1 - LENGTH + LENGTH * length / self._usual
        return count * (SATURATION + 1) / (count + SATURATION * usual)


def explained(suggestion: Suggestion) -> str:
    """Which terms matched, in words."""
    terms = [f"“{match.term}” (in {match.passages})" for match in suggestion.matches]
    return f"{', '.join(terms)} of {suggestion.of_passages} passages"


def _all_words(subject: Subject) -> set[str]:
    return {word for text in (subject.words, *subject.hints) for word in words_of(text)}


def _terms(subject: Subject, common: frozenset[str]) -> dict[str, int]:
    hinted = dict.fromkeys((w for hint in subject.hints for w in words_of(hint)), OF_THE_HINTS)
    weighed = hinted | dict.fromkeys(words_of(subject.words), OF_THE_WORDS)
    return {
        word: weight
        for word, weight in sorted(weighed.items())
        if len(word) >= SHORTEST and not word.isdigit() and word not in common
    }
