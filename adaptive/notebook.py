"""The library for notebooks: what was recorded and what it means, as DataFrames.

What their columns mean stands in `adaptive.columns`, and in docs/frames.md, made from it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from adaptive import (
    columns,
    form,
    importing,
    joining,
    load_report,
    planning,
    service,
    threshold_report,
    wording,
)
from adaptive.agenda.entries import entries
from adaptive.agenda.reading import import_calendar
from adaptive.library.copying import copied
from adaptive.library.folder import default_folder
from adaptive.library.profiles import Channel
from adaptive.library.store import Store
from adaptive.plans import Plan
from adaptive.replanning import moving
from adaptive.trial import WhatIf
from adaptive.week import monday_of

if TYPE_CHECKING:
    import pandas as pd

    from adaptive.assessing import Assessed
    from adaptive.evaluation_report import Evaluation
    from adaptive.form.report import FormReport
    from adaptive.phase_report import PhaseReport

__all__ = ["Library"]


class Library:
    """A library folder. Nothing but `add` and `add_calendar` changes it.

    `close` it, or use it with `with`. `store` is what the use cases in `adaptive` take: it serves
    those that have no method here. Sessions are named by the first digits of their id, by their
    day, of which the last one is meant, or "last"; weeks like "2026-W48", this one by default.

    Example:
        >>> library = Library.open()  # doctest: +SKIP
        >>> library.sessions()["load_tss"].sum()  # doctest: +SKIP
    """

    def __init__(self, store: Store, today: date) -> None:
        self.store = store
        self.today = today

    @classmethod
    def open(
        cls,
        folder: Path | str | None = None,
        *,
        today: date | None = None,
        create: bool = False,
    ) -> Self:
        """Open a library.

        Args:
            folder: where it is; by default where the command line keeps it.
            today: the day from which to look; later sessions are not yet known.
            create: make one where there is none, to `add` recordings to.

        Raises:
            KneedriveError: nothing was imported yet.
        """
        place = Path(folder) if folder else default_folder()
        return cls(
            Store.open(place, create=create),
            today or date.today(),  # noqa: DTZ011 - the athlete's own day is meant
        )

    def close(self) -> None:
        """Close the library; it cannot be used any more."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, *paths: Path | str) -> pd.DataFrame:
        """Import files and folders; one row a file: path, outcome, reason, sessions.

        Raises:
            UsageError: a path does not exist.
        """
        import pandas as pd

        report = importing.import_recordings(self.store, [Path(path) for path in paths], self.today)
        return pd.DataFrame(report.to_json()["files"])

    def add_calendar(self, path: Path | str) -> pd.DataFrame:
        """Import an iCalendar file (.ics); gives `calendar()` as it is now.

        Raises:
            UsageError: there is no such file.
            KneedriveError: it cannot be read.
        """
        import_calendar(self.store, Path(path), self.today)
        return self.calendar()

    def sessions(self) -> pd.DataFrame:
        """One row a session, oldest first, with the columns of `sessions --json`.

        Distances are in m, times in s, `load_tss` in training stress units; missing
        values are NaN or None.
        """
        import pandas as pd

        return pd.DataFrame(service.sessions(self.store, self.today))

    def samples(self, session_id: str) -> pd.DataFrame:
        """One row a second of timer time, with the columns of `ingest.channels.CHANNELS`.

        `elapsed_s` counts pauses, `stretch` numbers the stretches between long pauses; NaN is
        not recorded or masked as a fault.

        Raises:
            KneedriveError: no session fits.
        """
        return joining.stream(self.store, self._one(session_id).stored).frame()

    def show(self, session_id: str) -> dict[str, Any]:
        """Everything about one session, as `show --json` prints it.

        Raises:
            KneedriveError: no session fits.
        """
        return service.show(self.store, self._one(session_id))

    def laps(self, session_id: str) -> pd.DataFrame:
        """One row a lap, as the device cut them.

        Raises:
            KneedriveError: no session fits.
        """
        return columns.frame("laps", self.show(session_id)["laps"])

    def intervals(self, session_id: str) -> pd.DataFrame:
        """One row an interval of work that was found in the session's stream.

        Raises:
            KneedriveError: no session fits.
        """
        return columns.frame("intervals", self.show(session_id)["intervals"])

    def daily_load(self) -> pd.DataFrame:
        """One row a local day: load, fitness, fatigue, form, ramp, monotony, strain.

        Those of `models.fitness.DailySeries`; load is NaN on days that are not known.
        """
        return load_report.daily_load(self.store, self.today).series.frame()

    def thresholds(self) -> pd.DataFrame:
        """One row a threshold, by name: value, unit, sd, 90 % range, origin, since, basis, efforts.

        `efforts` lists those behind the value as `thresholds --json` does.
        """
        import pandas as pd

        told = threshold_report.report(self.store, self.today)["thresholds"]
        return pd.DataFrame(told, columns=threshold_report.COLUMNS).set_index("name")

    def curves(
        self,
        channel: Channel = "power_w",
        days: int = threshold_report.DAYS,
        sport: Literal["ride", "run", "swim"] | None = None,
    ) -> pd.DataFrame:
        """The season's best mean over each duration: best, date, session, by `duration_s`.

        Args:
            channel: "power_w", "speed_mps" or "heart_rate_bpm".
            days: how far back.
            sport: of which sport; if not given, power of rides, speed of runs outside, heart
                rate of everything.
        """
        return threshold_report.curve(self.store, self.today, channel, days, sport).frame()

    def form(self) -> pd.DataFrame:
        """One row a session and signal: how far it lay from the athlete's own line.

        With the columns of `adaptive.form.frame`.
        """
        return form.frame(self.store, self.today)

    def evaluate(self, labels: Path | str | None = None, *, with_plan: bool = False) -> Evaluation:
        """How well sessions are classed, as `kneedrive evaluate` tells it.

        Args:
            labels: a CSV table with columns file and class; by default what the athlete told
                of sessions, taken as if it had not been told.
            with_plan: let workouts, names and titles be looked at.

        Raises:
            KneedriveError: no session's class was told.
            UsageError: the table cannot be read.
        """
        from adaptive import evaluating, label_file

        if labels is None:
            return evaluating.of_library(self.store, self.today, with_plan=with_plan)
        table = label_file.read(Path(labels))
        return evaluating.of_files(table, self.today, library=self.store, with_plan=with_plan)

    def form_report(self) -> FormReport:
        """All that is said of form today: each signal beside the athlete's own line, bricks."""
        from adaptive.form.report import report

        return report(self.store, self.today)

    def phase(self) -> PhaseReport:
        """Where the athlete is in the programme, and what speaks for and against the next step.

        Raises:
            KneedriveError: the programme has not begun yet.
        """
        from adaptive import phase_report

        # Who asks decides: what follows for the phase would be written down.
        with copied(self.store) as trial:
            return phase_report.phase(trial, self.today)

    def diary(self) -> pd.DataFrame:
        """One row a thing that the athlete logged: work done, checks, symptoms, illness."""
        told = self.store.diary.entries(as_of=self.today)
        return columns.frame(
            "diary",
            (
                {
                    "on_day": one.on_day,
                    "at": one.at and f"{one.at:%H:%M}",
                    "kind": one.kind,
                    "content": dict(one.content),
                    "told": one.told,
                }
                for one in told
            ),
        )

    def calendar(self) -> pd.DataFrame:
        """One row an entry of the calendar from today on, without those that were taken away."""
        return columns.frame(
            "calendar",
            (
                {**one.to_json(), "day": one.day, "minutes": one.duration_min}
                for one in entries(self.store.calendar, self.today)
                if one.day >= self.today and not one.removed
            ),
        )

    def plan(self, week: str | None = None) -> Plan:
        """The plan of a week.

        Looking at a plan starts no programme: before the first `kneedrive plan` it is
        shown as if it started today.
        """
        return planning.plan(self.store, self.today, None, self._monday(week), start=False)

    def week(self, week: str | None = None) -> pd.DataFrame:
        """One row a session of a week, done or to come."""
        return columns.frame(
            "week",
            (
                {
                    "day": one.day,
                    "start": one.start,
                    "minutes": one.duration_min,
                    "sport": one.sport,
                    "class": one.session_class,
                    "kind": one.kind,
                    "origin": one.origin,
                    "uncertain": one.uncertain,
                    "probability": one.probability,
                    "title": one.title,
                    "entry": one.entry_id,
                    "session": one.id,
                }
                for day in self.plan(week).days
                for one in day.sessions
            ),
        )

    def blocks(self, week: str | None = None) -> pd.DataFrame:
        """One row a block of psoas work that is still to come in a week, with its reason."""
        plan = self.plan(week)
        sessions = {day.day: day.sessions for day in plan.days}
        return columns.frame(
            "blocks",
            (
                {
                    "id": one.id,
                    "kind": one.kind,
                    "day": one.day,
                    "start": one.start,
                    "minutes": one.minutes,
                    "place": wording.place_words(one.slot, one.session_index, sessions[one.day]),
                    "exercises": [wording.dose_words(dose) for dose in one.exercises],
                    "pair": one.pair,
                    "pinned": one.pinned,
                    "rules": list(one.rules),
                    "why": one.why,
                }
                for one in plan.blocks
            ),
        )

    def places(self, block: str) -> pd.DataFrame:
        """One row a day of a block's week: whether it may stand there, or the rules against it.

        Args:
            block: its id, or its kind where this week has one of it to come.

        Raises:
            UsageError: no block, or more than one, has this name.
        """
        return columns.frame(
            "places",
            (
                {
                    "day": one.day,
                    "allowed": not one.refused,
                    "start": one.start,
                    "place": one.where,
                    "rules": list(dict.fromkeys(refused.rule for refused in one.refused)),
                    "why": " ".join(refused.why for refused in one.refused),
                }
                for one in moving.places(self.store, block, self.today, None).days
            ),
        )

    def what_if(self, week: str | None = None) -> WhatIf:
        """A trial of a week: tell it what would be otherwise, and ask it for plan and changes."""
        return WhatIf(self.store, self.today, self._monday(week))

    def _one(self, session_id: str) -> Assessed:
        return service.find_sessions(self.store, session_id, self.today)[-1]

    def _monday(self, week: str | None) -> date:
        return planning.parse_week(week) if week else monday_of(self.today)
