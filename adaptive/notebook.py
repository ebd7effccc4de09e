"""The library for notebooks: what was recorded and what it means, as DataFrames."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from adaptive import form, importing, joining, load_report, planning, service, threshold_report
from adaptive.library.folder import default_folder
from adaptive.library.profiles import Channel
from adaptive.library.store import Store
from adaptive.plans import Plan
from adaptive.week import monday_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Library"]


class Library:
    """A library folder. Nothing but `add` changes it; `close` it, or use it with `with`.

    Example:
        >>> library = Library.open()  # doctest: +SKIP
        >>> library.sessions()["load_tss"].sum()  # doctest: +SKIP
    """

    def __init__(self, store: Store, today: date) -> None:
        self._store = store
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
        self._store.close()

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

        report = importing.import_recordings(
            self._store, [Path(path) for path in paths], self.today
        )
        return pd.DataFrame(report.to_json()["files"])

    def sessions(self) -> pd.DataFrame:
        """One row a session, oldest first, with the columns of `sessions --json`.

        Distances are in m, times in s, `load_tss` in training stress units; missing
        values are NaN or None.
        """
        import pandas as pd

        return pd.DataFrame(service.sessions(self._store, self.today))

    def samples(self, session_id: str) -> pd.DataFrame:
        """One row a second of timer time, with the columns of `ingest.channels.CHANNELS`.

        `elapsed_s` counts pauses, `stretch` numbers the stretches between long pauses; NaN is
        not recorded or masked as a fault. An id's first digits, a date or "last" will do.

        Raises:
            KneedriveError: no session fits.
        """
        one = service.find_sessions(self._store, session_id, self.today)[-1]
        return joining.stream(self._store, one.stored).frame()

    def daily_load(self) -> pd.DataFrame:
        """One row a local day: load, fitness, fatigue, form, ramp, monotony, strain.

        Those of `models.fitness.DailySeries`; load is NaN on days that are not known.
        """
        return load_report.daily_load(self._store, self.today).series.frame()

    def thresholds(self) -> pd.DataFrame:
        """One row a threshold, by name: value, unit, sd, 90 % range, origin, since, basis, efforts.

        `efforts` lists those behind the value as `thresholds --json` does.
        """
        import pandas as pd

        told = threshold_report.report(self._store, self.today)["thresholds"]
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
        return threshold_report.curve(self._store, self.today, channel, days, sport).frame()

    def form(self) -> pd.DataFrame:
        """One row a session and signal: how far it lay from the athlete's own line.

        With the columns of `adaptive.form.frame`.
        """
        return form.frame(self._store, self.today)

    def plan(self, week: str | None = None) -> Plan:
        """The plan of a week such as "2026-W48", this one by default.

        Looking at a plan starts no programme: before the first `kneedrive plan` it is
        shown as if it started today.
        """
        monday = planning.parse_week(week) if week else monday_of(self.today)
        return planning.plan(self._store, self.today, None, monday, start=False)
