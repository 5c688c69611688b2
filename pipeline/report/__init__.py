"""``report.html``: a page to look at a catalogue beside its sources, offline.

The page stands on the files that a run wrote, and on nothing else: the same files give the same bytes.
Texts are cut into parts here, at every end of a span, because JavaScript counts UTF-16 units where the
catalogue counts code points.
"""

from __future__ import annotations

from pipeline.report.write import write

__all__ = ["write"]
