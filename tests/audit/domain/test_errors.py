"""An error says where, what and what to do."""

from __future__ import annotations

from audit.domain.errors import AuditError, InputInvalid, Problem


def test_every_problem_is_one_sentence_and_all_are_told():
    error = InputInvalid(
        Problem("investee.country", "XX is not a country code", "enter two letters"),
        Problem("investee.sector", "it is empty", "say what the company does"),
    )
    assert isinstance(error, AuditError)
    assert str(error).splitlines() == [
        "investee.country: XX is not a country code; enter two letters.",
        "investee.sector: it is empty; say what the company does.",
    ]


def test_a_question_needs_no_full_stop():
    hint = Problem("investee.end_users", "polise is not one of its words", "did you mean police?")
    assert str(hint) == ("investee.end_users: polise is not one of its words; did you mean police?")
