"""Search and suggestions from the command line: found, decided, or one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli import main
from flows.settings import Settings
from flows.workplace import open_workplace, register_first_people
from tests.factories import MOMENT
from tests.flows.acts.test_searching import audit_in, given

TEXT = b"The works council says that [bold]staff[/bold] can raise concerns about products without fear."


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An audit with one text, in an installation of its own."""
    monkeypatch.setenv("INVESTEE_AUDIT_HOME", str(tmp_path))
    place = open_workplace(Settings())
    register_first_people(place, MOMENT)
    audit = audit_in(place)
    given(place, audit, TEXT)
    given(place, audit, b"\x89PNG", "image/png", "Picture")
    return audit


def said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, str, str]:
    """The exit code and what was printed."""
    monkeypatch.setattr("sys.argv", ["investee-audit", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    code = ended.value.code
    return (code if isinstance(code, int) else 0), printed.out, printed.err


def test_a_search_extracts_what_is_missing_and_says_what_has_no_text(
    audit: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    code, out, _ = said(monkeypatch, capsys, "search", audit, "staff", "concern*", "-yard")
    assert code == 0
    assert "E001, line 1  SHA-256 " in out
    assert "[bold]staff[/bold] can raise concerns" in out
    assert "1 found" in out
    assert "Items whose text was extracted just now: 2" in out
    assert "E002: no text; the text of image/png is not read" in out
    found = json.loads(said(monkeypatch, capsys, "search", audit, "staff", "--json")[1])
    assert [piece["text"] for piece in found[0]["snippet"] if piece["found"]] == ["staff"]


def test_all_audits_are_searched_and_what_is_not_read_yet_is_said(
    audit: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    _, out, _ = said(monkeypatch, capsys, "search", "--all", "staff")
    assert f"Not searched: 2 items whose text is not extracted yet, in {audit};" in out
    said(monkeypatch, capsys, "search", audit, "staff")
    _, out, _ = said(monkeypatch, capsys, "search", "--all", "staff")
    assert f"{audit}  E001, line 1" in out


@pytest.mark.parametrize("words", [[], ["***"], ["-staff"], ["x" * 10_000], ["\x1b[31m\x07"[1:2]]])
def test_what_cannot_be_searched_for_is_one_sentence(
    audit: str,
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    code, out, err = said(monkeypatch, capsys, "search", audit, *words)
    assert (code, out) == (2, "")
    assert err.startswith("words to search for: ")
    assert err.count("\n") == 1


def test_a_passage_is_suggested_accepted_and_rejected(
    audit: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    _, out, _ = said(monkeypatch, capsys, "suggest", audit, "GOV-06")
    assert "    matched “" in out
    assert "“concerns” (in 1), " in out
    listed = json.loads(said(monkeypatch, capsys, "suggest", audit, "GOV-06", "--json")[1])
    name = listed[0]["suggestions"][0]["id"]
    code, out, _ = said(monkeypatch, capsys, "suggestion", "accept", audit, name, "--by", "analyst")
    assert (code, out) == (0, "Accepted: E001 now has a claim about GOV-06 (line 1)\n")
    _, out, _ = said(monkeypatch, capsys, "suggest", audit, "GOV-06")
    assert "No undecided passage was found for " in out
    code, _, err = said(monkeypatch, capsys, "suggestion", "reject", audit, name, "--by", "analyst")
    assert (code, err.count("\n")) == (2, 1)
    assert "was accepted by analyst; a decision on it is not changed." in err


def test_an_unknown_question_is_one_sentence(
    audit: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    code, _, err = said(monkeypatch, capsys, "suggest", audit, "GOV-99")
    assert code == 2
    assert err.startswith("question: GOV-99 is not a question or an allegation of this audit")
