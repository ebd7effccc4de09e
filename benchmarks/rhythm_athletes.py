"""Athletes whose weeks can be foretold: those of the corpus, and simulated ones."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from adaptive import assessing
from adaptive.importing import import_recordings
from adaptive.library.store import Store
from adaptive.planning.gathering import week_session
from adaptive.week import WeekSession
from ingest.sports import Family
from models.simulation.habits import draw_conditions, draw_habits
from models.simulation.training import Levels
from models.simulation.week import Planned, draw_weeks

__all__ = ["real", "session", "simulated"]

_SEED = 5
_SIMULATED_DAYS = 150
_ADHERENCE, _MOVED = 0.85, 0.25
_START_SD_MIN = 20
_TURNS = {
    "every week": (0,),
    "some moved": (0,),
    "two in turn": (0, 1),
    "new each six": (0,) * 6 + (1,) * 6,
}
_LONG_MIN = {"run": 90, "ride": 150}
_HARD_WORDS = re.compile(r"\d ?x ?\d|tempo|interval|race|fartlek|hills|track|\bPR\b", re.IGNORECASE)
_NEVER = float("inf")


def session(start: datetime, minutes: float, family: Family, *, hard: bool) -> WeekSession:
    """A session of a log."""
    plain = "other" if family in {"strength", "other"} else "easy"
    return WeekSession(
        id=None,
        start=start,
        duration_min=minutes,
        sport=family,
        family=family,
        session_class="key" if hard else plain,  # type: ignore[arg-type]
        kind=None,
        origin="done",
    )


def real(corpus: Path) -> Iterator[tuple[str, list[WeekSession]]]:
    """Those of the corpus who trained for some weeks."""
    with (
        TemporaryDirectory(prefix="kneedrive-rhythm-") as folder,
        Store.open(Path(folder), create=True) as store,
    ):
        files = sorted((corpus / "history" / "garmin-coros-multisport").iterdir())
        import_recordings(store, files, date.today())  # noqa: DTZ011
        yield "recordings", [week_session(one) for one in assessing.assessed(store, date.max)]
    logs = corpus / "labels"
    yield "runner's log", list(_runner(logs / "evilerick16_training-set.csv"))
    yield "triathlete's log", list(_triathlete(sorted(logs.glob("triathloncodes_*.csv"))))
    yield "cyclist's log", list(_cyclist(logs / "dvorka_training-log-days.csv"))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _runner(path: Path) -> Iterator[WeekSession]:
    for row in _rows(path):
        start = datetime.strptime(row["ActivityDate"], "%b %d, %Y, %I:%M:%S %p")  # noqa: DTZ007
        # The log is in UTC, the runner six hours behind it.
        local = start - timedelta(hours=6)
        yield session(local, float(row["MovingTime"]) / 60, "run", hard=row["Class"][0] != "0")


def _triathlete(paths: Iterable[Path]) -> Iterator[WeekSession]:
    columns: tuple[tuple[str, Family, int, float], ...] = (
        ("run", "run", 7, 9.5),
        ("bike", "ride", 17, 3.6),
        ("swim", "swim", 12, 0.035),
    )
    for path in paths:
        for row in _rows(path):
            try:
                day = datetime.strptime(row["date"], "%m/%d/%Y")  # noqa: DTZ007
            except ValueError:
                continue
            for column, family, hour, minutes_per_unit in columns:
                amount = row[column].strip()
                if not re.fullmatch(r"\d+(\.\d+)?", amount) or not 0 < float(amount) < 5000:
                    continue
                minutes = float(amount) * minutes_per_unit
                told = family == "run" and bool(_HARD_WORDS.search(row["description"] or ""))
                hard = told or minutes >= _LONG_MIN.get(family, _NEVER)
                yield session(day + timedelta(hours=hour), minutes, family, hard=hard)


def _cyclist(path: Path) -> Iterator[WeekSession]:
    for row in _rows(path):
        day = date(int(row["year"]), int(row["month"]), int(row["day"]))
        minutes = float(row["total_time_seconds"] or 0) / 60
        hour = time(12) if row["when"] == "00:00:00" else time.fromisoformat(row["when"])
        names: dict[str, Family] = {"ride": "ride", "run": "run", "workout": "strength"}
        family = names.get(row["activity"], "other")
        hard = row["commute"] == "0" and minutes >= _LONG_MIN.get(family, _NEVER)
        if minutes > 0:
            yield session(datetime.combine(day, hour), minutes, family, hard=hard)


def simulated(athletes: int) -> Iterator[tuple[str, list[WeekSession]]]:
    """Those whose weeks are as drawn, and the same people with weeks that repeat."""
    for number in range(athletes):
        rng = np.random.default_rng([_SEED, number])
        habits, season = draw_habits(rng), draw_conditions(rng, _SIMULATED_DAYS)
        levels = Levels(habits.athlete, habits.easy_run, habits.easy_ride, 1.0)

        drawn = draw_weeks(rng, habits, season)
        yield "as drawn", [_done(one, rng, levels) for one in drawn]
        weeks: defaultdict[int, list[WeekSession]] = defaultdict(list)
        for one in draw_weeks(rng, replace(habits, adherence=1.0), season):
            weeks[one.day // 7].append(_done(one, rng, levels))
        two = [week for week in weeks.values() if len({one.day for one in week}) > 2][1:3]
        for name, turns in _TURNS.items():
            moved = _MOVED if name == "some moved" else 0.0
            yield name, list(_repeated(rng, season.first, [two[turn] for turn in turns], moved))


def _done(one: Planned, rng: np.random.Generator, levels: Levels) -> WeekSession:
    hard = one.design(rng, levels, one.minutes).case.session_class == "key"
    return session(one.start.replace(tzinfo=None), one.minutes, one.sport, hard=hard)


def _repeated(
    rng: np.random.Generator, first: date, weeks: Sequence[list[WeekSession]], moved: float
) -> Iterator[WeekSession]:
    monday = first - timedelta(days=first.weekday())
    for number in range(_SIMULATED_DAYS // 7):
        for one in weeks[number % len(weeks)]:
            if rng.random() > _ADHERENCE:
                continue
            weekday = int(rng.integers(7)) if rng.random() < moved else one.day.weekday()
            late = timedelta(minutes=round(float(rng.normal(0, _START_SD_MIN))))
            day = monday + timedelta(weeks=number, days=weekday)
            yield replace(one, start=datetime.combine(day, one.start.time()) + late)
