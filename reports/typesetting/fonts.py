"""The bundled fonts, and nothing from the machine."""

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

from reports.typesetting.errors import RenderError

FONT_FOLDER = Path(__file__).resolve().parent.parent / "static" / "fonts"
CHECKSUM_LIST = FONT_FOLDER / "SHA256SUMS"

_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="strong"><family>serif</family><prefer><family>Source Serif 4</family></prefer></alias>
  <alias binding="strong"><family>sans-serif</family><prefer><family>Source Sans 3</family></prefer></alias>
  <alias binding="strong"><family>monospace</family><prefer><family>IBM Plex Mono</family></prefer></alias>
</fontconfig>
"""


def font_files() -> tuple[Path, ...]:
    """The bundled font files, in the order of their names."""
    return tuple(sorted(FONT_FOLDER.glob("*.ttf")))


@cache
def fonts_digest() -> str:
    """One digest that stands for all bundled fonts; a font that was changed, added or lost is refused."""
    listed = dict(_listed_checksums())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in font_files()}
    wrong = sorted(
        name for name in listed.keys() | found.keys() if listed.get(name) != found.get(name)
    )
    if wrong or not found:
        names = ", ".join(wrong) or "all of them"
        raise RenderError(
            f"The bundled fonts differ from {CHECKSUM_LIST.name} ({names}); install the project again."
        )
    return hashlib.sha256(CHECKSUM_LIST.read_bytes()).hexdigest()


def _listed_checksums() -> Iterator[tuple[str, str]]:
    for line in CHECKSUM_LIST.read_text(encoding="ascii").splitlines():
        digest, name = line.split()
        yield name, digest


@cache
def coverage() -> frozenset[int]:
    """Every code point that at least one bundled font can draw."""
    return frozenset().union(*(_code_points(path) for path in font_files()))


def _code_points(path: Path) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def use_bundled_fonts() -> Path:
    """Point fontconfig at the bundled fonts alone; call it before WeasyPrint is imported."""
    # Pango ends the whole process when fontconfig knows no font at all, so the fonts are checked first.
    folder = _configuration_folder(fonts_digest())
    text = _CONFIGURATION.format(fonts=escape(str(FONT_FOLDER)), cache=escape(str(folder)))
    path = folder / "fonts.conf"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        _write_at_once(path, text)
    os.environ["FONTCONFIG_FILE"] = str(path)
    return path


@cache
def _configuration_folder(digest: str) -> Path:
    """A folder of this user's own: the installed package may be read-only."""
    place = hashlib.sha256(f"{digest}{FONT_FOLDER}".encode()).hexdigest()[:16]
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "investee-audit" / f"fonts-{place}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="investee-audit-fonts-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return folder


def _write_at_once(path: Path, text: str) -> None:
    """Another process that starts at the same moment must never read half a file."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as draft:
        draft.write(text)
    Path(draft.name).replace(path)
