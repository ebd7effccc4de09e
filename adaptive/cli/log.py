"""`kneedrive log`: what the athlete did, felt and fell ill with, told in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adaptive.cli.context import Context, context, shown
from ingest.errors import KneedriveError, UsageError

if TYPE_CHECKING:
    from adaptive.condition import Known
    from adaptive.diary import DiaryEntry
    from adaptive.library.store import Store
    from adaptive.week import BlockKind, DoneBlock, DoneExercise

__all__ = ["app"]

app = typer.Typer(
    help="Tell what you did, felt or fell ill with; the plan follows. Alone: the last entries.",
    short_help="Tell what you did, felt or fell ill with.",
    invoke_without_command=True,
)

_SHOWN = 20
"""Entries that a look at the diary shows: about two weeks of daily logging."""

_DateOption = Annotated[
    str | None, typer.Option("--date", metavar="DATE", help="The day, if not today.")
]
_AtOption = Annotated[
    str | None, typer.Option("--at", metavar="HH:MM", help="The time; of work, when it began.")
]
_ScoreHelp = "0 to 10, or none, slight, moderate, severe."


@app.callback()
def log(ctx: typer.Context) -> None:
    """Show what was logged last."""
    if ctx.invoked_subcommand is not None:
        return
    here = context(ctx)
    with here.open() as store:
        entries = store.diary.entries(until=here.today, as_of=here.today)[-_SHOWN:]
    if here.as_json:
        here.answer({"entries": [_json(entry) for entry in entries]})
        return
    for entry in entries:
        here.out.print(_line(entry))
    if not entries:
        here.out.print("Nothing is logged yet. What can be: kneedrive log --help")


@app.command()
def done(
    ctx: typer.Context,
    blocks: Annotated[
        list[str],
        typer.Argument(metavar="BLOCK...", help="Such as strengthening, or a block's id."),
    ],
    effort: Annotated[
        str | None, typer.Option(metavar="N", help="How hard it felt, 1 to 10.")
    ] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="EXERCISE=REPS", help="Repetitions a set, if others."),
    ] = None,
    not_ok: Annotated[
        list[str] | None,
        typer.Option("--not-ok", metavar="EXERCISE", help="Its technique did not hold."),
    ] = None,
    on: _DateOption = None,
    at: _AtOption = None,
) -> None:
    """Work is done: as prescribed and with good technique, unless you say more."""
    from adaptive import diary

    here = context(ctx)
    felt = None if effort is None else diary.score(effort)
    if felt is not None and felt < 1:
        raise UsageError("an effort is at least 1", hint="1 is very easy, 10 all you have.")
    exercises = _exercises(sets or (), not_ok or ())
    if exercises and len(blocks) > 1:
        raise UsageError("exercises belong to one block", hint="Log the blocks one by one.")
    with here.open(create=True) as store:
        told = []
        for kind, day, planned in _blocks(here, store, blocks, on):
            for block in planned or (None,):
                begun, content = diary.work_done(
                    kind,
                    day,
                    block,
                    at=_time(at),
                    now=here.now,
                    usual=_usual(store, kind, day, exercises),
                    effort=felt,
                    exercises=exercises,
                )
                told.append(("done", day, begun, content))
        _tell(here, store, told)


@app.command()
def skip(
    ctx: typer.Context,
    blocks: Annotated[
        list[str], typer.Argument(metavar="BLOCK...", help="Such as drills, or a block's id.")
    ],
    why: Annotated[str | None, typer.Option(metavar="TEXT", help="For yourself.")] = None,
    on: _DateOption = None,
    at: _AtOption = None,
) -> None:
    """Work is left out; it is not made up for before a hard session."""
    here = context(ctx)
    with here.open(create=True) as store:
        told = []
        for word, (kind, day, planned) in zip(
            blocks, _blocks(here, store, blocks, on), strict=True
        ):
            # A kind of work alone speaks of all of it that day.
            named = planned if word[0].isdigit() else ()
            for block in named or (None,):
                planned_at = block.start.isoformat() if block else None
                content = {"block": kind, "planned": planned_at, "why": why}
                told.append(("skip", day, _time(at), content))
        _tell(here, store, told)


@app.command()
def symptom(
    ctx: typer.Context,
    back: Annotated[
        str | None, typer.Option(metavar="N", help=f"Tension of the lower back: {_ScoreHelp}")
    ] = None,
    hip_pull: Annotated[
        str | None, typer.Option(metavar="N", help=f"Pull in the front of the hip: {_ScoreHelp}")
    ] = None,
    soreness: Annotated[
        str | None, typer.Option(metavar="N", help=f"Soreness a day after: {_ScoreHelp}")
    ] = None,
    sharp: Annotated[bool, typer.Option("--sharp", help="Pain is sharp.")] = False,
    sign: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A sign of tightness or weakness, such as stiff_back."),
    ] = None,
    red_flag: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="What ends training at once, such as chest_pain."),
    ] = None,
    on: _DateOption = None,
    at: _AtOption = None,
) -> None:
    """How back and hips feel, and signs that change what is good for you."""
    from adaptive import diary
    from adaptive.condition import safety

    here = context(ctx)
    lists = safety.standard()
    scores = {"back": back, "hip_pull": hip_pull, "soreness": soreness}
    content: dict[str, Any] = {
        name: diary.score(text) for name, text in scores.items() if text is not None
    }
    if sharp:
        content["sharp"] = True
    if sign:
        content["signs"] = [safety.named(word, lists.signs) for word in sign]
    if red_flag:
        content["red_flags"] = [safety.named(word, lists.red_flags) for word in red_flag]
    if not content:
        raise UsageError(
            "nothing was told",
            hint="Such as: kneedrive log symptom --back 2 --hip-pull none. "
            f"Signs: {', '.join(lists.signs)}. Red flags: {', '.join(lists.red_flags)}.",
        )
    with here.open(create=True) as store:
        _tell(here, store, [("symptom", _day(here, on), _time(at), content)])


@app.command()
def ill(
    ctx: typer.Context,
    fever: Annotated[bool, typer.Option("--fever", help="With fever.")] = False,
    on: _DateOption = None,
    at: _AtOption = None,
) -> None:
    """You are ill: the programme pauses until you log well."""
    here = context(ctx)
    with here.open(create=True) as store:
        _tell(here, store, [("ill", _day(here, on), _time(at), {"fever": fever})])


@app.command()
def well(ctx: typer.Context, on: _DateOption = None, at: _AtOption = None) -> None:
    """The first day without symptoms."""
    from adaptive.condition.illness import illnesses

    here = context(ctx)
    with here.open(create=True) as store:
        known = illnesses(_known(here, store))
        if not known or known[-1].well:
            raise KneedriveError(
                "no illness is logged that could end", hint="When you were: kneedrive log ill"
            )
        _tell(here, store, [("well", _day(here, on), _time(at), {})])


@app.command()
def cleared(ctx: typer.Context, on: _DateOption = None, at: _AtOption = None) -> None:
    """A professional has cleared you after a stop; the programme begins again."""
    from adaptive.condition import stops

    here = context(ctx)
    with here.open(create=True) as store:
        if not stops.advice(_known(here, store)):
            raise KneedriveError(
                "nothing stands against training that could be cleared",
                hint="What you logged: kneedrive log; the safety answers: kneedrive me",
            )
        _tell(here, store, [("cleared", _day(here, on), _time(at), {})])


@app.command()
def undo(ctx: typer.Context) -> None:
    """Take back the last entry."""
    here = context(ctx)
    with here.open() as store:
        entry = store.diary.undo(here.today)
        if entry is None:
            raise KneedriveError("nothing is logged that could be taken back")
        if here.as_json:
            here.answer({"undone": _json(entry)})
        else:
            here.out.print(f"taken back: {_line(entry)}")
            _print_follows(here, _known(here, store))


# -- what is meant ------------------------------------------------------------------


def _blocks(
    here: Context, store: Store, words: Sequence[str], on: str | None
) -> list[tuple[BlockKind, date, tuple[DoneBlock, ...]]]:
    """By word the kind of work, its day, and the planned blocks that are meant."""
    from adaptive import diary

    day = _day(here, on)
    planned = store.way.blocks(
        datetime.combine(date.min, time()), datetime.combine(here.today, time.max)
    )
    known = diary.spoken_of(planned, store.diary.entries(as_of=here.today))
    found = [diary.block_meant(word, day, known) for word in words]
    for _, meant, _ in found:
        _not_ahead(here, meant)
    return found


def _usual(
    store: Store, kind: BlockKind, day: date, exercises: Sequence[DoneExercise]
) -> DoneBlock:
    """Work of a kind that was not planned: strengthening is the pair whose turn it is."""
    from adaptive import diary
    from adaptive.programme.rulebook import standard
    from adaptive.week import DoneBlock

    book, midnight = standard(), datetime.combine(day, time())
    pair = None
    if kind == "strengthening":
        told = {one.id for one in exercises}
        of_pair = [block.pair for block in book.blocks if told & set(block.exercises)]
        before = store.way.blocks(midnight - timedelta(weeks=4), midnight)
        earlier = diary.done_blocks(before, store.diary.entries(until=day))
        last = [block.pair for block in earlier if block.kind == kind]
        turn = "B" if last and last[-1] == "A" else "A"
        pair = next(filter(None, of_pair), turn)
    return DoneBlock(kind, midnight, book.block(kind, pair).minutes, pair)


def _exercises(sets: Sequence[str], not_ok: Sequence[str]) -> list[DoneExercise]:
    from adaptive.programme.rulebook import standard
    from adaptive.week import DoneExercise

    book = standard()
    failed = {book.find(name).id for name in not_ok}
    reps: dict[str, int | None] = dict.fromkeys(failed)
    for text in sets:
        name, _, number = text.rpartition("=")
        if not (name and number.isdecimal()):
            raise UsageError(f"{text!r} is no set", hint="Write it like seated_leg_raise=12.")
        reps[book.find(name).id] = int(number)
    return [DoneExercise(name, count, name not in failed) for name, count in sorted(reps.items())]


def _day(here: Context, text: str | None) -> date:
    from adaptive.agenda.days import day_named

    day = here.today if text is None else day_named(text, here.today, back=True)
    _not_ahead(here, day)
    return day


def _not_ahead(here: Context, day: date) -> None:
    if day > here.today:
        raise UsageError(f"{day} lies ahead", hint="Logged is what was. Plans: kneedrive plan")


def _time(text: str | None) -> time | None:
    from adaptive.agenda.days import time_named

    return None if text is None else time_named(text)


# -- what follows -------------------------------------------------------------------


def _tell(
    here: Context,
    store: Store,
    told: Sequence[tuple[str, date, time | None, dict[str, Any]]],
) -> None:
    """Keep entries, and answer with them and with what follows."""
    logged = [store.diary.add(*entry, here.today) for entry in told]
    known = _known(here, store)
    if here.as_json:
        from adaptive.condition.stops import advice

        noted = [_json(entry) for entry in logged]
        here.answer({"logged": noted, "advice": list(advice(known)), "today": _today(known)})
        return
    for entry in logged:
        here.out.print(f"logged: {_line(entry)}")
    _print_follows(here, known)


def _known(here: Context, store: Store) -> Known:
    """What the diary and the safety answers say of today; gaps are the plan's business."""
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


def _today(known: Known) -> str | None:
    """What is the matter today, None where nothing is."""
    from adaptive.condition import standing

    found = standing(known, known.today, known.today).conditions.get(known.today)
    return found.reason if found else None


def _print_follows(here: Context, known: Known) -> None:
    from adaptive.condition.stops import advice

    if stop := advice(known):
        for sentence in stop:
            here.out.print(f"[bold red]{shown(sentence)}[/bold red]")
        return
    if reason := _today(known):
        here.out.print(f"Today: {shown(reason)}.")
    here.out.print("[dim]The plan follows: kneedrive plan[/dim]")


def _line(entry: DiaryEntry) -> str:
    """An entry for people."""
    from adaptive.agenda.days import day_name

    details = []
    for name, value in entry.content.items():
        if value in (None, [], False) or name == "planned":
            continue
        if name == "exercises":
            details += [_exercise(one) for one in value]
        elif name in {"block", "why"}:
            details.append(str(value).replace("_", " "))
        elif name in {"signs", "red_flags"}:
            details.append(", ".join(value).replace("_", " "))
        elif value is True:
            details.append(name)
        else:
            amount = f"{value:g}" if isinstance(value, float) else value
            details.append(f"{amount} min" if name == "minutes" else f"{name} {amount}")
    when = day_name(entry.on_day)
    if entry.at:
        when += f" {entry.at:%H:%M}"
    what = f"{when}  {entry.kind}"
    return f"{what} [dim]{shown('; '.join(details))}[/dim]" if details else what


def _exercise(one: dict[str, Any]) -> str:
    words = one["id"].replace("_", " ")
    if one["reps"] is not None:
        words += f" {one['reps']} repetitions"
    return words if one["technique_ok"] else f"{words}, technique not ok"


def _json(entry: DiaryEntry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "date": entry.on_day.isoformat(),
        "at": entry.at and f"{entry.at:%H:%M}",
        **entry.content,
        "told": entry.told.isoformat(),
    }
