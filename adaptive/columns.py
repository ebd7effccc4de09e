"""The one table of the columns of `adaptive.Library`'s frames: name, kind, unit, meaning, gaps.

`docs/frames.md` is made from it. Samples have their channels in `ingest.channels.CHANNELS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FRAMES", "KINDS", "SAMPLE_FILES", "Column", "Frame", "frame"]

Kind = Literal["text", "number", "count", "flag", "day", "instant", "local", "list", "mapping"]

KINDS: Mapping[Kind, str] = {
    "text": "text",
    "number": "float64",
    "count": "int64 or int32",
    "flag": "bool",
    "day": "the athlete's local day, a `datetime.date`",
    "instant": "datetime64 with the zone UTC",
    "local": "datetime64 by the athlete's wall clock, without a zone",
    "list": "a list in each cell",
    "mapping": "a dict in each cell",
}
"""What a column holds; where one has no value at all, its dtype is that of nothing (object)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `missing` says what NaN, NaT or None mean; empty: it always has a value."""

    name: str
    kind: Kind
    unit: str
    meaning: str
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: the call that gives it, what a row is, its index (None: 0, 1, ...), columns."""

    call: str
    row: str
    columns: tuple[Column, ...]
    index: Column | None = None


def _columns(*rows: tuple[str, Kind, str, str] | tuple[str, Kind, str, str, str]) -> Any:  # noqa: ANN401
    return tuple(Column(*row) for row in rows)


_NOT_RECORDED = "not recorded"
_LOCAL = "by the athlete's wall clock"
_CLASS = "easy, key, brick or other"

SAMPLE_FILES = _columns(
    ("session", "count", "", "which session of the recording, from 0; only in the files"),
    ("elapsed_s", "number", "s", "seconds since the session's start, pauses counted"),
    ("stretch", "count", "", "number of the stretch between pauses of more than a minute"),
)
"""What stands in the files of samples/ beside the channels."""

FRAMES: Mapping[str, Frame] = {
    "files": Frame(
        "library.add(PATH, ...)",
        "one file that was met, those within zips as well",
        _columns(
            ("path", "text", "", "where it is"),
            ("outcome", "text", "", "imported, known, merged, skipped, damaged or failed"),
            ("reason", "text", "", "why, in a sentence", "there is nothing to say"),
            ("sessions", "list", "", "ids of the sessions in it"),
        ),
    ),
    "sessions": Frame(
        "library.sessions()",
        "one session, oldest first; the same as `kneedrive sessions --json`",
        _columns(
            ("id", "text", "", "name of the session; its first digits will do"),
            ("start", "instant", "", "when it began"),
            ("local_date", "day", "", "the day it belongs to"),
            ("local_start", "local", "", f"when it began, {_LOCAL}"),
            ("sport", "text", "", "the FIT profile's word, such as running or cycling"),
            ("sub_sport", "text", "", "such as treadmill or indoor_cycling", "nothing special"),
            ("duration_s", "number", "s", "time in which the timer ran"),
            ("elapsed_s", "number", "s", "time from start to end, pauses counted"),
            ("distance_m", "number", "m", "distance", _NOT_RECORDED),
            ("ascent_m", "number", "m", "metres climbed", _NOT_RECORDED),
            ("class", "text", "", f"{_CLASS}: what counts for the plan"),
            (
                "kind", "text", "",
                "recovery, endurance, interval, tempo, long, race, hilly_hard or access",
                "no kind is known",
            ),
            ("confidence", "number", "0 to 1", "chance that the class is right"),
            (
                "key_probability", "number", "0 to 1",
                "what the model takes for the chance of key", "the model was not asked",
            ),
            ("uncertain", "flag", "", "whether the plan treats it as hard, as it may be"),
            (
                "question", "text", "", "what is asked about it",
                "always, here: `kneedrive sessions --uncertain` tells it",
            ),
            ("label_source", "text", "", "who gave the class: athlete, plan, rule or model"),
            ("class_version", "text", "", "version of rules and model"),
            ("reasons", "list", "", "why it is classed so, in sentences, the first one first"),
            ("load_tss", "number", "TSS", "load; an hour at threshold is 100"),
            ("load_method", "text", "", "power, pace, heart_rate, rpe or duration"),
            ("avg_heart_rate_bpm", "number", "beats/min", "mean heart rate", _NOT_RECORDED),
            ("avg_power_w", "number", "W", "mean power", _NOT_RECORDED),
            (
                "avg_cadence_rpm", "number", "rev/min", "mean cadence but of runs and walks",
                f"{_NOT_RECORDED}, or a run",
            ),
            (
                "brick_id", "text", "", "what both legs of a brick share",
                "it is no leg of a brick",
            ),
            ("part_class", "text", "", "the class of a leg by itself; else the class"),
            ("device", "text", "", "what recorded it"),
            ("source", "text", "", "name of the file it was first imported from"),
            (
                "avg_cadence_spm", "number", "steps/min", "mean cadence of runs and walks",
                f"{_NOT_RECORDED}, or no run",
            ),
        ),
    ),
    "daily_load": Frame(
        "library.daily_load()",
        "one local day from the first session's on, without gaps",
        _columns(
            ("load", "number", "TSS", "load of the day; 0 is rest", "nothing is known of the day"),
            ("known", "flag", "", "whether it is known: unknown days go in with the usual load"),
            ("fitness", "number", "TSS/day", "mean load of about six weeks, at the day's end"),
            ("fatigue", "number", "TSS/day", "mean load of about a week, at the day's end"),
            ("form", "number", "TSS/day", "fitness less fatigue, on the day's morning"),
            (
                "ramp", "number", "TSS/day", "fitness gained in seven days",
                "the first seven days",
            ),
            (
                "monotony", "number", "", "mean over spread of seven days' load",
                "a day of them is unknown, or it is too early",
            ),
            (
                "strain", "number", "TSS", "seven days' load times monotony",
                "as for monotony",
            ),
            ("warming_up", "flag", "", "whether fitness still says more of the recordings"),
        ),
        Column("date", "local", "", "the local day, at midnight"),
    ),
    "thresholds": Frame(
        "library.thresholds()",
        "one threshold; the same as `kneedrive thresholds --json`",
        _columns(
            ("unit", "text", "", "unit of the values"),
            ("value", "number", "`unit`", "the best estimate"),
            ("sd", "number", "`unit`", "its standard deviation"),
            ("low_90", "number", "`unit`", "the true value lies above with 95 %"),
            ("high_90", "number", "`unit`", "and below this one with 95 %"),
            (
                "aerobic", "mapping", "", "value, sd and range where easy ends",
                "of such a threshold there is none",
            ),
            ("origin", "text", "", "athlete, device, measured, estimated or prior (a guess)"),
            ("since", "day", "", "day of the latest evidence", "a guess rests on none"),
            ("basis", "text", "", "what it rests on, in a few words"),
            (
                "efforts", "list", "",
                "behind it, each with date, session, duration_s, rate, heart_rate_bpm, weight ...",
            ),
        ),
        Column("name", "text", "", "such as critical_power_w; `unit` stands at its end"),
    ),
    "curves": Frame(
        "library.curves(CHANNEL)",
        "one duration, up to the longest session",
        _columns(
            ("best", "number", "W, m/s or beats/min", "the season's best mean of the channel"),
            ("date", "day", "", "when it was made"),
            ("session", "text", "", "in which session"),
        ),
        Column("duration_s", "count", "s", "how long"),
    ),
    "form": Frame(
        "library.form()",
        "one session and signal, by day",
        _columns(
            ("id", "text", "", "the session"),
            ("local_date", "day", "", "its day"),
            ("signal", "text", "", "such as cadence; see [metrics](metrics.md)"),
            (
                "value", "number", "`unit`", "the signal at the athlete's usual speed or power",
                "that speed or power is not known",
            ),
            ("unit", "text", "", "unit of the value"),
            ("score", "number", "`score_unit`", "how far the session lay over the athlete's line"),
            ("score_unit", "text", "", "unit of the score: `unit`, or % of the athlete's level"),
            ("steady_min", "count", "min", "minutes of steady running or riding behind it"),
            ("segment", "text", "", "device, sensors and shoes; what they change is no change"),
            ("usable", "flag", "", "whether it counts: the first ones of a segment do not"),
        ),
    ),
    "laps": Frame(
        "library.laps(SESSION)",
        "one lap as the device cut it",
        _columns(
            ("start_s", "number", "s", "its start, in elapsed seconds of the session"),
            ("elapsed_s", "number", "s", "how long it took, pauses counted"),
            ("timer_s", "number", "s", "how long the timer ran", _NOT_RECORDED),
            ("distance_m", "number", "m", "distance", _NOT_RECORDED),
            ("avg_heart_rate_bpm", "number", "beats/min", "mean heart rate", _NOT_RECORDED),
            ("avg_power_w", "number", "W", "mean power", _NOT_RECORDED),
            ("avg_speed_mps", "number", "m/s", "mean speed", _NOT_RECORDED),
            ("intensity", "text", "", "the device's word, such as interval", _NOT_RECORDED),
            ("trigger", "text", "", "what cut it: manual, time, distance ...", _NOT_RECORDED),
            ("workout_step", "number", "", "index of the workout's step", "it had no workout"),
        ),
    ),
    "intervals": Frame(
        "library.intervals(SESSION)",
        "one interval of work that was found in the stream",
        _columns(
            ("start_s", "number", "s", "its start, in timer seconds of the session"),
            ("end_s", "number", "s", "its end"),
            ("intensity", "number", "of threshold", "its mean effort; 1 is threshold"),
        ),
    ),
    "week": Frame(
        "library.week(WEEK)",
        "one session of a week, done or to come",
        _columns(
            ("day", "day", "", "its day"),
            ("start", "local", "", f"when it starts, {_LOCAL}"),
            ("minutes", "number", "min", "how long"),
            ("sport", "text", "", "the device's or calendar's word"),
            ("class", "text", "", _CLASS),
            ("kind", "text", "", "as in sessions", "no kind is known"),
            ("origin", "text", "", "done, calendar, or predicted by habit"),
            ("uncertain", "flag", "", "whether the class is a guess: it is treated as hard"),
            (
                "probability", "number", "0 to 1", "chance that it takes place",
                "it is done, or the calendar says so",
            ),
            ("title", "text", "", "as the calendar has it", "it is not from a calendar"),
            ("entry", "text", "", "id of the calendar's entry", "it is not from a calendar"),
            ("session", "text", "", "id of the session", "it is not done"),
        ),
    ),
    "blocks": Frame(
        "library.blocks(WEEK)",
        "one block of psoas work that is still to come in a week",
        _columns(
            ("id", "text", "", "name of the block"),
            ("kind", "text", "", "activation, strengthening, drills, transition ..."),
            ("day", "day", "", "its day"),
            ("start", "local", "", f"when it starts, {_LOCAL}"),
            ("minutes", "number", "min", "how long"),
            ("place", "text", "", "where it hangs, such as after the run"),
            ("exercises", "list", "", "each exercise with its dose, in words"),
            ("pair", "text", "", "A or B of strengthening", "it is no strengthening"),
            ("pinned", "flag", "", "whether the athlete put it there"),
            ("rules", "list", "", "ids of the rules that decided, see [programme](programme.md)"),
            ("why", "text", "", "the reason, in a sentence"),
        ),
    ),
    "places": Frame(
        "library.places(BLOCK)",
        "one day of a block's week, Monday to Sunday",
        _columns(
            ("day", "day", "", "the day"),
            ("allowed", "flag", "", "whether the block may stand there"),
            ("start", "local", "", f"when it would start, {_LOCAL}", "it may not"),
            ("place", "text", "", "where it would hang, such as after the run", "it may not"),
            ("rules", "list", "", "ids of the rules that speak against it"),
            ("why", "text", "", "those rules, in sentences; empty where it may"),
        ),
    ),
    "calendar": Frame(
        "library.calendar()",
        "one entry of the calendar from today on, by day",
        _columns(
            ("id", "text", "", "name of the entry; its first digits will do"),
            ("day", "day", "", "its day"),
            ("at", "text", "", "HH:MM", "only the day is known"),
            ("title", "text", "", "as the calendar has it"),
            ("training", "flag", "", "whether a session comes of it"),
            ("sport", "text", "", "what it was read as", "it is no training"),
            ("class", "text", "", _CLASS, "it is no training"),
            ("kind", "text", "", "as in sessions", "the title says none"),
            ("minutes", "number", "min", "how long", "it does not say"),
            ("race_priority", "text", "", "A, B or C", "it is no race"),
            ("source", "text", "", "the calendar's name, or own"),
        ),
    ),
    "changes": Frame(
        "library.what_if(WEEK).changes()",
        "one block that would stand elsewhere, come, go or have another dose",
        _columns(
            ("kind", "text", "", "kind of the block"),
            ("what", "text", "", "moved, came, went or dose"),
            ("was", "local", "", f"when it was to start, {_LOCAL}", "it is new"),
            ("now", "local", "", f"when it would start, {_LOCAL}", "it is gone"),
            ("why", "text", "", "the cause and what it does, in a sentence"),
        ),
    ),
    "diary": Frame(
        "library.diary()",
        "one thing that the athlete logged, by day",
        _columns(
            ("on_day", "day", "", "the day it is about"),
            ("at", "text", "", "HH:MM", "no time was told"),
            ("kind", "text", "", "done, skip, check, symptom, effort, ill, well, note ..."),
            ("content", "mapping", "", "what was told; see `adaptive.diary.DiaryEntry`"),
            ("told", "day", "", "when it was logged"),
        ),
    ),
}  # fmt: skip
"""The frames by the name of the method, "files" for `add`, "changes" for `what_if`."""


def frame(name: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as the frame of this name, with all its columns in their order."""
    import pandas as pd

    about = FRAMES[name]
    found = pd.DataFrame(list(rows), columns=[column.name for column in about.columns])
    # What never had a value is what it would be if it had one.
    dtypes: dict[Kind, str] = {"local": "datetime64[us]", "number": "float64", "flag": "bool"}
    return found.astype({one.name: dtypes[one.kind] for one in about.columns if one.kind in dtypes})
