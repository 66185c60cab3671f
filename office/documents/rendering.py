"""HTML templates to PDF. Nothing is fetched but `data:` URIs and the site's own font files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.template.loader import render_to_string
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from .fonts import font_directories, font_face_css, font_files

Progress = Callable[[int, int], None]
Paper = tuple[str, Mapping[str, Any]]

# Pango's font map, which one FontConfiguration holds, is not made for two threads at once.
_lock: Final = Lock()


class ForbiddenAddress(ValueError):
    """A paper asked for something that is neither in it nor a font of this site."""


class OwnFilesOnly(URLFetcher):
    """Fetches `data:` URIs and the given files; refuses every other address, local or remote."""

    def __init__(self, files: Sequence[Path] = ()) -> None:
        super().__init__(allowed_protocols=["data"], allow_redirects=False)
        self._files = {path.as_uri(): path for path in files}

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The content at the address.

        Raises:
            ForbiddenAddress: for anything but `data:` and a file given at the start. WeasyPrint leaves the
                picture or style sheet out and goes on.
        """
        if path := self._files.get(url):
            return URLFetcherResponse(url, path.read_bytes())
        if not url.lower().startswith("data:"):
            raise ForbiddenAddress(f"papers do not fetch {url}")
        return super().fetch(url, headers)


def render_pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """One paper as a PDF file.

    The same template and context give the same bytes: a date printed in the file's properties comes from the
    context (`<meta name="dcterms.created">`), never from the clock.
    """
    with _lock:
        return _laid_out(template, context).write_pdf()


def render_batch(papers: Sequence[Paper], progress: Progress | None = None) -> bytes:
    """Several papers in one PDF file, in the order given; each keeps its own page numbers.

    Pages are put together before they are written, so that all papers share one subset of each font; some 2 MB
    a page are held until then, so hundreds of papers belong in several batches.

    Args:
        papers: pairs of template and context; at least one.
        progress: told (done, total) after each paper.

    Raises:
        ValueError: for no papers at all.
    """
    if not papers:
        raise ValueError("a batch has at least one paper")
    documents = []
    for done, (template, context) in enumerate(papers, start=1):
        with _lock:
            documents.append(_laid_out(template, context))
        if progress:
            progress(done, len(papers))
    pages = [page for document in documents for page in document.pages]
    with _lock:
        return documents[0].copy(pages).write_pdf()


def _laid_out(template: str, context: Mapping[str, Any]) -> Document:
    html = HTML(string=render_to_string(template, dict(context)), url_fetcher=OwnFilesOnly())
    return html.render(font_config=_font_configuration(font_directories()))


@lru_cache(maxsize=1)
def _font_configuration(directories: tuple[Path, ...]) -> FontConfiguration:
    """The fonts of this process. One for all papers: fifty of them would hold more than a gigabyte."""
    files = font_files(directories)
    configuration = FontConfiguration()
    CSS(string=font_face_css(files), font_config=configuration, url_fetcher=OwnFilesOnly(list(files.values())))
    return configuration
