"""What is kept of form in sessions that only an earlier kneedrive has read."""

from __future__ import annotations

from itertools import islice

from adaptive.library.store import Store

__all__ = ["fill"]

# So many sessions are stored in one transaction: who interrupts loses little.
_BATCH = 64


def fill(store: Store) -> None:
    """Look at the samples of the runs and rides whose minutes the library does not hold yet."""
    if not store.forms.missing():
        return
    from adaptive import joining

    while missing := store.forms.missing():
        state, names = store.state(), iter(missing)
        while some := list(islice(names, _BATCH)):
            kept = {
                session.id: form
                for session in map(store.session, some)
                if session and (form := joining.form(store, session))
            }
            if not store.forms.fill(kept, state=state):
                break  # another process changed sessions meanwhile
