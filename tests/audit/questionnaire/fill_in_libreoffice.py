"""Makes the workbooks beside it again: LibreOffice opens the questionnaire, fills it in and saves it.

Run it where soffice and its Python scripting are installed (on Debian libreoffice-calc and
libreoffice-script-provider-python), and commit what it writes together with the change that needs it:

    .venv/bin/python -m tests.audit.questionnaire.fill_in_libreoffice

The files that are there were saved by LibreOffice 7.4.7.2.
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

COMMAND = ".venv/bin/python -m tests.audit.questionnaire.fill_in_libreoffice"
TYPED_FILE, BROUGHT_FILE = "saved_by_libreoffice.xlsx", "saved_by_libreoffice_through_ods.xlsx"
FOLDER = "QUESTIONNAIRE_FOLDER"
XLSX, ODS = "Calc MS Excel 2007 XML", "calc8"

COVER, FIRST, SECOND = "Start", "GOV Policy and governance", "LAW Law"
LOCKED = (FIRST, "B3")
TYPED = {
    (COVER, "B9"): "Head of legal",
    (COVER, "B10"): "Deutsch, العربية",
    (COVER, "B11"): "1.12.2026",
    (FIRST, "F3"): "YES",
    (FIRST, "G3"): "Größe & Übermaß <neu>: سياسة حقوق الإنسان",
    (FIRST, "H3"): "policy.pdf\nannex.pdf",
    (FIRST, "G4"): "  blanks around,\n\na line between  ",
    (FIRST, "I4"): "no such product",
    (FIRST, "J4"): "2026-05-31",
    (SECOND, "G3"): "=1+1",
    (SECOND, "H3"): "007",
    (SECOND, "K3"): "Secret by law.",
    LOCKED: "typed over a locked text",
}
"""What is typed, as a person does it: by sheet and cell."""
BROUGHT = {
    (COVER, "B11"): (46357, "YYYY-MM-DD"),
    (FIRST, "G3"): (46357.5, "YYYY-MM-DD HH:MM"),
    (FIRST, "H3"): (0.25, "0.00%"),
    (FIRST, "F4"): ("not met ", "@"),
    (FIRST, "G4"): ("half bold", "@"),
    (SECOND, "F3"): (5, "General"),
    (SECOND, "G3"): (1234.5, "#,##0.00"),
}
"""What is pasted with the format it had elsewhere: a value and its format."""


def main(sent: bytes) -> None:
    """Both workbooks, from a LibreOffice whose profile is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sent.xlsx").write_bytes(sent)
        # It has to make its profile before it finds scripts there.
        _run(folder, "--terminate_after_init")
        scripts = Path(folder, "profile/user/Scripts/python")
        scripts.mkdir(parents=True)
        shutil.copy(__file__, scripts / "filling.py")
        for macro in (type_in, bring_in):
            where = "language=Python&location=user"
            _run(folder, f"vnd.sun.star.script:filling.py${macro.__name__}?{where}")
        for made in (TYPED_FILE, BROUGHT_FILE):
            shutil.copy(Path(folder, made), Path(__file__).with_name(made))


def _run(folder: str, what: str) -> None:
    profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
    subprocess.run(
        ["soffice", "--headless", "--norestore", profile, what],
        env=os.environ | {FOLDER: folder},
        timeout=120,
        check=True,
    )


def type_in(*_: Any) -> None:
    """Run by LibreOffice: type what is typed, and save."""
    desktop, uno = _libreoffice()
    document = _opened(desktop, uno, "sent.xlsx")
    view = document.CurrentController
    dispatcher = _service("com.sun.star.frame.DispatchHelper")
    for (sheet, cell), text in TYPED.items():
        view.setActiveSheet(document.Sheets.getByName(sheet))
        for command, name, value in (
            (".uno:GoToCell", "ToPoint", cell),
            (".uno:EnterString", "StringName", text),
        ):
            dispatcher.executeDispatch(view.Frame, command, "", 0, _with(uno, **{name: value}))
    _save(document, uno, TYPED_FILE, XLSX)
    desktop.terminate()


def bring_in(*_: Any) -> None:
    """Run by LibreOffice: put in what is pasted, save as ODS, open that, and save it as XLSX."""
    desktop, uno = _libreoffice()
    document = _opened(desktop, uno, "sent.xlsx")
    here = uno.createUnoStruct("com.sun.star.lang.Locale")
    for (sheet, name), (value, shown) in BROUGHT.items():
        cell = document.Sheets.getByName(sheet).getCellRangeByName(name)
        key = document.NumberFormats.queryKey(shown, here, False)
        cell.NumberFormat = key if key >= 0 else document.NumberFormats.addNew(shown, here)
        if isinstance(value, str):
            cell.String = value
            cursor = cell.createTextCursor()
            cursor.gotoStart(False)
            cursor.goRight(4, True)
            cursor.CharWeight = 150.0
        else:
            cell.Value = value
    _save(document, uno, "between.ods", ODS)
    _save(_opened(desktop, uno, "between.ods"), uno, BROUGHT_FILE, XLSX)
    desktop.terminate()


def _libreoffice() -> tuple[Any, Any]:
    """What only scripts inside of LibreOffice have: its desktop, and its module."""
    return globals()["XSCRIPTCONTEXT"].getDesktop(), importlib.import_module("uno")


def _service(name: str) -> Any:
    context = globals()["XSCRIPTCONTEXT"].getComponentContext()
    return context.ServiceManager.createInstanceWithContext(name, context)


def _opened(desktop: Any, uno: Any, name: str) -> Any:
    return desktop.loadComponentFromURL(_address(name), "_blank", 0, _with(uno, Hidden=True))


def _save(document: Any, uno: Any, name: str, kind: str) -> None:
    document.storeToURL(_address(name), _with(uno, FilterName=kind))


def _address(name: str) -> str:
    return Path(os.environ[FOLDER], name).as_uri()


def _with(uno: Any, **values: Any) -> tuple[Any, ...]:
    made: list[Any] = []
    for name, value in values.items():
        pair = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        pair.Name, pair.Value = name, value
        made.append(pair)
    return tuple(made)


if __name__ == "__main__":
    # LibreOffice reads this file as well, and has nothing of ours.
    from tests.audit.questionnaire.builders import SENT

    main(SENT)
