"""Write shifts.md and shifts.svg from the table of phases and events.

python docs/make_programme.py writes them with the other pages of the programme; a test compares
what stands here with what this writes.
"""

from __future__ import annotations

from collections import defaultdict
from xml.sax.saxutils import escape

from make_reference import table

from adaptive.programme.rulebook import standard as standard_book
from adaptive.shifting.table import PHASES, Criterion, standard
from adaptive.week import Phase

HEAD = """# What moves you

When you go on to the next phase, when you stay, and when you go back. Made by
`docs/make_programme.py` from the [table](../adaptive/shifting/shifts.toml) that decides, so that
what stands here is what happens. No phase ends by time alone.

![The phases and the events that lead from one to another](shifts.svg)

## Two kinds of feedback

**Knee lift** is what you log of it: march hold, dead bug, the height or angle of the lifted knee.
It leads.

    kneedrive log check 15 15 ok          # seconds left and right, smooth, back flat
    kneedrive log knee-lift 90 85         # degrees left and right
    kneedrive phase                       # how far you are, what is missing, and the earliest day

A check is good with both holds of 10 seconds or more and smooth, and the back flat in the dead
bug; a knee lift with both sides at 85 degrees or more, or at your own height. Within six hours
after a key session it does not count: a tired hip says little.

**Cadence** is what your recordings show at the same speed and grade, on the same shoes and device.
It moves you only where the change is confirmed on two Mondays, and it asks first: was it intended,
is it something else, or don't you know? The first two answers make it your new baseline and
nothing follows. Lower is worse: the leg swings forward more slowly. Higher is shorter steps at the
same speed, which is read as tightness: stretches first, nothing stepped up for two weeks, never a
step back. No watch measures the psoas, so what you log wins where the two disagree.

**Symptoms** are a veto. Tension, pull and soreness lighten the work, hold it or take you back,
whatever the rest says.
"""

VERDICTS = (
    (
        "knee lift",
        "{good} of the last {of_last} checks good",
        "{bad} of the last {bad_of} not good",
        "fewer than {know} checks in {memory} days",
    ),
    (
        "cadence",
        "a confirmed way back to where it was",
        "lower, confirmed on two Mondays",
        "too few runs, a taper, a pause or the three weeks after",
    ),
)

FORWARD = """## Forward

A move takes a day on which a check was logged, or a Monday where cadence alone decides; one move a
day, and none for {cool} days after the last (a shorter stay ends sooner). Days of illness count
towards nothing.
"""

ON_CADENCE = """Where fewer than {know} checks are logged in {memory} days, cadence alone moves you
on from strengthening and from integration, by the gates marked so. It never ends activation: there
the plan asks for a check.
"""

WAITING = """While you wait in activation: from day {backfill} on kneedrive asks for logs that you
may have forgotten, from day {override} on you or your coach may override (`kneedrive phase set
strengthening`; not with a tense back, and not while something holds you), from day {tips} on four
days a week do and each gate that stays shut comes with a tip, and from day {physio} on a
physiotherapist should have a look. Nothing opens by waiting.
"""

BACK = """## Back, and holds

A setback (back tension that rose, bad checks, a sore hip after two sessions) takes the level down
at once, then sets, then sessions; see [the programme](programme.md). Only where it is as bad after
{setback} days does the phase itself step back. A step back for symptoms never raises what you do.

What each event does in each phase:
"""

UNDO = """`kneedrive phase undo` takes back a hold that was decided last and still holds, or else
the last move: you go on where you were, days included, and the same reason does not move you again
for {cool} days. Every move, hold and question is kept with its rule, its numbers and what else may
explain it: `kneedrive phase` lists them.

## How ready you are

Beside the gates `kneedrive phase` shows a probability of being ready. It starts at three in ten,
each good check raises it and each bad one lowers it more, holds, feeling, tension and days with
activation add a little, and recordings at most a nudge: two bad checks of eight never become a
pass by them. It is there to be read, and decides nothing.
"""

NAMES: dict[Phase, str] = {
    "activation": "From activation to strengthening",
    "strengthening": "From strengthening to integration",
    "integration": "From integration to maintenance",
}


def draw() -> str:
    """The page of what moves an athlete."""
    shifts, state = standard(), standard_book().state
    words = {
        "good": shifts.gates["S3"]["good"],
        "of_last": shifts.gates["S3"]["of_last"],
        "bad": state.setback_bad_checks,
        "bad_of": state.setback_of_checks,
        "know": shifts.numbers.checks_to_know,
        "memory": shifts.numbers.memory_days,
        "cool": shifts.numbers.cool_down_days,
        "setback": shifts.numbers.setback_days,
        "backfill": shifts.numbers.backfill_day,
        "override": shifts.numbers.override_day,
        "tips": state.long_activation_days,
        "physio": shifts.numbers.physiotherapist_day,
    }
    parts = [
        HEAD,
        table(
            ("verdict", "better", "worse", "unknown"),
            (tuple(cell.format(**words) for cell in row) for row in VERDICTS),
        ),
        FORWARD.format(**words),
    ]
    for phase, name in NAMES.items():
        leaving = [one for one in shifts.gates.values() if phase in one.leaves]
        rows = ((one.id, one.text, _on(one, phase), one.source) for one in leaving)
        parts += [f"### {name}\n", table(("gate", "asks", "on", "reason"), rows)]
    parts += [
        ON_CADENCE.format(**words),
        WAITING.format(**words),
        BACK.format(**words),
        table(
            ("event", "is", *PHASES),
            (
                (event.id.replace("_", " "), event.means, *(event.lead(phase) for phase in PHASES))
                for event in shifts.events.values()
            ),
        ),
        UNDO.format(**words),
    ]
    return "\n".join(parts)


def _on(gate: Criterion, phase: Phase) -> str:
    """What one moves on by a gate; cadence never ends activation."""
    paths = [path for path in gate.path if phase != "activation" or path == "knee_lift"]
    return " and ".join(path.replace("_", " ") for path in paths)


# --- the picture of the moves ----------------------------------------------------------------

BOX_W, BOX_H, GAP, LEFT, LINE_H = 124, 40, 104, 12, 15

STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328; text-anchor: middle }
.small { font-size: 11px; fill: #59636e }
.box { fill: #ddf4ff; stroke: #d1d9e0 }
.up { fill: none; stroke: #1a7f37; stroke-width: 1.5; marker-end: url(#up) }
.down { fill: none; stroke: #bc4c00; stroke-width: 1.5; marker-end: url(#down) }
.uphead { fill: #1a7f37 } .downhead { fill: #bc4c00 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .small { fill: #9198a1 } .box { fill: #123a5c; stroke: #3d444d }
}
"""

HEADS = "".join(
    f'<marker id="{kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    f'orient="auto"><path class="{kind}head" d="M0 0 8 4 0 8z"/></marker>'
    for kind in ("up", "down")
)


def draw_shifts() -> str:
    """The phases in a row: arrows above lead on, arrows below lead back, each with its events."""
    events: dict[tuple[int, int], list[str]] = defaultdict(list)
    for event in standard().events.values():
        for place, phase in enumerate(PHASES):
            if to := event.to(phase):
                events[place, PHASES.index(to)].append(event.id.replace("_", " "))
    top = 8 + LINE_H * max(len(names) for (a, b), names in events.items() if b > a)
    bottom, parts = top + BOX_H, []
    deepest = 0
    for place, phase in enumerate(PHASES):
        x = LEFT + place * (BOX_W + GAP)
        parts.append(
            f'<rect class="box" x="{x}" y="{top}" width="{BOX_W}" height="{BOX_H}" rx="6"/>'
        )
        parts.append(_text(x + BOX_W / 2, top + 25, phase))
    for (before, after), names in sorted(events.items(), key=lambda one: one[0][0] - one[0][1]):
        left = LEFT + before * (BOX_W + GAP)
        if after > before:
            y = top + BOX_H / 2
            parts.append(f'<path class="up" d="M{left + BOX_W} {y}h{GAP - 2}"/>')
            parts += _lines(left + BOX_W + GAP / 2, y - 8 - LINE_H * (len(names) - 1), names)
            continue
        # The further back, the deeper the way round; it leaves left of where others arrive.
        depth = (
            bottom
            + 34
            + sum(
                22 + LINE_H * len(other)
                for (a, b), other in events.items()
                if a >= b and (a - b, a) < (before - after, before)
            )
        )
        begin = left + BOX_W * (0.2 + 0.15 * (before - after))
        end = LEFT + after * (BOX_W + GAP) + BOX_W * (0.92 - 0.1 * (before - after) - 0.02 * before)
        parts.append(f'<path class="down" d="M{begin:g} {bottom}V{depth:g}H{end:g}V{bottom + 2}"/>')
        parts += _lines(begin - 60 if begin > end else begin + 22, depth + 14, names)
        deepest = max(deepest, depth + 14 + LINE_H * len(names))
    width = LEFT + len(PHASES) * (BOX_W + GAP) - GAP + LEFT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {deepest:g}" '
        f'width="{width}" height="{deepest:g}" role="img" '
        'aria-label="What leads from one phase to another">\n'
        f"<style>{STYLE}</style>\n<defs>{HEADS}</defs>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _lines(x: float, y: float, words: list[str]) -> list[str]:
    return [_text(x, y + n * LINE_H, word, "small") for n, word in enumerate(words)]


def _text(x: float, y: float, words: str, style: str = "") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text{kind} x="{x:g}" y="{y:g}">{escape(words)}</text>'
