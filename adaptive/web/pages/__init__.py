"""The pages: a module each, whose `routes` the application takes in."""

from __future__ import annotations

from adaptive.web.pages import (
    calendar,
    exercises,
    exports,
    form,
    importing,
    load,
    log,
    phase,
    phones,
    session,
    sessions,
    today,
    week,
    you,
)

__all__ = ["PAGES"]

PAGES = (
    today,
    week,
    sessions,
    session,
    load,
    form,
    phase,
    calendar,
    log,
    importing,
    exercises,
    exports,
    phones,
    you,
)
