"""``python -m pipeline``."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    try:
        from pipeline.cli import main

        main()
    except KeyboardInterrupt:  # before a command could say something better
        sys.exit(130)
