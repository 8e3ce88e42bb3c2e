"""One render from parsed HTML to bytes; importing this loads WeasyPrint and its native libraries."""

import base64
import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import pydyf
import weasyprint
from weasyprint.css.counters import CounterStyle
from weasyprint.text.ffi import ffi, harfbuzz, pango
from weasyprint.text.fonts import FontConfiguration

from reports.typesetting.content import require_alternatives, visible_text
from reports.typesetting.fetching import OwnAssetsOnly
from reports.typesetting.glyphs import guard_glyphs
from reports.typesetting.messages import no_complaints
from reports.typesetting.tags import document_tags
from reports.typesetting.xmp import finish

if TYPE_CHECKING:
    from reports.typesetting.pdf import AttachedFile

VARIANT = "pdf/a-3a"

# The garbage collector, the log handler and the tagging hook belong to the whole process.
_one_at_a_time = threading.Lock()


def set_pages(
    html: str,
    attachments: tuple["AttachedFile", ...],
    issued_at: datetime,
    identifier: bytes,
    stylesheets: tuple[str, ...],
) -> bytes:
    """The finished file; whatever WeasyPrint complains about on the way is a RenderError."""
    moment = issued_at.astimezone(UTC)
    fetcher = OwnAssetsOnly()
    with _one_at_a_time, collector_at_rest(), no_complaints(), document_tags():
        document = _laid_out(html, stylesheets, fetcher)
        document.metadata.created = document.metadata.modified = moment.strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        )
        # Names in a PDF are looked up by halving, so they have to be in order.
        ordered = sorted(attachments, key=lambda file: file.name)
        made = document.write_pdf(
            pdf_variant=VARIANT,
            pdf_identifier=identifier,
            finisher=finish,
            attachments=[_attachment(file, moment, fetcher) for file in ordered],
        )
    # It returns the bytes when it is given no file to write to.
    return cast("bytes", made)


def _laid_out(
    html: str, stylesheets: tuple[str, ...], fetcher: OwnAssetsOnly
) -> weasyprint.Document:
    source = weasyprint.HTML(string=html, url_fetcher=fetcher)
    require_alternatives(source.etree_element)
    guard_glyphs(visible_text(source.etree_element))
    rules: dict[str, Any] = {"font_config": FontConfiguration(), "counter_style": CounterStyle()}
    sheets = [weasyprint.CSS(string=sheet, url_fetcher=fetcher, **rules) for sheet in stylesheets]
    return source.render(stylesheets=sheets, pdf_variant=VARIANT, **rules)


def _attachment(
    file: "AttachedFile", moment: datetime, fetcher: OwnAssetsOnly
) -> weasyprint.Attachment:
    # A data: address carries the media type, which would otherwise be guessed from the machine's own tables.
    content = base64.b64encode(file.content).decode("ascii")
    return weasyprint.Attachment(
        url=f"data:{file.media_type};base64,{content}",
        url_fetcher=fetcher,
        name=file.name,
        description=file.description,
        relationship="Data",
        created=moment,
        modified=moment,
    )


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Without the garbage collector a render takes a fifth less time; it is restored whatever happens."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
            gc.collect()


@cache
def releases() -> dict[str, str]:
    """The releases of everything that shapes a page."""
    return {
        "WeasyPrint": weasyprint.__version__,
        "pydyf": pydyf.__version__,
        "Pango": _pango_release(),
        "HarfBuzz": _harfbuzz_release(),
    }


def _pango_release() -> str:
    library: Any = pango
    number = library.pango_version()
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _harfbuzz_release() -> str:
    library: Any = harfbuzz
    ffi.cdef("const char *hb_version_string(void);")
    name: Any = ffi.string(library.hb_version_string())
    return name.decode("ascii")
