"""Where a library lies when nobody names a place."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["default_folder"]


def default_folder() -> Path:
    """`KNEEDRIVE_LIBRARY`, else the platform's folder for user data."""
    if folder := os.environ.get("KNEEDRIVE_LIBRARY"):
        return Path(folder).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("kneedrive", appauthor=False))
