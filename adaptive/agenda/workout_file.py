"""A structured workout as a file for a watch or bike computer: what it asks for, on which day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ingest.activity import Workout
from ingest.errors import KneedriveError, UsageError

__all__ = ["dated_files", "read_workout"]

_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")


def read_workout(path: Path) -> tuple[Workout, str | None]:
    """The workout in a FIT file, and its sport where it names one.

    Raises:
        UsageError: there is no such file.
        KneedriveError: it holds no workout.
    """
    from ingest.formats.fit_decode import decode, is_header
    from ingest.formats.fit_messages import Message
    from ingest.formats.fit_workout import WORKOUT, WORKOUT_STEP, workout

    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"there is no file {path}", hint="Name a workout as .fit file.") from None
    except OSError as error:
        raise KneedriveError(f"{path} cannot be opened: {error.strerror}") from error
    found, sport = None, None
    if is_header(data):
        tables = decode(data).messages
        messages = {
            number: [Message(number, stored) for stored in tables[number].messages()]
            for number in (WORKOUT, WORKOUT_STEP)
            if number in tables
        }
        found = workout(messages)
        sport = next((one.text("sport") for one in messages.get(WORKOUT, ())), None)
    if found is None:
        raise KneedriveError(
            f"{path} holds no structured workout",
            hint="A FIT file of a workout is wanted; recordings go to kneedrive import.",
        )
    return found, sport


def dated_files(paths: Sequence[Path]) -> list[tuple[date, Path]]:
    """The FIT files among some paths, folders looked through, by the day their name begins with.

    Raises:
        UsageError: a path does not exist, a file's name begins with no date, or there is no file.
    """
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file {path}")
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        files += [one for one in inside if one.suffix.lower() == ".fit"]
    found = []
    for file in files:
        try:
            found.append((date(*map(int, _DATE.match(file.name).groups())), file))  # type: ignore[union-attr]
        except (AttributeError, ValueError):
            raise UsageError(
                f"{file} does not say its day",
                hint="Let its name begin with the date, such as 2026-11-26-intervals.fit, "
                "or add it by itself: kneedrive calendar add DAY FILE.fit",
            ) from None
    if not found:
        raise UsageError(f"no .fit file is in {', '.join(map(str, paths))}")
    return found
