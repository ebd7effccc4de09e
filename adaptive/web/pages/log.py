"""Log: all that an athlete may tell, in short forms, and the diary of what was told.

The forms of Today are kept here too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from adaptive import assessing, wording
from adaptive.agenda.days import day_name
from adaptive.condition import safety
from adaptive.diary import SCORES, DiaryEntry
from adaptive.explain.naming import KIND_WORDS
from adaptive.feedback_file import take_in
from adaptive.library.store import Store
from adaptive.telling import health, lifting, pacing, words, work
from adaptive.web import telling
from adaptive.web.pages.today import check_in
from adaptive.web.site import Message, Site, get, post, site_of
from ingest.errors import UsageError

__all__ = ["FORMS", "routes"]

_SHOWN = timedelta(weeks=3)
"""What anybody would still look up, or take back."""

_REMEMBERED = timedelta(days=14)
"""Nobody remembers longer how hard a session felt."""


def page(request: Request) -> Response:
    """The forms and the diary."""
    site, asked = site_of(request), request.query_params.get("open", "")
    with site.open() as store:
        today = site.today
        entries = store.diary.entries(today - _SHOWN, today, as_of=today)
        sessions = assessing.assessed(store, today, today - _REMEMBERED)
        return site.page(
            request,
            "log.html",
            open=FORMS[asked][0] if asked in FORMS else asked,
            check=check_in(store, today),
            entries=[*map(telling.entry_line, reversed(entries))],
            last=telling.last_entry(store, today),
            kinds=KIND_WORDS,
            changes=words.CHANGES,
            lists=safety.standard(),
            scores=list(SCORES),
            sessions={
                one.stored.id: f"{day_name(one.stored.local_date)} {one.stored.local_start:%H:%M} "
                f"{wording.sport_word(one.stored.sport)}, {one.stored.duration_s / 60:.0f} min"
                for one in reversed(sessions)
            },
        )


# -- what is told -------------------------------------------------------------------


def _kept(site: Site, store: Store, form: FormData, kind: str, content: dict[str, Any]) -> Message:
    """Keep an entry about the day that the form names."""
    day, at = telling.day_and_time(site, form)
    return telling.kept(site, store, [DiaryEntry(kind, day, at, content, site.today)])


def check(site: Site, store: Store, form: FormData) -> Message:
    """A self-check."""
    told = {
        "march_left_s": telling.text(form, "left"),
        "march_right_s": telling.text(form, "right"),
        "smooth": telling.flag(form, "march", "smooth", "shaky"),
        "dead_bug_flat": telling.flag(form, "dead_bug", "flat", "arched"),
        "feel": telling.text(form, "feel"),
        "dead_bug_range": telling.text(form, "range"),
        "back": telling.text(form, "back"),
        "hip_pull": telling.text(form, "hip_pull"),
    }
    return _kept(site, store, form, "check", lifting.check((), told))


def symptom(site: Site, store: Store, form: FormData) -> Message:
    """How back and hips feel, signs and stop signs."""
    told = {
        "back": telling.text(form, "back"),
        "hip_pull": telling.text(form, "hip_pull"),
        "soreness": telling.text(form, "soreness"),
        "sharp": telling.text(form, "sharp") is not None,
        "signs": telling.several(form, "sign"),
        "red_flags": telling.several(form, "red_flag"),
    }
    return _kept(site, store, form, "symptom", words.symptom((), told))


def done(site: Site, store: Store, form: FormData) -> Message:
    """Work is done, as prescribed unless more is told."""
    day, at = telling.day_and_time(site, form)
    effort = telling.text(form, "effort")
    entries = work.done(
        store,
        telling.several(form, "block"),
        day,
        site.today,
        at=at,
        now=site.now,
        effort=words.effort(effort) if effort else None,
        told=work.exercises((), telling.several(form, "not_ok")),
    )
    return telling.kept(site, store, entries)


def skip(site: Site, store: Store, form: FormData) -> Message:
    """Work is left out."""
    day, at = telling.day_and_time(site, form)
    blocks, why = telling.several(form, "block"), telling.text(form, "why")
    entries = work.skip(store, blocks, day, site.today, at=at, why=why)
    return telling.kept(site, store, entries)


def effort(site: Site, store: Store, form: FormData) -> Message:
    """How hard a session felt."""
    name, felt = words.effort_of(
        [one for field in ("session", "effort") if (one := telling.text(form, field))]
    )
    return telling.kept(site, store, [work.session_effort(store, name, felt, site.today)])


def knee_lift(site: Site, store: Store, form: FormData) -> Message:
    """How high the knees come, in degrees or centimetres."""
    unit = "cm" if telling.text(form, "unit") == "cm" else "deg"
    told = {f"{side}_{unit}": telling.text(form, side) for side in ("left", "right")}
    return _kept(site, store, form, "knee_lift", lifting.knee_lift((), told))


def cadence(site: Site, store: Store, form: FormData) -> Message:
    """Cadence at a pace or a power."""
    said = [telling.text(form, "cadence"), telling.text(form, "at_pace")]
    return _kept(site, store, form, "cadence", pacing.cadence([*filter(None, said)]))


def ill(site: Site, store: Store, form: FormData) -> Message:
    """The athlete is ill."""
    return _kept(site, store, form, "ill", {"fever": telling.text(form, "fever") is not None})


def well(site: Site, store: Store, form: FormData) -> Message:
    """The first day without symptoms."""
    day, at = telling.day_and_time(site, form)
    return telling.kept(site, store, [health.well(store, day, site.today, at)])


def cleared(site: Site, store: Store, form: FormData) -> Message:
    """A professional has cleared the athlete after a stop."""
    day, at = telling.day_and_time(site, form)
    return telling.kept(site, store, [health.cleared(store, day, site.today, at)])


def change(site: Site, store: Store, form: FormData) -> Message:
    """Something new that moves cadence by itself."""
    said = [telling.text(form, "what"), telling.text(form, "name")]
    return _kept(site, store, form, "change", words.change([*filter(None, said)]))


def note(site: Site, store: Store, form: FormData) -> Message:
    """Words for oneself."""
    said = telling.text(form, "text")
    return _kept(site, store, form, "note", words.note([said] if said else []))


def table(site: Site, store: Store, form: FormData) -> Message:
    """A table of feedback: each row is logged, known or refused."""
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise UsageError("no file was chosen", hint="Choose a table saved as CSV.")
    report = take_in(store, file.file.read(), file.filename, site.today)
    counts = ", ".join(f"{n} {outcome}" for outcome, n in sorted(report.counts.items()))
    left = [f"Columns left alone: {', '.join(report.ignored)}"] if report.ignored else []
    return Message(
        f"{len(report.rows)} rows: {counts or 'none tells anything'}",
        "refused" if report.counts.get("refused") else "done",
        details=(
            *(f"Line {row.line}: {row.reason}" for row in report.rows if row.reason),
            *left,
            *telling.what_follows(site, store),
        ),
    )


FORMS = {
    "check": ("check", check),
    "symptom": ("symptom", symptom),
    "done": ("work", done),
    "skip": ("work", skip),
    "effort": ("effort", effort),
    "knee-lift": ("knee-lift", knee_lift),
    "cadence": ("cadence", cadence),
    "ill": ("health", ill),
    "well": ("health", well),
    "cleared": ("health", cleared),
    "change": ("change", change),
    "note": ("note", note),
    "import": ("import", table),
    "undo": ("diary", telling.undone),
}
"""By path the part of the page that the form stands in, and what it tells."""

routes = [
    get("/log", page),
    *(post(f"/log/{path}", telling.told(part, tell)) for path, (part, tell) in FORMS.items()),
    post("/today/done", telling.told("work", done)),
    post("/today/skip", telling.told("work", skip)),
]
