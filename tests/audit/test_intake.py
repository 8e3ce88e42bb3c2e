"""Words to a request: each bad word is one sentence that names its field, and all are told at once."""

from __future__ import annotations

import copy
import json
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.domain.allegation import Nature
from audit.domain.bounds import Bounds
from audit.domain.errors import InputInvalid
from audit.domain.investment import Capability, EndUser, Money, Stage
from audit.domain.request import AuditRequest, VersionRef
from audit.domain.truth import YesNo
from audit.intake import read_request
from audit.records import from_json, to_json
from tests.factories import ANALYST, CASE, TODAY, reference_case

WORDS = dict(reference_case().request)
LEI = "5493001KJTIIGC8Y1R12"


def with_words(*changes: tuple[str, object]) -> dict[str, Any]:
    """The reference request's words, with the words at these places put in."""
    words = copy.deepcopy(WORDS)
    for place, value in changes:
        *way, last = place.split(".")
        node: Any = words
        for step in way:
            node = node[int(step)] if step.isdigit() else node[step]
        node[last] = value
    return words


def read(*changes: tuple[str, object], today: date = TODAY) -> AuditRequest:
    return read_request(with_words(*changes), ANALYST, CASE, today)


def told(*changes: tuple[str, object]) -> list[str]:
    """What is said about the words put in, one line a problem."""
    with pytest.raises(InputInvalid) as refused:
        read(*changes)
    assert str(refused.value) == "\n".join(str(problem) for problem in refused.value.problems)
    return str(refused.value).splitlines()


def test_the_reference_request_is_read():
    request = read()
    assert request.investee.legal_name == "AnyVision Interactive Technologies"
    assert request.investee.country == "IL"
    assert Capability.FACIAL_RECOGNITION in request.investee.capabilities
    assert EndUser.UNKNOWN in request.investee.end_users
    assert request.investment.stage is Stage.HOLDING
    assert request.investment.amount == Money(Fraction(10_000_000), "USD")
    assert request.investment.stake == Bounds.between(0, 1)
    assert request.investment.undertakings[0].audit_right is YesNo.YES
    assert request.circumstances.conflict_or_occupation is YesNo.YES
    assert [a.id for a in request.allegations] == ["A1", "A1p", "A2", "A3", "A4", "A5", "A6", "A7"]
    assert [a.id for a in request.allegations if a.alleges_breach] == ["A1p", "A5"]
    assert [a.id for a in request.allegations if a.nature is Nature.JUDGEMENT] == ["A4"]
    assert request.policy == VersionRef("responsible-investment", "1.1.0")
    assert (request.analyst, request.prepared_case) == (ANALYST, CASE)


def test_reading_is_repeatable_and_leaves_the_words_alone():
    words = with_words(("investee.lei", f" {LEI.lower()} "))
    before = json.dumps(words)
    assert read_request(words, ANALYST, CASE, TODAY) == read_request(words, ANALYST, CASE, TODAY)
    assert json.dumps(words) == before


def test_a_refusal_leaves_the_words_alone():
    words = with_words(("investee.country", "XX"), ("investment.amount", "much"))
    before = json.dumps(words)
    with pytest.raises(InputInvalid):
        read_request(words, ANALYST, CASE, TODAY)
    assert json.dumps(words) == before


BAD: list[tuple[str, object, str, str]] = [
    ("investee.lei", "5493001KJTIIGC8Y1R13", "investee.lei", "is not a valid LEI"),
    ("investee.lei", "5493001KJTIIGC8Y1R1", "investee.lei", "is not a valid LEI"),
    ("investee.lei", "LEI", "investee.lei", "LEI is not a valid LEI"),
    ("investee.country", "XX", "investee.country", "XX is not a country code"),
    ("investee.country", "ISR", "investee.country", "ISR is not a country code"),
    ("investee.country", "", "investee.country", "nothing is not a country code"),
    ("investment.currency", "", "investment.currency", "the amount 10000000 has no currency"),
    ("investment.currency", "XYZ", "investment.currency", "XYZ is not a currency code"),
    ("investment.currency", "DOLLARS", "investment.currency", "DOLLARS is not a currency code"),
    ("investment.amount", "", "investment.amount", "nothing is not a number"),
    ("investment.amount", "ten million", "investment.amount", "ten million is not a number"),
    ("investment.amount", "10,000,000", "investment.amount", "10,000,000 is not a number"),
    ("investment.amount", "1e400", "investment.amount", "1e400 is not a number"),
    ("investment.amount", "1E5", "investment.amount", "1E5 is not a number"),
    ("investment.amount", "1/3", "investment.amount", "1/3 is not a number"),
    ("investment.amount", "1_000", "investment.amount", "1_000 is not a number"),
    ("investment.amount", "nan", "investment.amount", "nan is not a number"),
    ("investment.amount", "inf", "investment.amount", "inf is not a number"),
    ("investment.amount", "0x10", "investment.amount", "0x10 is not a number"),
    ("investment.amount", "-1", "investment.amount", "-1 is negative"),
    ("investment.amount", "-0.01", "investment.amount", "-0.01 is negative"),
    ("investment.stake_percent", "100.01", "investment.stake_percent", "is not between 0 and 100"),
    ("investment.stake_percent", "-5", "investment.stake_percent", "is not between 0 and 100"),
    ("investment.stake_percent", "a fifth", "investment.stake_percent", "a fifth is not a number"),
    ("investment.stake_percent", "12,5", "investment.stake_percent", "12,5 is not a number"),
    ("investment.stake_percent", "1e-400", "investment.stake_percent", "1e-400 is not a number"),
    ("investment.invested_on", "2026-11-24", "investment.invested_on", "lies in the future"),
    ("investment.invested_on", "2026-12", "investment.invested_on", "lies in the future"),
    ("investment.invested_on", "2027", "investment.invested_on", "lies in the future"),
    ("investment.invested_on", "2026-02-29", "investment.invested_on", "is not a date"),
    ("investment.invested_on", "2026-13", "investment.invested_on", "is not a date"),
    ("investment.invested_on", "2026-00", "investment.invested_on", "is not a date"),
    ("investment.invested_on", "0000", "investment.invested_on", "is not a date"),
    ("investment.invested_on", "23.11.2026", "investment.invested_on", "is not a date"),
    ("investment.invested_on", "2019-6", "investment.invested_on", "is not a date"),
    ("investment.invested_on", "２０１９", "investment.invested_on", "is not a date"),
    ("investment.invested_on", "last June", "investment.invested_on", "last June is not a date"),
    ("investee.legal_name", "", "investee.legal_name", "it is empty"),
    ("investee.legal_name", " \t\u00a0", "investee.legal_name", "it is empty"),
    ("investee.legal_name", "\u200b\u2060", "investee.legal_name", "it is empty"),
    ("investee.sector", "", "investee.sector", "it is empty"),
    ("investment.investor", "  ", "investment.investor", "it is empty"),
    (
        "investee.capabilities",
        ["telepathy"],
        "investee.capabilities",
        "telepathy is not one of its",
    ),
    ("investee.end_users", ["polise"], "investee.end_users", "did you mean police?"),
    ("investment.stage", "sold", "investment.stage", "sold is not one of its words"),
    ("investment.instrument", "loans", "investment.instrument", "did you mean loan?"),
    (
        "investment.board_seat",
        "perhaps",
        "investment.board_seat",
        "perhaps is not one of its words",
    ),
    ("investment.audit_right", "", "investment.audit_right", "is not one of its words"),
    (
        "investment.information_rights",
        "YES",
        "investment.information_rights",
        "YES is not one of its words",
    ),
    (
        "investment.undertakings.0.audit_right",
        "ja",
        "investment.undertakings[1].audit_right",
        "ja is not one of its words",
    ),
    ("circumstances.exit_possible", "maybe", "circumstances.exit_possible", "maybe is not one of"),
    ("allegations.0.sources", [], "allegations[1] (A1).sources", "the allegation has no source"),
    ("allegations.2.sources", [" "], "allegations[3] (A2).sources", "the allegation has no source"),
    ("allegations.1.id", "A1", "allegations[2].id", "the id A1 stands twice"),
    ("allegations.1.id", " A1 ", "allegations[2].id", "the id A1 stands twice"),
    ("allegations.0.id", "", "allegations[1].id", "it is empty"),
    ("allegations.0.text", "", "allegations[1] (A1).text", "it is empty"),
    ("allegations.7.raised_by", "", "allegations[8] (A7).raised_by", "it is empty"),
    ("allegations.0.id", "1A", "allegations[1].id", "1A is not an id"),
    ("allegations.0.id", "A" * 17, "allegations[1].id", "is not an id"),
    ("allegations.0.id", "A\n1", "allegations[1].id", "is not an id"),
    ("allegations.0.id", "A|1", "allegations[1].id", "is not an id"),
    ("allegations.0.id", "Ä1", "allegations[1].id", "is not an id"),
    ("investee.legal_name", "Acme\nLtd", "investee.legal_name", "(U+000A)"),
    ("investee.legal_name", "Acme\x1b[31m", "investee.legal_name", "(U+001B)"),
    ("investee.legal_name", "Acme\ud800", "investee.legal_name", "(U+D800)"),
    ("investee.sector", "a\u2028b", "investee.sector", "(U+2028)"),
    ("investee.later_names", ["Ok", "a\x00b"], "investee.later_names[2]", "(U+0000)"),
    ("investment.investor", "a\u0085b", "investment.investor", "(U+0085)"),
    (
        "investment.undertakings.0.name",
        "a\tb",
        "investment.undertakings[1].name",
        "a\\tb has a line break or a control character",
    ),
    ("allegations.0.raised_by", "a\rb", "allegations[1] (A1).raised_by", "(U+000D)"),
    ("allegations.0.sources", ["a\nb"], "allegations[1] (A1).sources[1]", "(U+000A)"),
    ("allegations.0.nature", "rumour", "allegations[1] (A1).nature", "rumour is not one of its"),
]


@pytest.mark.parametrize(("place", "value", "where", "what"), BAD)
def test_a_bad_word_is_one_sentence_that_names_its_field(
    place: str, value: object, where: str, what: str
):
    (sentence,) = told((place, value))
    assert sentence.startswith(f"{where}: ")
    assert what in sentence
    assert sentence.endswith((".", "?"))
    assert not sentence.endswith(("?.", ".."))
    assert sentence.count(";") == 1, "what is wrong, and what to do"


@pytest.mark.parametrize("field", ["investment.amount", "investment.stake_percent"])
@pytest.mark.parametrize("text", ["9" * 5000, "9" * 400, "0." + "1" * 4290, "1/" + "3" * 400])
def test_a_huge_number_is_refused_without_repeating_it(field: str, text: str):
    (sentence,) = told((field, text))
    assert sentence.startswith(f"{field}: ")
    assert "is not a number" in sentence
    assert len(sentence) < 200


def test_an_analyst_has_to_be_named():
    with pytest.raises(
        InputInvalid, match=r"analyst: it is empty; name the analyst's registered id"
    ):
        read_request(WORDS, " ", CASE, TODAY)


def test_every_problem_is_told_at_once():
    sentences = told(
        ("investee.country", "XX"),
        ("investee.sector", ""),
        ("investment.currency", "XYZ"),
        ("investment.stake_percent", "120"),
        ("investment.invested_on", "2030"),
        ("circumstances.exit_possible", "maybe"),
        ("allegations.0.sources", []),
        ("allegations.1.id", "A1"),
    )
    assert [sentence.partition(": ")[0] for sentence in sentences] == [
        "investee.country",
        "investee.sector",
        "investment.currency",
        "investment.stake_percent",
        "investment.invested_on",
        "circumstances.exit_possible",
        "allegations[1] (A1).sources",
        "allegations[2].id",
    ]


def test_two_words_wrong_in_one_field_are_two_problems():
    assert len(told(("investee.capabilities", ["telepathy", "other", "levitation"]))) == 2


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("10000000", Fraction(10_000_000)),
        ("10 000 000", Fraction(10_000_000)),
        ("10\u00a0000\u00a0000", Fraction(10_000_000)),
        ("0.10", Fraction(1, 10)),
        ("0", Fraction(0)),
        ("123456789012345678901.23", Fraction(12345678901234567890123, 100)),
    ],
)
def test_amounts_are_exact(text: str, amount: Fraction):
    assert read(("investment.amount", text)).investment.amount == Money(amount, "USD")


def test_an_amount_that_was_not_disclosed():
    undisclosed = read(("investment.amount", ""), ("investment.currency", ""))
    assert undisclosed.investment.amount is None


@pytest.mark.parametrize(
    ("text", "stake"),
    [("", (0, 1)), ("0", (0, 0)), ("100", (1, 1)), ("12.5", (Fraction(1, 8), Fraction(1, 8)))],
)
def test_stakes_are_exact_shares(text: str, stake: tuple[Fraction, Fraction]):
    assert read(("investment.stake_percent", text)).investment.stake == Bounds.between(*stake)


@pytest.mark.parametrize(
    "text", ["", "2019", "2019-06", "2026-11-23", "2026-11", "2026", "2024-02-29"]
)
def test_dates_up_to_today(text: str):
    assert read(("investment.invested_on", text)).investment.invested_on == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        (LEI, LEI),
        (LEI.lower(), LEI),
        (f" {LEI} ", LEI),
        ("5493 001K JTII GC8Y 1R12", LEI),
    ],
)
def test_an_lei_is_kept_in_its_own_form(text: str, kept: str):
    assert read(("investee.lei", text)).investee.lei == kept


def test_codes_may_be_typed_small():
    request = read(("investee.country", " il "), ("investment.currency", "usd"))
    assert request.investee.country == "IL"
    assert request.investment.amount == Money(Fraction(10_000_000), "USD")


def test_a_word_named_twice_counts_once():
    request = read(("investee.end_users", ["police", "military", "police"]))
    assert request.investee.end_users == (EndUser.POLICE, EndUser.MILITARY)


def test_a_position_nobody_knows_is_said_so():
    request = read(("allegations.0.position", {"text": " ", "sources": []}))
    assert request.allegations[0].position.text == "No position is known yet."


def test_no_allegation_at_all_is_a_request():
    assert read(("allegations", [])).allegations == ()


NAMES = [
    "شركة الرؤية الذكية",
    "אני־ויז'ן טכנולוגיות",
    "旷视科技有限公司",
    "บริษัท ทดสอบ จำกัด",
    "नमस्ते प्रौद्योगिकी",
    "Zi\u0301skac\u030c a\u0308 Co\u0302",
    "می\u200cخواهم",
    "\u200fשם\u200f",
    'O\'Brien & Søn "GmbH" <script>',
    "Œuvre Ltd 👁️‍🗨️",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_in_every_script_survive(name: str):
    request = read(
        ("investee.legal_name", f"  {name}\n"),
        ("investee.later_names", [name]),
        ("allegations.0.text", name),
        ("allegations.0.raised_by", name),
    )
    assert request.investee.legal_name == name
    assert request.investee.later_names == (name,)
    assert (request.allegations[0].text, request.allegations[0].raised_by) == (name, name)
    assert from_json(AuditRequest, to_json(request)) == request


LAW = settings(deadline=None, max_examples=60, derandomize=True)


@LAW
@given(
    st.text(max_size=12), st.sampled_from(["amount", "stake_percent", "invested_on", "currency"])
)
def test_any_text_is_read_or_refused_by_its_field(text: str, field: str):
    words = with_words((f"investment.{field}", text))
    before = json.dumps(words)
    blamed: set[str] = set()
    try:
        request = read_request(words, ANALYST, CASE, TODAY)
        assert from_json(AuditRequest, to_json(request)) == request
    except InputInvalid as refused:
        blamed = {problem.where for problem in refused.problems}
    assert blamed <= {f"investment.{field}", "investment.currency"}
    assert json.dumps(words) == before


@LAW
@given(st.decimals(0, 100, places=3, allow_nan=False))
def test_every_share_of_a_hundred_is_exact(percent: object):
    stake = read(("investment.stake_percent", f"{percent}")).investment.stake
    assert stake == Bounds.exactly(Fraction(str(percent)) / 100)
