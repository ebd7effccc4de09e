"""Numbers and feedback to a plan: the programme, the planner, and the world at its rim."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adaptive.notebook import Library

__all__ = ["Library"]


def __getattr__(name: str) -> object:
    """`Library`, imported on first use so that the command line starts at once."""
    if name == "Library":
        from adaptive.notebook import Library

        return Library
    raise AttributeError(f"module 'adaptive' has no attribute {name!r}")
