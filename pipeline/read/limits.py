"""How much a reader takes in before it refuses, and how to raise that."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one article, one row and one page may cost.

    The option that raises a limit has its name: ``max_article_bytes`` is ``--max-article-bytes``. Sizes are
    bytes, ``max_ratio`` is unpacked bytes for each packed one, ``max_sentences`` counts those of an article,
    ``max_html_depth`` elements inside one another, ``max_html_work`` those that a parser must repeat for tags
    that were never closed, ``max_html_attributes`` those of one tag. With ``screen``, what cannot contain an
    exercise is passed over.
    """

    max_article_bytes: int = 20_000_000
    max_line_bytes: int = 64_000_000
    max_ratio: int = 400
    max_id_chars: int = 2_000
    max_sentences: int = 200_000
    max_html_depth: int = 1_000
    max_html_work: int = 1_000_000
    max_html_attributes: int = 1_000
    screen: bool = False

    def exceeded(self, name: str, what: str) -> str:
        """Say that ``what`` is more than the limit ``name`` allows, and which option raises it."""
        option = name.replace("_", "-")
        return f"{what} is more than {getattr(self, name):,} ({name}); raise it with --{option}"
