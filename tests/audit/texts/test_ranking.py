"""Passages are ranked by the rare words that they share with what is asked, and say which."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from audit.texts.ranking import Placed, Ranking, explained, terms_of
from audit.texts.suggestion import Source, Subject

FILLER = tuple(
    Subject(f"Q-{n}", f"Does the company keep a {word}?", ("Look for the policy.",), True)
    for n, word in enumerate(["ledger", "mast", "fence", "harbour", "quarry", "bridge"])
)
WARRANT = Subject("LAW-01", "Does the company ask for a court warrant?", ("A judge signs.",), True)
CLAIM = Subject("A1", "The cameras stand at checkpoints.", (), False)
SUBJECTS = (*FILLER, WARRANT, CLAIM)
TEXTS = (
    "The court issued a warrant, and a judge signed it.",
    "A warrant of the court is not needed by the company, the company says.",
    "The company does keep a policy for the yard.",
    "Cameras were seen at two checkpoints.",
    "Nothing of the kind.",
)


def placed(*texts: str) -> list[Placed]:
    return [
        Placed(Source("E001", n, f"page {n}", 1), text) for n, text in enumerate(texts, start=1)
    ]


def test_the_passage_with_most_of_the_rare_words_comes_first_and_says_why():
    first, second = Ranking("a-1", SUBJECTS, placed(*TEXTS)).suggestions(WARRANT)
    assert (first.text, second.text) == TEXTS[:2]
    assert first.points > second.points
    assert explained(first) == "“court” (in 2), “warrant” (in 2), “judge” (in 1) of 5 passages"


def test_words_of_every_question_are_not_used():
    terms = terms_of(SUBJECTS)
    assert {"the", "company", "does", "policy", "look"} <= terms.common
    assert set(terms.of["LAW-01"]) == {"ask", "court", "judge", "signs", "warrant"}


def test_an_allegation_is_looked_for_as_well():
    found = Ranking("a-1", SUBJECTS, placed(*TEXTS)).suggestions(CLAIM)
    assert [suggestion.text for suggestion in found] == [TEXTS[3]]


def test_a_question_of_common_words_alone_has_no_terms_and_no_passages():
    empty = Subject("Q-99", "Does the company keep a policy?", (), True)
    ranking = Ranking("a-1", (*SUBJECTS, empty), placed(*TEXTS))
    assert (ranking.terms(empty), ranking.suggestions(empty)) == ((), [])


def test_one_shared_word_or_a_hint_alone_is_chance():
    found = Ranking("a-1", SUBJECTS, placed("The judge signs.", "A court.")).suggestions(WARRANT)
    assert found == []


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_subjects_changes_nothing(shuffled: random.Random):
    subjects = list(SUBJECTS)
    shuffled.shuffle(subjects)
    again = Ranking("a-1", subjects, placed(*TEXTS)).suggestions(WARRANT)
    assert again == Ranking("a-1", SUBJECTS, placed(*TEXTS)).suggestions(WARRANT)


def test_an_id_belongs_to_its_audit_and_its_text():
    one = Ranking("a-1", SUBJECTS, placed(*TEXTS)).suggestions(WARRANT)[0].id
    other = Ranking("a-2", SUBJECTS, placed(*TEXTS)).suggestions(WARRANT)[0].id
    assert one.rsplit("/", 1)[0] == other.rsplit("/", 1)[0] == "LAW-01/E001/1/1"
    assert one != other
