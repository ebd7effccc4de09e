"""`kneedrive calendar` and `away`: coming sessions and races, and where there is room for more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adaptive.cli.context import Context, context, shown

if TYPE_CHECKING:
    from adaptive.agenda.entries import Entry
    from adaptive.library.store import Store

__all__ = ["app", "away"]

app = typer.Typer(
    help="Your coming sessions and races, from a calendar or told by yourself, and when you have "
    "time. What you tell stays, also when the calendar is imported again.",
    short_help="Your coming sessions and races, and when you have time.",
    invoke_without_command=True,
)

_LIKE_A_TIME = re.compile(r"\d{1,2}(?:[:.h]\d\d|h)?(?:am|pm)?", re.IGNORECASE)
_UNIT = re.compile(r"(?:km|k|m|mi|miles?|min|minutes|h|x)\b", re.IGNORECASE)


_Entry = Annotated[
    str, typer.Argument(metavar="ENTRY", help="First digits of its id, or its day if it is alone.")
]
_Day = Annotated[str, typer.Argument(metavar="DAY", help="2026-11-26, tomorrow, or thu.")]
_At = Annotated[str | None, typer.Argument(metavar="[TIME]", help="Like 18:00.")]
_Sport = Annotated[str | None, typer.Option(metavar="SPORT", help="run, ride, swim, brick ...")]
_Class = Annotated[
    str | None, typer.Option("--class", metavar="CLASS", help="easy, key, brick or other.")
]
_Kind = Annotated[str | None, typer.Option(help="interval, tempo, long, race, recovery ...")]
_Minutes = Annotated[str | None, typer.Option(metavar="N", help="How long it takes.")]
_Priority = Annotated[str | None, typer.Option(metavar="A|B|C", help="It is a race, and how dear.")]


@app.callback()
def calendar(ctx: typer.Context) -> None:
    """Show the coming weeks, unless a command says otherwise."""
    if ctx.invoked_subcommand is None:
        list_(ctx)


@app.command("import", no_args_is_help=True)
def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.ics", help="An iCalendar file.")],
    name: Annotated[
        str | None, typer.Option(help="What to call this calendar, to tell it from others.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take it though it has nothing in common with before.")
    ] = False,
) -> None:
    """Read a calendar, for the first time or again: your corrections stay."""
    from adaptive.agenda import listing
    from adaptive.agenda.reading import import_calendar
    from adaptive.cli import render_calendar

    here = context(ctx)
    try:
        with here.open(create=True) as store:
            found = import_calendar(
                store, file.expanduser(), here.today, name=name, replace=replace
            )
    except KeyboardInterrupt:
        here.err.print(
            "Interrupted. A calendar is taken in as a whole or not at all, and importing it again "
            "does no harm: kneedrive calendar list shows what is known."
        )
        raise typer.Exit(130) from None
    if here.as_json:
        here.answer(listing.imported_json(found))
    else:
        render_calendar.print_imported(here, found)
    if found.problems:
        raise typer.Exit(3)


@app.command(no_args_is_help=True)
def add(
    ctx: typer.Context,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="DAY [TIME] TITLE",
            help="Such as: thu 18:00 5x1000 @10k. In place of a title a workout as .fit file; "
            "or files alone, or a folder of them, each named by its date.",
        ),
    ],
    sport: _Sport = None,
    class_: _Class = None,
    kind: _Kind = None,
    minutes: _Minutes = None,
    priority: _Priority = None,
) -> None:
    """Add a session, a race, a rest day, or structured workouts."""
    from adaptive.agenda import changing

    here = context(ctx)
    told = _told(sport=sport, class_=class_, kind=kind, minutes=minutes, priority=priority)
    with here.open(create=True) as store:
        day, at, rest = _day_time(words, here.today)
        files = _files(rest, day)
        if files:
            added = changing.add_workouts(store, files, at, here.today)
            if told:
                added = [changing.change(store, one, told, here.today) for one in added]
        else:
            assert day is not None
            added = [changing.add(store, day, at, " ".join(rest), told, here.today)]
        _answer(here, store, added, "added")


@app.command(no_args_is_help=True)
def remove(
    ctx: typer.Context,
    entry: _Entry,
    undo: Annotated[bool, typer.Option("--undo", help="Bring it back.")] = False,
) -> None:
    """Take an entry away; importing the calendar again does not bring it back."""
    from adaptive.agenda import changing
    from adaptive.agenda.entries import entries

    here = context(ctx)
    with here.open() as store:
        known = entries(store.calendar, here.today)
        if undo:
            removed = [one for one in known if one.removed]
            one = changing.one(removed, entry, here.today)
            _answer(here, store, [changing.put_back(store, one, here.today)], "back")
        else:
            one = changing.one([one for one in known if not one.removed], entry, here.today)
            changing.take_away(store, one, here.today)
            _answer(here, store, [one], "taken away")


@app.command(no_args_is_help=True)
def move(ctx: typer.Context, entry: _Entry, day: _Day, at: _At = None) -> None:
    """Put an entry on another day, and at another time if you say one."""
    from adaptive.agenda import changing
    from adaptive.agenda.days import day_named, time_named
    from adaptive.agenda.entries import entries

    here = context(ctx)
    to, hour = day_named(day, here.today), time_named(at) if at else None
    with here.open() as store:
        one = changing.one(entries(store.calendar, here.today), entry, here.today)
        _answer(here, store, [changing.move(store, one, to, hour, here.today)], "moved")


@app.command(no_args_is_help=True)
def swap(
    ctx: typer.Context,
    one: Annotated[str, typer.Argument(metavar="ENTRY|DAY")],
    other: Annotated[str, typer.Argument(metavar="ENTRY|DAY")],
) -> None:
    """Exchange two entries, or all of two days."""
    from adaptive.agenda import changing

    here = context(ctx)
    with here.open() as store:
        _answer(here, store, changing.swap(store, one, other, here.today), "swapped")


@app.command(no_args_is_help=True)
def change(
    ctx: typer.Context,
    entry: _Entry,
    day: Annotated[str | None, typer.Option(metavar="DAY")] = None,
    at: Annotated[str | None, typer.Option(metavar="TIME", help="Like 18:00.")] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT")] = None,
    sport: _Sport = None,
    class_: _Class = None,
    kind: _Kind = None,
    minutes: _Minutes = None,
    priority: _Priority = None,
) -> None:
    """Correct an entry: your word stays, also when the calendar is imported again.

    With - in place of a value the calendar's own word counts again.
    """
    from adaptive.agenda import changing
    from adaptive.agenda.entries import entries
    from ingest.errors import UsageError

    here = context(ctx)
    told = _told(
        day=day, at=at, title=title, sport=sport, class_=class_, kind=kind, minutes=minutes,
        priority=priority,
    )  # fmt: skip
    if not told:
        raise UsageError("nothing to change was said", hint="Such as: --class key, or --at 18:00.")
    with here.open() as store:
        one = changing.one(entries(store.calendar, here.today), entry, here.today)
        _answer(here, store, [changing.change(store, one, told, here.today)], "changed")


@app.command("list")
def list_(
    ctx: typer.Context,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="From this day; today.")] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DAY", help="Up to this day; four weeks on.")
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Also what is no training, and what you took away.")
    ] = False,
) -> None:
    """List the coming sessions: how each was read, and what you corrected."""
    from adaptive.agenda import listing
    from adaptive.agenda.days import day_named
    from adaptive.agenda.entries import entries
    from adaptive.agenda.usual import usual_of
    from adaptive.cli import render_calendar

    here = context(ctx)
    first = day_named(since, here.today) if since else here.today
    last = day_named(until, here.today) if until else max(first, here.today) + listing.LISTED
    with here.open() as store:
        known, usual = entries(store.calendar, here.today), usual_of(store, here.today)
    known = [one for one in known if all_ or one.training or (one.rest and not one.removed)]
    rows = [listing.entry_row(one, usual) for one in known if first <= one.day <= last]
    later = [one for one in known if one.day > last]
    if here.as_json:
        here.answer(rows)
        return
    if not rows:
        here.out.print("The calendar names nothing for these days: what is usual is expected.")
    else:
        render_calendar.print_rows(here, rows)
    if later:
        here.out.print(
            f"[dim]{listing.many(later)} later, up to {later[-1].day}: --until DAY[/dim]"
        )


@app.command()
def available(
    ctx: typer.Context,
    weekday: Annotated[
        str | None, typer.Argument(metavar="[WEEKDAY]", help="mon, or mon,wed, weekdays, daily.")
    ] = None,
    hours: Annotated[
        list[str] | None,
        typer.Argument(metavar="[HOURS]...", help="18:00-20:30, several; none; - takes it back."),
    ] = None,
) -> None:
    """Show or tell when you have time for psoas work that hangs on no session."""
    from adaptive.agenda.free_time import set_available
    from adaptive.cli import render_calendar
    from ingest.errors import UsageError

    here = context(ctx)
    if weekday is not None and not hours:
        raise UsageError("which hours?", hint="Such as: kneedrive calendar available mon 18-20:30")
    with here.open(create=weekday is not None) as store:
        if weekday is not None:
            set_available(store, weekday, hours or [], here.today)
        known = store.calendar.availability(here.today)
    if here.as_json:
        here.answer(render_calendar.available_json(known))
    else:
        render_calendar.print_available(here, known, changed=weekday is not None)


@app.command()
def away(
    ctx: typer.Context,
    first: Annotated[str | None, typer.Argument(metavar="[FROM]", help="The first day.")] = None,
    last: Annotated[
        str | None, typer.Argument(metavar="[TO]", help="The last day; the same one.")
    ] = None,
    back: Annotated[
        str | None, typer.Argument(metavar="[-]", help="A - takes back what you told of the days.")
    ] = None,
    equipment: Annotated[
        str | None, typer.Option(metavar="LIST", help="What is at hand there: band,step.")
    ] = None,
    free: Annotated[
        bool, typer.Option("--free", help="Keep these days free of psoas work.")
    ] = False,
) -> None:
    """Show or tell days away from home: without equipment, or free of psoas work."""
    from adaptive.agenda.days import day_named
    from adaptive.agenda.free_time import set_away
    from adaptive.cli import render_calendar
    from adaptive.facts import TAKEN_BACK
    from ingest.errors import UsageError

    here = context(ctx)
    if last == TAKEN_BACK:
        last, back = None, last
    if back not in {None, TAKEN_BACK} or (equipment and free):
        raise UsageError(
            f"{back!r} makes no sense here" if back else "free days need no equipment",
            hint="Such as: kneedrive away 2026-12-20 2027-01-03 --equipment band",
        )
    with here.open(create=first is not None) as store:
        if first is not None:
            begin = day_named(first, here.today)
            end = day_named(last, here.today) if last else begin
            set_away(
                store, begin, end, here.today, equipment=equipment, free=free, back=back is not None
            )
        days = [
            off for off in store.calendar.days_off(here.today).values() if off.day >= here.today
        ]
    if here.as_json:
        here.answer([render_calendar.off_json(off) for off in days])
    else:
        render_calendar.print_away(here, days, changed=first is not None)


# -- what was typed ------------------------------------------------------------------


def _told(**words: str | None) -> dict[str, str]:
    """What was told, by the names that `adaptive.agenda.changing` knows."""
    return {name.rstrip("_"): text for name, text in words.items() if text is not None}


def _day_time(words: Sequence[str], today: date) -> tuple[date | None, time | None, list[str]]:
    """Day and time at the beginning, and the rest; no day where the first word is a file."""
    from adaptive.agenda.days import day_named, time_named
    from ingest.errors import UsageError

    if Path(words[0]).expanduser().exists():
        return None, None, list(words)
    day, rest = day_named(words[0], today), list(words[1:])
    at = None
    if len(rest) > 1 and not _begins_title(rest[0], rest[1]):
        at, rest = time_named(rest[0]), rest[1:]
    if not rest:
        raise UsageError(
            "what is it?", hint='Such as: kneedrive calendar add thu 18:00 "5x1000 @10k"'
        )
    return day, at, rest


def _begins_title(word: str, following: str) -> bool:
    """Whether no time of day stands before the title; 10 km is a title, 25:00 a mistyped time."""
    amount = word.isdigit() and _UNIT.match(following) is not None
    return amount or _LIKE_A_TIME.fullmatch(word) is None


def _files(words: Sequence[str], day: date | None) -> list[tuple[date, Path]]:
    """The workout files among the words, each with its day; none where they are a title."""
    from adaptive.agenda.workout_file import dated_files

    paths = [Path(word).expanduser() for word in words]
    if day is None:
        return dated_files(paths)
    if all(path.suffix.lower() == ".fit" for path in paths):
        return [(day, path) for path in paths]
    return []


# -- answers ---------------------------------------------------------------------------


def _answer(here: Context, store: Store, changed: Sequence[Entry], word: str) -> None:
    """What became of entries, with what speaks against where they are now."""
    from adaptive.agenda import listing
    from adaptive.agenda.usual import usual_of
    from adaptive.cli import render_calendar

    warnings = listing.clashes_of(store, changed, here.today, here.now)
    usual = usual_of(store, here.today)
    if here.as_json:
        rows = [listing.entry_row(one, usual) for one in changed]
        here.answer({"entries": rows, "warnings": [clash.to_json() for clash in warnings]})
        return
    for one in changed:
        here.out.print(f"{word}: {render_calendar.entry_line(listing.entry_row(one, usual))}")
    for clash in warnings:
        here.out.print(f"[yellow]Careful:[/yellow] {shown(str(clash))}")
    here.out.print(render_calendar.FOLLOWS)
