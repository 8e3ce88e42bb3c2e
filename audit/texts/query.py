"""What people type to search, and what each database is asked for it.

The language: words are all needed; "several words" is a phrase; -word leaves out; OR between two words
needs one of them; begin* is the beginning of a word; NEAR between two asks for them close together.
Every text is a query: what has no meaning here is read as words, and signs are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit.domain.errors import InputInvalid, Problem
from audit.texts.words import words_of

LONGEST_QUERY = 1_000
MOST_TERMS = 40
CLOSE = 10
"""Two words that are near have at most so many steps from one to the other."""
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
PIECE = re.compile(r'(?P<out>-*)"(?P<phrase>[^"]*)"?|(?P<word>\S+)')
OR, NEAR = "OR", "NEAR"


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several in this order; with open end, the last is the beginning of a word."""

    words: tuple[str, ...]
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Two terms close together, in either order."""

    first: Term
    second: Term


Sought = Term | Near


@dataclass(frozen=True, slots=True)
class Query:
    """One of each group is needed, and none of what is left out."""

    needed: tuple[tuple[Sought, ...], ...]
    left_out: tuple[Term, ...] = ()

    @property
    def terms(self) -> tuple[Term, ...]:
        """Every term that a page may be found by."""
        return tuple(
            term
            for group in self.needed
            for sought in group
            for term in ((sought,) if isinstance(sought, Term) else (sought.first, sought.second))
        )


def read_query(text: str) -> Query:
    """The query in these words. Raises InputInvalid when there is nothing to look for, or too much."""
    if len(text) > LONGEST_QUERY:
        raise _refused(
            f"it has {len(text)} characters and the limit is {LONGEST_QUERY}",
            "search for fewer words",
        )
    groups: list[list[Sought]] = []
    left_out: list[Term] = []
    joint = ""
    for piece in _pieces(text):
        if piece in (OR, NEAR):
            joint = str(piece)
        elif isinstance(piece, _Out):
            left_out.append(piece.term)
        elif isinstance(piece, Term):
            _join(groups, piece, joint)
            joint = ""
    query = Query(tuple(map(tuple, groups)), tuple(left_out))
    _check(query)
    return query


def for_sqlite(query: Query) -> str:
    """The query as FTS5 reads it; every word stands in quotes and holds letters and digits alone."""
    needed = " AND ".join(f"({' OR '.join(map(_fts5, group))})" for group in query.needed)
    left_out = " OR ".join(map(_fts5_term, query.left_out))
    return f"({needed}) NOT ({left_out})" if left_out else needed


def for_postgresql(query: Query) -> str:
    """The query as a tsquery; every word stands in quotes and holds letters and digits alone."""
    needed = " & ".join(f"({' | '.join(map(_tsquery, group))})" for group in query.needed)
    return " & ".join([needed, *(f"!({_tsquery(term)})" for term in query.left_out)])


@dataclass(frozen=True, slots=True)
class _Out:
    term: Term


def _pieces(text: str) -> Iterator[Term | _Out | str]:
    for found in PIECE.finditer(text.translate(QUOTES)):
        word = found["word"]
        if word in (OR, NEAR):
            yield word
            continue
        words = tuple(words_of(found["phrase"] if word is None else word))
        if words:
            term = Term(words, bool(word) and word.endswith("*"))
            yield _Out(term) if found["out"] or (word or "").startswith("-") else term


def _join(groups: list[list[Sought]], term: Term, joint: str) -> None:
    last = groups[-1][-1] if groups else None
    if joint == OR and last is not None:
        groups[-1].append(term)
    elif joint == NEAR and isinstance(last, Term):
        groups[-1][-1] = Near(last, term)
    elif joint == NEAR and isinstance(last, Near):
        groups.append([Near(last.second, term)])
    else:
        groups.append([term])


def _check(query: Query) -> None:
    if not query.needed:
        raise _refused(
            "there is no word to look for" if not query.left_out else "it only leaves words out",
            "type at least one word that the text should have",
        )
    if (count := len(query.terms) + len(query.left_out)) > MOST_TERMS:
        raise _refused(f"it has {count} words and the limit is {MOST_TERMS}", "search for fewer")


def _refused(what: str, do: str) -> InputInvalid:
    return InputInvalid(Problem("words to search for", what, do))


def _fts5(sought: Sought) -> str:
    if isinstance(sought, Term):
        return _fts5_term(sought)
    # FTS5 counts the words between, PostgreSQL the steps.
    return f"NEAR({_fts5_term(sought.first)} {_fts5_term(sought.second)}, {CLOSE - 1})"


def _fts5_term(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + ("*" if term.open_end else "")


def _tsquery(sought: Sought) -> str:
    if isinstance(sought, Term):
        words = " <-> ".join(f"'{word}'" for word in sought.words)
        return f"({words}{':*' if sought.open_end else ''})"
    first, second = _tsquery(sought.first), _tsquery(sought.second)
    either = [(first, second), (second, first)]
    # No step at all: one word can be both, as "cam* NEAR camera" shows.
    steps = [f"{a} <{n}> {b}" for n in range(CLOSE + 1) for a, b in either]
    # FTS5 finds two phrases near each other as well where they share words.
    steps += map(_tsquery, dict.fromkeys(_sharing(sought.first, sought.second)))
    return f"({' | '.join(steps)})"


def _sharing(one: Term, other: Term) -> Iterator[Term]:
    """The phrases in which both stand with words in common."""
    for first, second in ((one, other), (other, one)):
        for start in range(len(first.words)):
            common = first.words[start : start + len(second.words)]
            if common == second.words[: len(common)]:
                beyond = second.words[len(common) :]
                yield Term(first.words + beyond, (second if beyond else first).open_end)
