"""Thresholds that can be checked: value, uncertainty, origin, the efforts behind, the curve."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from adaptive import facts, judging
from adaptive.library.profiles import Channel
from adaptive.library.store import Store
from adaptive.threshold_settings import KINDS
from ingest.sports import Family, family, is_indoor_run
from models.athlete import FTP, NINE_IN_TEN_SD

if TYPE_CHECKING:
    import pandas as pd

    from models.athlete import Athlete, Effort, Estimate, Thresholds

__all__ = [
    "COLUMNS",
    "CURVES",
    "DAYS",
    "MODELS",
    "MODEL_S",
    "SeasonCurve",
    "curve",
    "report",
]

DAYS = 90
"""So far back the season's best goes, if not told otherwise."""

CURVES: Mapping[Channel, Family | None] = {
    "power_w": "ride",
    "speed_mps": "run",
    "heart_rate_bpm": None,
}
"""The curves that are told, each with the sport it is of; heart rate is of all."""

COLUMNS = (
    "name", "unit", "value", "sd", "low_90", "high_90", "aerobic", "origin", "since", "basis",
    "efforts",
)  # fmt: skip
"""What `report` tells of each threshold."""

MODELS: Mapping[Channel, tuple[str, str, str]] = {
    "power_w": ("critical_power_w", "w_prime_j", "critical power and W'"),
    "speed_mps": ("critical_speed_mps", "d_prime_m", "critical speed and D'"),
}
"""The two thresholds that say what to expect of a curve, and what they are called together."""

MODEL_S = (180, 1200)
"""Where they do: the curve of two parameters holds for 3 to 20 minutes."""


@dataclass(frozen=True, slots=True)
class SeasonCurve:
    """The best mean over each duration in some days, and where each comes from.

    `best` has the unit of the channel; `dates` are local days, `sessions` ids.
    """

    family: Family | None
    durations_s: list[int]
    best: list[float]
    dates: list[date]
    sessions: list[str]

    def to_json(self) -> dict[str, Any]:
        """The curve as `thresholds --json` prints it."""
        return {
            "sport": self.family,
            "durations_s": self.durations_s,
            "best": self.best,
            "dates": self.dates,
            "sessions": self.sessions,
        }

    def frame(self) -> pd.DataFrame:
        """One row a duration, indexed by `duration_s`: best, date, session."""
        import pandas as pd

        return pd.DataFrame(
            {"best": self.best, "date": self.dates, "session": self.sessions},
            index=pd.Index(self.durations_s, name="duration_s"),
        )


def curve(
    store: Store,
    today: date,
    channel: Channel,
    days: int = DAYS,
    sport: Family | None = None,
) -> SeasonCurve:
    """The season's best mean-maximal curve of the days up to and including one.

    Args:
        store: the library.
        today: the last day.
        channel: of what.
        days: how many days.
        sport: of which sport's sessions; by default those of `CURVES`. Speeds that a treadmill
            or its runner's watch guessed are left out.
    """
    import numpy as np

    from models.curves import DURATIONS_S, season_best

    wanted = sport or CURVES[channel]
    known = [
        (session, day, values)
        for session, name, sub_sport, day, values in store.profiles.curves(
            channel, today - timedelta(days=days - 1), today
        )
        if wanted in {None, family(name, sub_sport)}
        and not (channel == "speed_mps" and is_indoor_run(sub_sport))
    ]
    best, which = season_best([values for *_, values in known])
    told = np.flatnonzero(which >= 0).tolist()
    return SeasonCurve(
        wanted,
        [DURATIONS_S[i] for i in told],
        [round(float(best[i]), 3) for i in told],
        [known[which[i]][1] for i in told],
        [known[which[i]][0] for i in told],
    )


def report(
    store: Store, today: date, *, sport: Family | None = None, days: int = DAYS
) -> dict[str, Any]:
    """The thresholds of a day as `thresholds --json` prints them.

    Nothing is said of a sport that the athlete neither did for a year nor set a threshold of.
    """
    from models import thresholds
    from models.aerobic import SHARES, aerobic

    athlete, settings = facts.athlete(store), store.settings()
    past = judging.past(store, today - judging.EVIDENCE, today)
    known = thresholds.estimate(past, today, athlete, settings)
    behind = thresholds.behind(past, today, athlete, settings)
    ids = _sessions_by_day(store, today)
    done: set[Family | None] = {name for name, rows in past.families.items() if len(rows)}
    done |= {KINDS[one.name].family for one in settings if one.since <= today}
    wanted = {sport or one for one in done} | {None}
    return {
        "on": today,
        "thresholds": [
            {
                "name": name,
                "unit": KINDS[name].unit,
                **_numbers(one),
                "aerobic": _numbers(aerobic(one, SHARES[name])) if name in SHARES else None,
                "origin": one.origin,
                "since": one.since,
                "basis": one.basis,
                "efforts": [
                    _effort(effort, ids[KINDS[name].family, effort.date])
                    for effort in sorted(behind.get(name, ()), key=lambda one: -one.weight)
                ],
            }
            for name, one in _estimates(known, athlete)
            if done and KINDS[name].family in wanted
        ],
        "settings": [
            {"name": one.name, "value": one.value, "unit": KINDS[one.name].unit, "since": one.since}
            for one in settings
            if KINDS[one.name].family in wanted
        ],
        "curves": {
            channel: found.to_json()
            for channel, of in CURVES.items()
            if (sport is None or of in wanted)
            and (found := curve(store, today, channel, days, of or sport)).best
        },
    }


def _numbers(one: Estimate) -> dict[str, float]:
    return {
        "value": round(one.value, 3),
        "sd": round(one.sd, 3),
        "low_90": round(max(one.value - NINE_IN_TEN_SD * one.sd, 0.0), 3),
        "high_90": round(one.value + NINE_IN_TEN_SD * one.sd, 3),
    }


def _estimates(known: Thresholds, athlete: Athlete) -> Iterator[tuple[str, Estimate]]:
    """Each threshold by name, in the order in which they are told."""
    power, share = known.critical_power_w, athlete.ftp_of_cp
    told = power.origin in {"athlete", "device"}
    basis = power.basis if told else f"{100 * share:.0f} % of critical power"
    ftp = replace(power, value=share * power.value, sd=share * power.sd, basis=basis)
    for name in KINDS:
        estimate = ftp if name == FTP else getattr(known, name)
        if estimate is not None:
            yield name, estimate


def _sessions_by_day(store: Store, today: date) -> defaultdict[tuple[str | None, date], list[str]]:
    """Ids of the sessions of a year, by family and local day."""
    found: defaultdict[tuple[str | None, date], list[str]] = defaultdict(list)
    for session in store.sessions(today, since=today - judging.EVIDENCE):
        found[family(session.sport, session.sub_sport), session.local_date].append(session.id)
    return found


def _effort(effort: Effort, sessions: Collection[str]) -> dict[str, Any]:
    """An effort with the session it was made in, where the day had but one of the sport."""
    numbers = {
        "duration_s": effort.duration_s,
        "distance_m": effort.distance_m,
        "rate": effort.rate,
        "heart_rate_bpm": effort.heart_rate_bpm,
        "weight": effort.weight,
    }
    return {
        "date": effort.date,
        "session": next(iter(sessions)) if len(sessions) == 1 else None,
        **{k: None if v is None or math.isnan(v) else round(v, 3) for k, v in numbers.items()},
    }
