"""The measure: how good the labels, doses and exercises of a result are, on articles that people annotated.

``evaluate(out, gold)`` measures a result. ``python -m pipeline.evaluate`` measures the rules: the precision
that confidence is read from (``calibrate``), and what their accuracy may not fall below (``floors``).
"""

from __future__ import annotations

from pipeline.evaluate.evaluation import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]
