"""From scraped exercise articles to a checked exercise catalogue.

``load()`` gives a spaCy ``Language``, ``extract(article)`` the records of one article, ``read_catalogue(path)`` a written
catalogue. Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.article import Article, Rejection
    from pipeline.catalogue import Catalogue, read_catalogue
    from pipeline.extraction import Extraction, extract
    from pipeline.language.load import load
    from pipeline.language.matcher import label_matcher

__version__ = "1.0.0"
__all__ = [
    "Article",
    "Catalogue",
    "Extraction",
    "Rejection",
    "__version__",
    "extract",
    "label_matcher",
    "load",
    "read_catalogue",
]

_HOMES = {
    "Article": "pipeline.article",
    "Rejection": "pipeline.article",
    "Catalogue": "pipeline.catalogue",
    "read_catalogue": "pipeline.catalogue",
    "Extraction": "pipeline.extraction",
    "extract": "pipeline.extraction",
    "label_matcher": "pipeline.language.matcher",
    "load": "pipeline.language.load",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 (what a module holds may be anything)
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
