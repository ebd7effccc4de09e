"""Write programme.md, phases.svg, article.md, shifts.md and shifts.svg from the programme's files.

python docs/make_programme.py; a test compares what stands here with what this writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

from make_reference import table
from make_shifts import draw as draw_moves
from make_shifts import draw_shifts

from adaptive.programme.cards import Card, cards
from adaptive.programme.prescribing import prescribe
from adaptive.programme.rulebook import PhaseType, Rulebook, standard
from adaptive.wording import dose_words

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent

HEAD = """# The programme

What is placed in your week, why, and when it moves on. Made by `docs/make_programme.py` from the
files in [adaptive/programme](../adaptive/programme), which the planner reads too; a test compares
them. `kneedrive exercises` shows the exercises with your own doses. This is training information
and no diagnosis.

![The phases side by side: what each adds and what it keeps](phases.svg)

## Phases

Phases are layers: a later one keeps what the earlier ones built.
"""

BLOCKS = """## Blocks

What is placed as one piece. Minutes are worked out from sets, repetitions, sides, tempo, rests and
the time to get ready, at the first and at the highest level. The four strengthening exercises
together would take half an hour, so two pairs alternate.
"""

LEVELS = """## Levels

Each exercise has a level of its own, and everyone starts at 0.

| level | means |
| --- | --- |
| 0 | the easier form: a reduced range |
| 1 | the whole movement, fewest repetitions or shortest hold |
| 2 | most repetitions or longest hold |
| 3 | a small load |
| 4 | a moderate load |

After {s.step_sessions} logged sessions in a row as prescribed, with good technique, an effort of
at most {s.step_effort:g} and no more than {s.step_soreness:g} of 10 soreness on the next day, one
exercise goes up one level; never two in one session. Nothing goes up in a week in which a phase
begins, in the {s.no_step_before_race_days} days before a race, or in the first week after a break
or an illness. Technique that fails {s.step_sessions} times in a row takes a level off. What you do
not log changes nothing. Loads need their equipment; activation never gets any.
"""

STATE = """## Breaks, illness, races

- **A break from strengthening** of less than {s.layoff_repeat_days} days changes nothing. From
  {s.layoff_repeat_days} days on the last level is repeated; from {s.layoff_lighter_days} on the
  first {s.lighter_days} days are lighter ({s.lighter_sets_share:.0%} of the sets, a level less);
  from {s.layoff_refresh_days} on at least {s.refresh_days} days of activation come first, from
  {s.layoff_restart_days} on {s.restart_days} days.
- **Illness**: no strengthening; with fever no activation either. Then
  {s.illness_activation_days} days without symptoms with activation only, and
  {s.illness_easy_sessions} easy sessions without trouble before strengthening, a level lower.
- **An A race**: in the last {s.taper_days} days {s.taper_sets_share:.0%} of the sets at the same
  level, in the last {s.race_week_days} activation of at most
  {s.race_week_activation_minutes:g} minutes.
- **Tension** of back or hip (0 to 10): from {s.ease_tension:g} on today's strengthening is
  lighter, from {s.stop_tension:g} on there is none.
- **Setbacks**: back tension of {s.setback_tension:g} or more in {s.setback_tense_logs} of the last
  {s.setback_of_logs} logs and {s.setback_rise:g} points above the weeks before;
  {s.setback_bad_checks} of the last {s.setback_of_checks} checks not good; pull or soreness of
  {s.setback_soreness:g} or more after two strengthening sessions in a row. Each takes a level off
  at once, sets from day {s.setback_fewer_sets_day} on, and leaves one strengthening a week from
  day {s.setback_once_a_week_day} on, until {s.calm_logs} of {s.calm_of_logs} logs since are calm.
- **Activation** on {s.long_activation_days} days or more: {s.long_activation_per_week} days a week
  are enough.

What moves you from one phase to the next, and back, is in [shifts.md](shifts.md).
"""

RULES = """## Rules of placement

A hard session is a key session, a brick, or one that is not surely easy. Rules that begin with H
are never broken, but for what a plan names as relaxed. Where too little fits, these give way in
this order: {relaxed}. Preferences begin with P and weigh legal weeks against each other in points
([how many](../adaptive/programme/rules.toml)).
"""

WORDS = """## Equipment and what speaks against exercises

Told with `kneedrive me set equipment ...` and `kneedrive me set avoid ...`. An exercise whose
equipment is missing or that is to be avoided gives way to a stand-in, or is left out.
"""

RELAXED = {"level": "a level of 2 at most, where that makes a place legal", "H4": "H4"}


def draw() -> str:
    """The page of the programme."""
    book = standard()
    found = cards(book)
    parts = [
        HEAD,
        table(
            ("phase", "weeks", "for", "expect", "source"),
            (
                (f"**{phase.id}**", weeks, phase.aim, phase.expect, phase.source)
                for phase, weeks in zip(book.phases, _weeks(book.phases), strict=True)
            ),
        ),
        BLOCKS,
        table(("block", "exercises, in this order", "minutes"), _blocks(book)),
        LEVELS.format(s=book.state),
        STATE.format(s=book.state),
        RULES.format(relaxed=", then ".join(RELAXED[name] for name in book.relaxation)),
        table(
            ("id", "rule", "source"),
            ((rule.id, rule.text, rule.source) for rule in book.rules.values()),
        ),
        WORDS,
        table(
            ("equipment", "is"),
            (
                (f"`{one.id}`", one.name + (" (taken as there)" if one.always else ""))
                for one in book.equipment.values()
            ),
        ),
        table(
            ("avoid", "asks"), ((f"`{one.id}`", one.question) for one in book.conditions.values())
        ),
        "## Exercises\n",
        *(_exercise(card) for card in found.values()),
    ]
    return "\n".join(parts)


def _weeks(phases: tuple[PhaseType, ...]) -> Iterator[str]:
    for phase, following in pairwise(phases):
        yield f"{phase.first_week} to {following.first_week - 1}"
    yield f"{phases[-1].first_week} and on"


def _blocks(book: Rulebook) -> Iterator[tuple[object, ...]]:
    highest = {name: one.top_level() for name, one in book.exercises.items()}
    for block in book.blocks:
        low, high = (
            prescribe(book, block.kind, block.pair, levels=levels) for levels in ({}, highest)
        )
        assert low
        assert high
        minutes = dict.fromkeys((f"{low.minutes:g}", f"{high.minutes:g}"))
        names = (book.exercises[name].name for name in block.exercises)
        yield block.name, ", ".join(names), " to ".join(minutes)


def _exercise(card: Card) -> str:
    one = card.exercise
    loads = one.heavier or ()
    rows = {
        "Dose at the start": dose_words(card.dose).removeprefix(f"{one.name} "),
        "Needs": ", ".join(card.equipment) or "nothing",
        "Set-up": one.setup,
        "Do": one.cue,
        "Tempo": card.tempo + (f"; {one.rest_s:g} s rest between sets" if one.rest_s else ""),
        "Look for": one.self_check,
        "Easier (level 0)": one.easier,
        "Harder": ", then ".join(one.harder),
        "Loads (levels 3 and 4)": "; ".join(loads),
        "Leave out with": ", ".join(card.avoid_if),
        "Not when": "; ".join(one.not_when),
        "Stand-ins": ", ".join(stand_in.name for stand_in in card.stand_ins),
    }
    where = card.block or "stand-in"
    lines = [f"- **{head}**: {words}" for head, words in rows.items() if words]
    return f"### {one.name}\n\n`{one.id}` · {where}\n\n" + "\n".join(lines) + "\n"


# --- the picture of the phases ---------------------------------------------------------------

WEEK_W, ROW_H, LEFT, TOP = 42, 34, 144, 62
LAST_WEEKS = 4
"""How much is drawn of the phase that has no end."""

STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.small { font-size: 11px; fill: #59636e }
.head { font-weight: 600 }
.line { stroke: #d1d9e0; stroke-width: 1 }
.a { fill: #ddf4ff } .b { fill: #ffd8b5 } .c { fill: #d3f0d8 } .d { fill: #e9e1fb }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .small { fill: #9198a1 } .line { stroke: #3d444d }
  .a { fill: #123a5c } .b { fill: #5c3512 } .c { fill: #1b4526 } .d { fill: #3b2f63 }
}
"""


def draw_phases() -> str:
    """The phases as an SVG picture: a column a phase, a row for each kind of work."""
    phases = standard().phases
    starts = [LEFT + (phase.first_week - 1) * WEEK_W for phase in phases]
    ends = [*starts[1:], starts[-1] + LAST_WEEKS * WEEK_W]
    rows: Mapping[str, Iterable[str]] = {
        "Activation": (
            "daily" if p.activation == "daily" else "before strengthening" for p in phases
        ),
        "Strengthening": (_times(p.strengthening_per_week) for p in phases),
        "Warm-up drills": (_times(p.drills_per_week) for p in phases),
        "Single-leg pedalling": (_times(*p.pedalling_per_week) for p in phases),
        "Transition": ("each brick" for p in phases),
    }
    parts = []
    for phase, weeks, left, right in zip(phases, _weeks(phases), starts, ends, strict=True):
        middle = (left + right) / 2
        parts.append(_text(middle, 24, phase.id, "head"))
        parts.append(_text(middle, 42, f"weeks {weeks}", "small"))
        parts.append(_line(left, TOP - 8, left, TOP + ROW_H * len(rows)))
    for row, (name, cells) in enumerate(rows.items()):
        top = TOP + row * ROW_H
        parts.append(_text(0, top + 21, name, anchor="start"))
        style = "abccd"[row]
        for words, left, right in zip(cells, starts, ends, strict=True):
            if words:
                parts.append(
                    f'<rect class="{style}" x="{left + 3}" y="{top + 3}" rx="5" '
                    f'width="{right - left - 6}" height="{ROW_H - 6}"/>'
                )
                parts.append(_text((left + right) / 2, top + 21, words))
    width, height = ends[-1] + 4, TOP + ROW_H * len(rows) + 6
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label="The phases of the programme">\n'
        f"<style>{STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _times(low: int, high: int | None = None) -> str:
    if not (high or low):
        return ""
    return f"{low}-{high} a week" if high and high != low else f"{low} a week"


def _text(x: float, y: float, words: str, style: str = "", *, anchor: str = "middle") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text{kind} x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="line" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"/>'


# --- what the article states -----------------------------------------------------------------

PROGRAMME = "adaptive/programme"
PLANNER = "adaptive/planner"
STATEMENTS: Mapping[int, tuple[str, tuple[str, ...]]] = {
    1: ("Two sessions a week of 15-20 minutes.", ("phases.toml", "H5")),
    2: ("Activation comes before strengthening.", ("P5", PLANNER)),
    3: ("After easy sessions, never before key intervals or long runs.", ("H2", "H4")),
    4: ("Results show in four to six weeks.", ("phases.toml",)),
    5: ("Phase 1: daily for two weeks before phase 2.", ("phases.toml", "H6", "H7")),
    6: ("Phase 2: twice a week after easy sessions, weeks 3 to 8.", ("phases.toml", "H4")),
    7: ("Phase 3: twice a week in the main warm-up.", ("phases.toml", "P10")),
    8: (
        "The first sequence stands before easy runs, rides or gym work: precise, not tiring.",
        ("H1", PLANNER),
    ),
    9: ("Breathing comes first.", ("phases.toml",)),
    10: ("Dead bug: quality before range.", ("exercises.toml",)),
    11: (
        "Ready for phase 2: a smooth march hold, a neutral back in the dead bug.",
        ("exercises.toml", "phases.toml"),
    ),
    12: ("Ankle weights or dumbbells to progress, bands light to moderate.", ("exercises.toml",)),
    13: ("Drills are the last part of the warm-up before a run.", ("H11",)),
    14: ("The runner's lunge complements the warm-up.", ("exercises.toml", "phases.toml")),
    15: (
        "Single-leg pedalling: 3-4 x 30-60 s a leg, 70-80 rpm, in easy rides, not before hard.",
        ("exercises.toml", "H9", "P11"),
    ),
    16: (
        "The transition sequence comes right before the run of every brick, in any phase.",
        ("H10",),
    ),
    17: ("Never strengthening before a key run, ride or race.", ("H2", "H3")),
    18: (
        "Five runs: Monday and Thursday 10 minutes before and 15 after, other days drills only.",
        (PLANNER,),
    ),
    19: ("About 50 minutes a week.", ("P8", "H13")),
    20: ("Six to eight weeks of steady work before judging.", ("phases.toml",)),
    21: (
        "More is not better: too much tightens.",
        ("H5", "H13", "phases.toml", "adaptive/condition"),
    ),
    22: (
        "Movement before, stretches of 45-60 s after or on recovery days.",
        ("H12", "exercises.toml"),
    ),
    23: ("Long holds before training cost force.", ("H12",)),
    24: (
        "Signs of tightness and signs of weakness; most athletes have both.",
        ("adaptive/condition",),
    ),
}

ARTICLE = """# What the article states, and where it lives

The programme comes from a coaching article (SportCoaching, "Psoas Workout for Runners, Cyclists
and Triathletes"). Its statements in our words, where each lives (a rule, a file, a package), and
the tests that hold it. Made by `docs/make_programme.py` from the names of the tests.
"""

_TEST = re.compile(r"^def (test_the_article_(\d+(?:_and_\d+)*)_\w+)\(", re.MULTILINE)


def article_tests() -> dict[int, list[tuple[str, Path]]]:
    """The tests of each statement, by name and file."""
    found: dict[int, list[tuple[str, Path]]] = {number: [] for number in STATEMENTS}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, numbers in _TEST.findall(path.read_text(encoding="utf-8")):
            for number in numbers.split("_and_"):
                found.setdefault(int(number), []).append((name, path))
    return found


def draw_article() -> str:
    """The page of the article's statements."""
    tests = article_tests()
    rows = (
        (
            number,
            words,
            ", ".join(_home(home) for home in homes),
            "<br>".join(_test(name, path) for name, path in tests[number]),
        )
        for number, (words, homes) in STATEMENTS.items()
    )
    return f"{ARTICLE}\n{table(('', 'statement', 'lives in', 'held by'), rows)}"


def _home(home: str) -> str:
    if home.endswith(".toml"):
        return f"[{home}](../{PROGRAMME}/{home})"
    return f"[{home}](../{home})" if "/" in home else f"[{home}](programme.md#rules-of-placement)"


def _test(name: str, path: Path) -> str:
    words = re.sub(r"^test_the_article_\d+(_and_\d+)*_", "", name).replace("_", " ")
    return f"[{words}](../{path.relative_to(ROOT).as_posix()})"


if __name__ == "__main__":
    for page, text in (
        ("programme.md", draw()),
        ("phases.svg", draw_phases()),
        ("article.md", draw_article()),
        ("shifts.md", draw_moves()),
        ("shifts.svg", draw_shifts()),
    ):
        (DOCS / page).write_text(text, encoding="utf-8")
        print(f"wrote {DOCS / page}")
