"""When two texts say the same, and which words changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.catalogue.editions.wording import Fate, same_words, word_changes

WORDS = ["a", "customer", "is", "checked", "before", "the", "sale"]
TEXTS = st.lists(st.sampled_from(WORDS)).map(" ".join)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Is it  checked?", "Is it checked"),
        ("Is it checked?", "is it, Checked?"),
        ("end-user", "end user"),
        ("Café?", "Cafe\u0301?"),
    ],
)
def test_the_same_words(old: str, new: str) -> None:
    assert same_words(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Is it checked?", "Is it not checked?"),
        ("Within 1.5 years?", "Within 15 years?"),
        ("Within 1.5 years?", "Within 1, 5 years?"),
        ("Over 5 %?", "Over 5?"),
        ("the user's", "the users"),
        ("notable", "not able"),
    ],
)
def test_other_words(old: str, new: str) -> None:
    assert not same_words(old, new)


def test_words_are_compared_one_by_one() -> None:
    changes = word_changes("checked before the sale", "checked before any sale at all")
    assert [(p.fate, p.text) for p in changes] == [
        (Fate.KEPT, "checked before"),
        (Fate.REMOVED, "the"),
        (Fate.ADDED, "any"),
        (Fate.KEPT, "sale"),
        (Fate.ADDED, "at all"),
    ]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_the_changes(old: str, new: str) -> None:
    changes = word_changes(old, new)
    before = " ".join(p.text for p in changes if p.fate is not Fate.ADDED)
    after = " ".join(p.text for p in changes if p.fate is not Fate.REMOVED)
    assert (before, after) == (old, new)
