"""The runs straight off the bike, each beside the athlete's own runs on their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from adaptive import assessing
from adaptive.form.seen import Seen, told
from adaptive.library.recordings import Json
from adaptive.library.store import Store
from models.contrast import DEFAULT, RARE
from models.form.off_the_bike import (
    OffTheBike,
    StartUp,
    brick_signature,
    last_cadence_rpm,
    start_up,
)
from models.form.running import Run

__all__ = ["SIGNALS", "BrickRun", "brick_runs"]

SIGNALS = ("step_length", "cadence", "ground_contact", "vertical_oscillation")
"""What is looked at; by what others found step length would tell most."""

LOOKED_AT = timedelta(days=RARE.window_days + RARE.baseline_days)

FRESH, FRESH_FROM = 20, timedelta(days=DEFAULT.baseline_days)
"""A brick run is held against so many runs on their own: the latest that a baseline looks at."""


@dataclass(frozen=True, slots=True)
class BrickRun:
    """One run off the bike.

    `starts` are its first minutes by signal. `ride_cadence_rpm` is that of the ride's last
    minutes, NaN where unknown: who turns the pedals faster also steps faster afterwards.
    """

    session_id: str
    day: date
    starts: dict[str, OffTheBike]
    ride_cadence_rpm: float

    @property
    def step_length(self) -> OffTheBike:
        """The signal that is looked at first."""
        return self.starts["step_length"]

    @property
    def compared(self) -> bool:
        """Whether there is something to say of step length."""
        return "step_length" in self.starts and not self.step_length.reason

    def to_json(self) -> Json:
        """One brick of `form --json`."""
        return {
            "id": self.session_id,
            "local_date": self.day,
            "ride_cadence_rpm": told(self.ride_cadence_rpm),
            "signals": [
                {
                    "signal": name,
                    "shift": told(one.shift),
                    "uncertainty": told(one.uncertainty),
                    "settled_min": told(one.brick.settled_min),
                    "settled_m": told(one.brick.settled_m),
                    "fresh_settled_min": told(one.fresh_settled_min),
                    "fresh_settled_m": told(one.fresh_settled_m),
                    "n_fresh": one.n_fresh,
                    "reason": one.reason or None,
                }
                for name, one in self.starts.items()
            ],
        }


def brick_runs(store: Store, today: date, seen: Seen) -> list[BrickRun]:
    """The brick runs of a year, oldest first. Riding to a run and home again is seen as well."""
    since = today - LOOKED_AT
    known = assessing.assessed(store, today, since - FRESH_FROM)
    bricks = {one.brick.run_id: one.brick.ride_id for one in known if one.brick}
    if not bricks:
        return []
    alone = [run for run in seen.gathered.runs if run.id not in bricks]
    rides = {ride.id: ride.bins for ride in seen.gathered.rides}
    starts = _Starts(seen, alone, today + timedelta(days=1))
    return [
        BrickRun(
            run.id,
            run.day,
            dict(starts.of(run)),
            last_cadence_rpm(rides[bricks[run.id]]) if bricks[run.id] in rides else float("nan"),
        )
        for run in seen.gathered.runs
        if run.id in bricks and run.day >= since
    ]


class _Starts:
    """The first minutes of runs; of a run on its own they are asked for again and again."""

    def __init__(self, seen: Seen, alone: list[Run], until: date) -> None:
        self._lines = {name: line for name in SIGNALS if (line := seen.runs.line(name, until))}
        self._alone = alone
        self._start = cache(self._first_minutes)

    def of(self, brick: Run) -> Iterator[tuple[str, OffTheBike]]:
        """By signal the first minutes of a brick run beside those of runs before it."""
        since = brick.day - FRESH_FROM
        before = [n for n, run in enumerate(self._alone) if since <= run.day < brick.day]
        for name, line in self._lines.items():
            fresh: list[StartUp] = []
            for number in reversed(before):
                if len(fresh) < FRESH and not (one := self._start(name, number)).reason:
                    fresh.append(one)
            yield name, brick_signature(start_up(brick.bins, line), fresh)

    def _first_minutes(self, signal: str, number: int) -> StartUp:
        return start_up(self._alone[number].bins, self._lines[signal])
