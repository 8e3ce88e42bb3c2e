"""Importers on editions of the tests' own: units, families and words that no published edition has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from audit.catalogue.instruments import aia, rdr, wbl
from audit.catalogue.instruments.published_files import write
from audit.catalogue.instruments.visible_if import condition
from audit.domain.errors import InputInvalid
from tests.audit.catalogue.builders import refusal
from tests.audit.catalogue.instruments.published import imported_and_scored, printed

INDICATORS = """\
indicator,category,is_parent,parent,scoring_scope,name,exclude_companies
G1,G,FALSE,,company,Policy,NA
F1,F,TRUE,,NA,Terms,NA
F1a,F,FALSE,F1,services,Access,NA
F1b,F,FALSE,F1,services,Change,internet
P1,P,FALSE,,full,Data,NA
"""
SPEC = """\
element,indicator,question
G1.1,G1,Is there a policy?
F1a.1,F1a,Are the terms easy to find?
F1b.1,F1b,Is change announced?
P1.1,P1,Is collection limited?
"""
SERVICES = """\
company,service,part,service_class
Tel,Group,Group,Group
Tel,OpCom,OpCom,OpCom
Tel,Pre,Services,Pre-paid mobile
Tel,Post,Services,Postpaid mobile
Tel,Fix,Services,broadband
Net,Group,Group,Group
Net,Mail,Services,email
"""
COMPANIES = "company,kind\nTel,telecommunications\nNet,platforms\n"
ELEMENTS = """\
company,service,indicator,element,answer,value
Tel,Group,G1,G1.1,Yes,100
Tel,OpCom,G1,G1.1,No,0
Tel,Pre,F1a,F1a.1,Yes,100
Tel,Post,F1a,F1a.1,No Disclosure Found,0
Tel,Fix,F1a,F1a.1,Yes,100
Tel,Pre,F1b,F1b.1,Yes,0
Tel,Post,F1b,F1b.1,No,100
Tel,Fix,F1b,F1b.1,NA,NA
Tel,Group,P1,P1.1,Mostly,75
Tel,OpCom,P1,P1.1,Partial,50
Tel,Pre,P1,P1.1,No,0
Tel,Post,P1,P1.1,No,0
Tel,Fix,P1,P1.1,Yes,100
Net,Group,G1,G1.1,Partial,50
Net,Mail,F1a,F1a.1,Yes,100
Net,Group,P1,P1.1,Yes,100
Net,Mail,P1,P1.1,No,0
"""
TABLES = {
    "indicators": INDICATORS,
    "elements-spec": SPEC,
    "services": SERVICES,
    "companies": COMPANIES,
    "elements": ELEMENTS,
}


def edition(folder: Path, **changed: str) -> Path:
    """A folder with the five tables of an edition."""
    for name, text in {**TABLES, **changed}.items():
        (folder / f"2030-{name}.csv").write_text(text, "utf-8")
    return folder


def test_an_edition_with_telecommunications_operations_and_other_families(tmp_path: Path):
    scores = imported_and_scored(rdr.read, edition(tmp_path), tmp_path / "out")
    tel, net = scores["Tel"], scores["Net"]
    expected = {"G1": "50", "F1a": "75", "F1b": "50", "F1": "63", "P1": "58", "total": "57"}
    assert {name: printed(tel.level(name)) for name in expected} == expected
    assert printed(tel.level("F1a", "Post")) == "0"
    assert printed(net.level("F1b")) == "NA"
    assert printed(net.level("F1")) == "100"
    assert net.level("F1b").if_known.counts == "false"


def test_reversed_elements_are_seen_by_their_values_or_named(tmp_path: Path):
    text = (tmp_path / "out" / "checklist.yaml", tmp_path / "again" / "checklist.yaml")
    write(rdr.read(edition(tmp_path)), tmp_path / "out")
    assert "id: F1b.1\n        question: Is change announced?\n        scale: reversed" in text[0].read_text("utf-8")  # fmt: skip
    write(rdr.read(tmp_path, rdr.Options(reversed=("P1.1",))), tmp_path / "again")
    assert text[1].read_text("utf-8").count("scale: reversed") == 2


def test_a_folder_that_is_not_there_or_lacks_a_table(tmp_path: Path):
    said = refusal(InputInvalid, lambda: rdr.read(tmp_path / "none"))
    assert "there is no such folder; name the folder with the publisher's files." in said
    edition(tmp_path)
    (tmp_path / "2030-services.csv").unlink()
    said = refusal(InputInvalid, lambda: rdr.read(tmp_path))
    assert "one file should end with 2030-services.csv and none does" in said


def test_a_table_that_lacks_a_column_or_has_a_wrong_row(tmp_path: Path):
    edition(tmp_path, services=SERVICES.replace("service_class", "service_clas"))
    said = refusal(InputInvalid, lambda: rdr.read(tmp_path))
    assert "2030-services.csv, line 1: there is no column service_class; did you mean service_clas?" in said  # fmt: skip
    edition(tmp_path, services=SERVICES + "Tel,Fix\n")
    said = refusal(InputInvalid, lambda: rdr.read(tmp_path))
    assert "2030-services.csv, line 9: the row has more or fewer cells" in said


@pytest.mark.parametrize(
    ("table", "before", "after", "sentence"),
    [
        ("services", "Net,Mail", "Net,Post", "elements.csv, line 16: the service Mail of Net is not in the services table"),
        ("services", "Tel,Pre,Services", "Tel,Pre,Products", "services.csv, line 4: the part Products is unknown; write Group, Operating Company or Services."),
        ("services", "Mail,Services,email", "Mail,Services,", "services.csv, line 8: Mail has no service_class"),
        ("companies", "platforms", "bank", "companies.csv, line 3: the kind bank is unknown; write telecom or internet."),
        ("companies", "Net,", "Nett,", "services.csv, line 7: the company Net is unknown; did you mean Nett?"),
        ("indicators", "F1,F,TRUE,,NA,Terms,NA\n", "", "indicators.csv, line 3: the family F1 is unknown"),
        ("indicators", "FALSE,F1,services,Access", "FALSE,F9,services,Access", "indicators.csv, line 4: the family F9 is unknown; known are F1."),
        ("indicators", "F1,F,TRUE", "F1,F,maybe", "indicators.csv, line 3: is_parent of F1 is maybe; write TRUE or FALSE."),
        ("indicators", "P1,P,FALSE,,full", "P1,P,FALSE,,fulll", "indicators.csv, line 6: the scoring_scope fulll of P1 is unknown; did you mean full?"),
        ("indicators", "P1,P,", "P1,,", "indicators.csv, line 6: P1 has no category; add one."),
        ("indicators", "P1,P,", "G1,P,", "indicators.csv, line 6: G1 stands twice; keep one row."),
        ("elements-spec", "P1.1,P1", "P1.1,P9", "elements-spec.csv, line 5: the indicator P9 is unknown"),
        ("elements", "Net,Mail,P1,P1.1", "Net,Mail,P1,P1.9", "elements.csv, line 18: the element P1.9 is unknown"),
        ("elements", "P1.1,Yes,100\nNet,Mail", "P1.1,Yes,50\nNet,Mail", "elements.csv, line 17: Yes to P1.1 has the value 50 here and counts as 100"),
        ("elements", "Mostly,75", "Mostly,many", "elements.csv, line 10: the value many is no number"),
        ("elements", "Tel,OpCom,G1", "Tel,Group,G1", "elements.csv, line 3: Tel Group G1.1 stands twice; keep one row."),
    ],
)  # fmt: skip
def test_tables_that_do_not_fit_together(
    tmp_path: Path, table: str, before: str, after: str, sentence: str
):
    edition(tmp_path, **{table: TABLES[table].replace(before, after)})
    assert f"2030-{sentence}" in refusal(InputInvalid, lambda: rdr.read(tmp_path))


def test_options_that_name_nothing(tmp_path: Path):
    edition(tmp_path)
    said = refusal(InputInvalid, lambda: rdr.read(tmp_path, rdr.Options(reversed=("P1.2",))))
    assert "--reversed: the element P1.2 is unknown; did you mean P1.1?" in said
    said = refusal(InputInvalid, lambda: rdr.read(tmp_path, rdr.Options(prepaid=("emial",))))
    assert "--prepaid: the class emial is unknown; did you mean email?" in said


def test_tables_with_semicolons(tmp_path: Path):
    edition(tmp_path, **{name: text.replace(",", ";") for name, text in TABLES.items()})
    assert rdr.read(tmp_path).answers


def test_nothing_is_written_over(tmp_path: Path):
    made = rdr.read(edition(tmp_path))
    write(made, tmp_path / "out")
    said = refusal(InputInvalid, lambda: write(made, tmp_path / "out"))
    assert "checklist.yaml: the file stands already; name another folder, or remove it." in said


def test_a_table_of_economies_with_several_years(tmp_path: Path):
    (tmp_path / "questions.csv").write_text("question,topic,text\nA1,ALPHA,One?\nB1,BETA,Two?\n")
    (tmp_path / "wbl.csv").write_text("code,report_year,A1,B1\nSWE,2020,Yes,No\nSWE,2021,Yes,Yes\n")
    scores = imported_and_scored(wbl.read, tmp_path, tmp_path / "out")
    assert {name: printed(score.level("index")) for name, score in scores.items()} == {
        "SWE 2020": "50.0",
        "SWE 2021": "100.0",
    }


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ('{a} = "x"', {"question": "a", "answered": ["x"]}),
        ('{a} contains ["x"]', {"question": "a", "answered": ["x"]}),
        (
            '({a} = "x" or {b} contains "y") and {c} = "z"',
            {
                "all": [
                    {"any": [{"question": "a", "answered": ["x"]}, {"question": "b", "answered": ["y"]}]},
                    {"question": "c", "answered": ["z"]},
                ]
            },
        ),
    ],
)  # fmt: skip
def test_conditions_of_survey_forms(text: str, made: object):
    assert condition(text, "here") == made


@pytest.mark.parametrize(
    "text", ['{a} > "x"', "{a} = ", '({a} = "x"', "{a} = x", '{a} = "x" {b}', "%"]
)
def test_a_condition_that_cannot_be_read_is_refused(text: str):
    said = refusal(InputInvalid, lambda: condition(text, "questions.csv, q1"))
    assert said.startswith(f"questions.csv, q1: the condition {text} cannot be read")


def test_an_assessment_with_a_gate_that_has_no_choices(tmp_path: Path):
    (tmp_path / "v2-questions.csv").write_text(
        "name,page,type,scored_as,max_points,visible_if,title\n"
        'q1,p,radiogroup,impact,1,"{q0} = ""a""",One?\n'
    )
    (tmp_path / "v2-choices.csv").write_text("question,value,points,text\nq1,a,1,Yes\n")
    (tmp_path / "sets.json").write_text(json.dumps([{"id": "one", "answers": {"q1": "a"}}]))
    said = refusal(InputInvalid, lambda: aia.read(tmp_path))
    assert "v2-questions.csv: q1 depends on q0, which has no choices; add the choices." in said
