"""Plans in words and tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from adaptive.cli.context import shown
from adaptive.cli.render import class_text, day_name
from adaptive.wording import (
    block_name,
    done_words,
    dose_words,
    otherwise_words,
    place_words,
    planned_sport,
    session_origin,
    vague,
)

if TYPE_CHECKING:
    from datetime import date

    from adaptive.plans import Alternative, Block, Dose, Plan
    from adaptive.programme.rulebook import Rulebook
    from adaptive.week import DoneBlock, WeekSession

__all__ = [
    "block_line",
    "done_line",
    "exercise_lines",
    "foreseen",
    "free_day_lines",
    "other_week_lines",
    "otherwise_line",
    "plan_view",
    "rule_lines",
    "session_line",
]

_ROOM_FOR_TWO = 90


def session_line(session: WeekSession) -> str:
    """A session in a plan: time, sport, class, minutes, title, and where it is known from."""
    about = "~" if vague(session) else ""
    found = class_text(session.session_class, session.kind, uncertain=session.uncertain)
    words = (
        f"{about}{session.start:%H:%M} {planned_sport(session)} "
        f"{session.duration_min:.0f} min, {found}"
    )
    if session.kind == "race":
        words += f" {session.race_priority}"
    if session.title:
        words += f" [dim]{shown(session.title)}[/dim]"
    line = f"{words} [dim]({session_origin(session)})[/dim]"
    return f"[italic]{line}[/italic]" if session.origin == "predicted" else line


def block_line(block: Block, sessions: Sequence[WeekSession]) -> str:
    """A block in a plan: when, what, how long, where it hangs, and whether it stays there."""
    pinned = " [dim](pinned)[/dim]" if block.pinned else ""
    return (
        f"[bold cyan]{block.start:%H:%M} {block_name(block)}[/bold cyan] "
        f"{block.minutes:.0f} min {place_words(block.slot, block.session_index, sessions)}{pinned}"
    )


def done_line(block: DoneBlock) -> str:
    """Psoas work that is over; what nobody logged is only taken as done."""
    words = f"{block.start:%H:%M} {block_name(block)} {block.minutes:.0f} min"
    return f"{words} [dim]({done_words(block)})[/dim]"


def _block_cell(block: Block, plan: Plan, *, why: bool, rules: bool) -> str:
    """A block with what there is to say about its place."""
    sessions = next(day.sessions for day in plan.days if day.day == block.day)
    lines = [block_line(block, sessions)]
    if why:
        ids = f" ({', '.join(block.rules)})" if rules else ""
        lines.append(f"[dim]{escape(block.why + ids)}[/dim]")
    if block.otherwise:
        lines.append(otherwise_line(block.otherwise, block, plan))
    if rules:
        lines.append(f"[dim]{block.id}[/dim]")
    return "\n".join(lines)


def otherwise_line(other: Alternative, block: Block, plan: Plan) -> str:
    """What to do instead, should an uncertain session turn out the other way."""
    return escape(otherwise_words(other, block, plan))


def plan_view(
    plan: Plan, today: date, width: int, *, why: bool = True, explain: bool = False
) -> Table:
    """The week: a row a day, training beside psoas work, each block with its why.

    On a narrow terminal both stand in one column. With `explain` the blocks have their rules and
    the ids by which they are pinned and moved.
    """
    wide = width >= _ROOM_FOR_TWO
    table = Table(show_lines=True, header_style="bold", expand=False)
    table.add_column("day", no_wrap=True)
    if wide:
        table.add_column("training", ratio=4)
        table.add_column("psoas work", ratio=7)
    else:
        table.add_column("training and psoas work")
    for day in plan.days:
        training = [(session.start, 1, session_line(session)) for session in day.sessions]
        work = [(one.start, 1, done_line(one)) for one in day.done]
        for block in plan.blocks_on(day.day):
            # Between bike and run: it begins with the run, and comes first.
            rank = 0 if block.slot == "transition" else 2
            work.append((block.start, rank, _block_cell(block, plan, why=why, rules=explain)))
        work.sort(key=itemgetter(0))
        style = "bold reverse" if day.day == today else "dim" if day.day < today else ""
        name = f"[{style}]{day_name(day.day)}[/{style}]" if style else day_name(day.day)
        nothing = "" if day.day < today else "[dim]nothing expected[/dim]"
        columns = [training, work] if wide else [sorted(training + work, key=itemgetter(0, 1))]
        cells = ["\n".join(words for *_, words in column) for column in columns]
        table.add_row(name, cells[0] or nothing, *cells[1:])
    return table


def exercise_lines(plans: Sequence[Plan], *, notes: bool = False) -> list[str]:
    """What each kind of block of these plans consists of, once; with `notes` its form as well."""
    lines: dict[str, None] = {}
    for block in (block for plan in plans for block in plan.blocks):
        name = block_name(block)
        line = _dose_line if notes else dose_words
        exercises = " · ".join(map(line, block.exercises)).removeprefix(f"{name} ")
        lines[f"[bold]{name}[/bold]: {escape(exercises)}"] = None
    return list(lines)


def _dose_line(dose: Dose) -> str:
    """An exercise with its dose, and what differs from how it stands in the library."""
    remarks = [f"level {dose.level}" if dose.level else "", dose.note or ""]
    remark = "; ".join(filter(None, remarks))
    return f"{dose_words(dose)} ({remark})" if remark else dose_words(dose)


def foreseen(plans: Sequence[Plan]) -> list[str]:
    """The changes of phase that several weeks hold."""
    states = pairwise(plan.phase for plan in plans)
    return [
        f"from {day_name(after.since)}: {after.phase}"
        for before, after in states
        if before.phase != after.phase
    ]


def free_day_lines(plan: Plan) -> list[str]:
    """Why each day without strengthening has none."""
    return [
        f"[bold]{day_name(free.day)}[/bold]: {escape(free.why)} {_ids(free.rules)}"
        for free in plan.free_days
    ]


def other_week_lines(plan: Plan) -> list[str]:
    """The next best weeks, and what each would cost more."""
    return [
        f"[bold]{_starts(other.starts)}[/bold]: {other.extra_cost:.1f} points more. "
        f"{escape(_sentence(other.why))}"
        for other in plan.runners_up
    ]


def _starts(starts: Sequence[datetime]) -> str:
    return " and ".join(f"{start:%a %H:%M}" for start in starts) or "no strengthening"


def rule_lines(plan: Plan, book: Rulebook) -> list[str]:
    """The rules behind a plan in full, those that gave way marked."""
    used = {
        *(rule for block in plan.blocks for rule in block.rules),
        *(rule for free in plan.free_days for rule in free.rules),
        *(rule for item in plan.unplaced for rule in item.rules),
        *plan.relaxed,
    }
    lines = [
        f"[bold]{name}[/bold]: {escape(rule.text)}"
        + " [red](relaxed)[/red]" * (name in plan.relaxed)
        for name, rule in book.rules.items()
        if name in used
    ]
    if "level" in plan.relaxed:
        lines.append("[bold]level[/bold]: Strengthening is made easier, so that it fits.")
    return lines


def _ids(rules: Sequence[str]) -> str:
    return f"[dim]({', '.join(rules)})[/dim]" if rules else ""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
