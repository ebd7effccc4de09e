"""What the commands of `log` share: which day is meant, and the answer with what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adaptive.cli.context import Context, shown
from adaptive.cli.prompting import complete, interruptible

if TYPE_CHECKING:
    from adaptive.condition import Known
    from adaptive.diary import DiaryEntry
    from adaptive.library.store import Store
    from adaptive.week import WeekSession

__all__ = [
    "SCORE",
    "AtOption",
    "BackOption",
    "DateOption",
    "HipPullOption",
    "answer",
    "day_of",
    "follows",
    "known",
    "line",
    "logged",
    "print_follows",
    "tell",
    "time_of",
    "to_json",
]

DateOption = Annotated[
    str | None, typer.Option("--date", metavar="DATE", help="The day, if not today.")
]
AtOption = Annotated[
    str | None, typer.Option("--at", metavar="HH:MM", help="The time; of work, when it began.")
]
SCORE = "0 to 10, or none, slight, moderate, severe."
BackOption = Annotated[
    str | None, typer.Option("--back", metavar="N", help=f"Tension of the lower back: {SCORE}")
]
HipPullOption = Annotated[
    str | None,
    typer.Option("--hip-pull", metavar="N", help=f"Pull in the front of the hip: {SCORE}"),
]


def day_of(here: Context, text: str | None) -> date:
    """The day that is spoken of.

    Raises:
        UsageError: it is written otherwise, or lies ahead.
    """
    from adaptive.agenda.days import day_named
    from adaptive.telling.work import not_ahead

    day = here.today if text is None else day_named(text, here.today, back=True)
    not_ahead(day, here.today)
    return day


def time_of(text: str | None) -> time | None:
    """The time of day that was told."""
    from adaptive.agenda.days import time_named

    return None if text is None else time_named(text)


def logged(
    here: Context,
    kind: str,
    words: Sequence[str] | None,
    read: Callable[[list[str]], dict[str, Any]],
    on: str | None,
    at: str | None,
) -> None:
    """Log an entry about a day, of which words tell the content.

    Raises:
        UsageError: they make no sense, or too little was told where nobody can be asked.
    """
    from adaptive.diary import DiaryEntry

    day, moment = day_of(here, on), time_of(at)
    with here.open(create=True) as store, interruptible(here, "nothing was logged."):
        content = complete(here, words or (), read)
        tell(here, store, [DiaryEntry(kind, day, moment, content, here.today)])


def tell(here: Context, store: Store, entries: Sequence[DiaryEntry]) -> None:
    """Keep entries, and answer with them."""
    store.diary.add_all(entries)
    answer(here, store, entries)


def answer(here: Context, store: Store, entries: Sequence[DiaryEntry], *meanings: str) -> None:
    """Say what was logged, what it means and what follows.

    `meanings` stand in for what the diary itself knows of the entries.
    """
    diary = store.diary.entries(as_of=here.today)
    said = meanings or tuple(_meaning(store, diary, entry) for entry in entries)
    if here.as_json:
        told = [{**to_json(one), "means": words} for one, words in zip(entries, said, strict=True)]
        here.answer({"logged": told, **follows(here, store)})
        return
    for entry, words in zip(entries, said, strict=True):
        here.out.print(f"logged: {line(entry)}" + (f" · {shown(words)}" if words else ""))
    if any(one.kind != "note" for one in entries):
        print_follows(here, store)


def follows(here: Context, store: Store) -> dict[str, Any]:
    """What the diary means for the athlete now: `advice` on whom to see, what holds `today`, moves.

    The phase is decided anew, so that a check counts at once.
    """
    from adaptive import planning
    from adaptive.condition import standing
    from adaptive.condition.stops import advice

    decided = planning.decide(store, here.today, here.now)
    of = decided.told() if decided else known(here, store)
    found = standing(of, of.today, of.today).conditions.get(of.today)
    return {
        "advice": list(advice(of)),
        "today": found.reason if found else None,
        "decided": [one.why for one in decided.fresh] if decided else [],
    }


def print_follows(here: Context, store: Store) -> None:
    """What the state of the athlete is now, or whom to see."""
    told = follows(here, store)
    for sentence in told["advice"]:
        here.out.print(f"[bold red]{shown(sentence)}[/bold red]")
    if told["advice"]:
        return
    for why in told["decided"]:
        here.out.print(f"[bold]{shown(why)}[/bold]")
    if told["today"]:
        here.out.print(f"Today: {shown(told['today'])}.")
    here.out.print("[dim]The plan follows: kneedrive plan[/dim]")


def _meaning(store: Store, diary: Sequence[DiaryEntry], entry: DiaryEntry) -> str:
    from adaptive.telling.meaning import meaning

    timed = entry.kind in {"check", "knee_lift"} and entry.at
    return meaning(entry, diary, _trained(store, entry.on_day) if timed else [])


def _trained(store: Store, day: date) -> list[WeekSession]:
    """What was trained on a day and the one before, which may reach into it."""
    from adaptive.assessing import assessed
    from adaptive.planning.gathering import week_session

    return [week_session(one) for one in assessed(store, day, day - timedelta(days=1))]


def known(here: Context, store: Store) -> Known:
    """What the diary and the safety answers say of today, before there is a plan."""
    from adaptive import facts
    from adaptive.condition import Known
    from adaptive.week import PhaseEntry

    born = store.fact("birth_year")
    return Known(
        today=here.today,
        entries=(PhaseEntry(here.today, "activation", "start"),),
        diary=store.diary.entries(as_of=here.today),
        safety=facts.safety(store),
        safety_told=store.fact_told("safety"),
        birth_year=int(born) if isinstance(born, int | float) else None,
    )


def line(entry: DiaryEntry) -> str:
    """An entry for people."""
    from adaptive.agenda.days import day_name

    when = day_name(entry.on_day)
    if entry.at:
        when += f" {entry.at:%H:%M}"
    what = f"{when}  {entry.kind.replace('_', '-')}"
    details = "; ".join(_details(entry.content))
    return f"{what} [dim]{shown(details)}[/dim]" if details else what


_UNITS = {
    "march_left_s": "left {} s",
    "march_right_s": "right {} s",
    "left_deg": "left {}°",
    "right_deg": "right {}°",
    "left_cm": "left {} cm",
    "right_cm": "right {} cm",
    "cadence_spm": "{} steps/min",
    "cadence_rpm": "{} rpm",
    "power_w": "at {} W",
    "minutes": "{} min",
}
_WORDS = {
    ("smooth", True): "smooth",
    ("smooth", False): "not smooth",
    ("dead_bug_flat", True): "back flat",
    ("dead_bug_flat", False): "back arched",
}
_PLAIN = frozenset({"block", "why", "what", "name", "text", "choice", "session", "feel"})
"""Fields whose value says it all."""


def _details(content: Any) -> list[str]:  # noqa: ANN401 - JSON, each kind has its own
    """Field by field what an entry tells."""
    found = []
    for name, value in content.items():
        amount = f"{value:g}" if isinstance(value, float) else value
        if isinstance(value, bool) and (name, value) in _WORDS:
            found.append(_WORDS[name, value])
        elif name == "question" and "choice" in content:
            found.append(value.partition(":")[0])
        elif value is None or value is False or value == [] or name in {"planned", "question"}:
            continue
        elif name == "speed_mps":
            minutes, seconds = divmod(round(1000 / value), 60)
            found.append(f"at {minutes}:{seconds:02}/km")
        elif name == "exercises":
            found += [_exercise(one) for one in value]
        elif name in {"signs", "red_flags"}:
            found.append(", ".join(value).replace("_", " "))
        elif name in _UNITS:
            found.append(_UNITS[name].format(amount))
        elif name in _PLAIN:
            found.append(str(value).replace("_", " ") if name == "block" else str(value))
        else:
            words = name.replace("_", " ")
            found.append(words if value is True else f"{words} {amount}")
    return found


def _exercise(one: dict[str, Any]) -> str:
    words = str(one["id"]).replace("_", " ")
    if one["reps"] is not None:
        words += f" {one['reps']} repetitions"
    return words if one["technique_ok"] else f"{words}, technique not ok"


def to_json(entry: DiaryEntry) -> dict[str, Any]:
    """An entry as `log --json` shows it."""
    return {
        "kind": entry.kind,
        "date": entry.on_day.isoformat(),
        "at": entry.at and f"{entry.at:%H:%M}",
        **entry.content,
        "told": entry.told.isoformat(),
    }
