"""A report fetches nothing: only data: addresses and a fixed set of its own assets can be read."""

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from weasyprint.urls import URLFetcher, URLFetcherResponse

STATIC_FOLDER = Path(__file__).resolve().parent.parent / "static"
ASSET_SCHEME = "asset:"
# Fonts reach the page through fontconfig and style sheets as text, so only pictures are named here.
_PICTURES = {".svg", ".png", ".jpg"}
ASSETS: Mapping[str, Path] = MappingProxyType(
    {path.name: path for path in sorted(STATIC_FOLDER.iterdir()) if path.suffix in _PICTURES}
)


class OwnAssetsOnly(URLFetcher):
    """Refuses files, the network and every name that is not one of the report's own assets."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The asset or the data that the address names; anything else is a ValueError."""
        if url.startswith(ASSET_SCHEME):
            return _asset(url)
        return super().fetch(url, headers)


def _asset(url: str) -> URLFetcherResponse:
    name = url.removeprefix(ASSET_SCHEME)
    if name not in ASSETS:
        raise ValueError(f"the report has no asset named {name}")
    media_type = mimetypes.types_map.get(ASSETS[name].suffix, "application/octet-stream")
    return URLFetcherResponse(url, ASSETS[name].read_bytes(), {"Content-Type": media_type})
