"""The first place at which two records differ is named with both values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.custody.difference import require_same
from audit.domain.errors import RecordBroken

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("expected", "found", "said"),
    [
        ({"a": {"b": 1}}, {"a": {"b": 2}}, "It, a, b: expected 1, found 2."),
        ({"a": [1, 2]}, {"a": [1, 3]}, "It, a, entry 2: expected 2, found 3."),
        ({"a": [1]}, {"a": [1, 3]}, "It, a: expected [1], found [1, 3]."),
        ({}, {"a": 1}, "It, a: expected nothing, found 1."),
        ({"a": None}, {}, "It: expected {'a': None}, found {}."),
        ("x" * 90, "", f"It: expected {'x' * 80}…, found ."),
        ([], {}, "It: expected [], found {}."),
    ],
)
def test_the_difference_is_named(expected: Any, found: Any, said: str) -> None:
    with pytest.raises(RecordBroken) as broken:
        require_same("It", expected, found)
    assert str(broken.value) == said


@given(JSON, JSON)
def test_two_values_differ_or_are_the_same(one: Any, other: Any) -> None:
    if one == other:
        require_same("It", one, other)
    else:
        with pytest.raises(RecordBroken):
            require_same("It", one, other)
