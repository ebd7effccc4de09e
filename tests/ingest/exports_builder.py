"""Exports as Strava and Garmin hand them out, built from given recordings.

Each builder gives a mapping of path to bytes; `packed` makes a zip of it, `laid_out` a folder.
"""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """Where Strava's list has what, as of an age and a language.

    Headers are in the athlete's language, and some ("Distance") come twice.
    """

    header: list[str]
    file: int
    commute: int
    exertion: int | None


_ENGLISH = (
    "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,"
    "Distance,Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,"
    "Athlete Weight,Bike Weight,Elapsed Time,Moving Time,Distance,Max Speed,Average Speed,"
    "Elevation Gain,Elevation Loss,Elevation Low,Elevation High,Max Grade,Average Grade,"
    "Average Positive Grade,Average Negative Grade,Max Cadence,Average Cadence,Max Heart Rate,"
    "Average Heart Rate,Max Watts,Average Watts,Calories,Max Temperature,Average Temperature,"
    "Relative Effort,Total Work,Number of Runs,Uphill Time,Downhill Time,Other Time,"
    "Perceived Exertion,Type,Start Time,Weighted Average Power,Power Count,"
    "Prefer Perceived Exertion,Perceived Relative Effort,Commute,Total Weight Lifted,From Upload,"
    "Media"
).split(",")
_GERMAN = (
    "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Aktivitätsbeschreibung,"
    "Verstrichene Zeit,Distanz,Max. Herzfrequenz,Relative Leistung,Pendeln,"
    "Hinweis zur Privatsphäre für Aktivitäten,Aktivitätsausrüstung,Dateiname,Sportlergewicht,"
    "Fahrradgewicht,Verstrichene Zeit,Bewegungszeit,Distanz,Höchstgeschw.,"
    "Durchschnittliche Geschwindigkeit,Höhenzunahme,Höhenunterschied,Min. Höhe,Max. Höhe,"
    "Max. Steigung,Durchschnittliche Steigung,Durchschnittliche positive Steigung,"
    "Durchschnittliche negative Steigung,Max. Tritt-/Schrittfrequenz,"
    "Durchschnittliche Trittfrequenz,Max. Herzfrequenz,Durchschnittliche Herzfrequenz,Max. Watt,"
    "Durchschnittliche Watt,Kalorien,Max. Temperatur,Durchschnittliche Temperatur,"
    "Relative Leistung,Gesamtarbeit,Anzahl Läufe,Bergaufzeit,Bergabzeit,Andere Zeit,"
    "Gefühlte Anstrengung,Art,Startzeit,Gewichtete durchschnittliche Leistung,Leistungszahl,"
    "Gefühlte Anstrengung verwenden,Gefühlte relative Leistung,Pendeln,"
    "Insgesamt gestemmtes Gewicht,Von Upload,Medien"
).split(",")

ENGLISH = Layout(_ENGLISH, file=12, commute=9, exertion=43)
GERMAN = Layout(_GERMAN, file=12, commute=9, exertion=43)
# Without maximum heart rate and private note, and with a slip of Strava's own.
OF_2020 = Layout(
    [
        "translation missing: en-GB.lib.export.portability_exporter.type"
        if name == "Type"
        else name
        for i, name in enumerate(_ENGLISH)
        if i not in {7, 10}
    ],
    file=10,
    commute=8,
    exertion=41,
)
BEFORE_2019 = Layout(
    "id,date,name,type,description,elapsed_time,distance,commute,gear,filename".split(","),
    file=9,
    commute=7,
    exertion=None,
)

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8


@dataclass(frozen=True)
class Activity:
    """One row of Strava's list; without `suffix` it was entered by hand."""

    data: bytes = b""
    suffix: str = ""
    title: str = "Morning Run"
    type: str = "Run"
    description: str = ""
    rpe: str = ""
    commute: str = "false"
    gear: str = ""


def strava_list(activities: Iterable[Activity], layout: Layout = ENGLISH) -> bytes:
    """`activities.csv`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(layout.header)
    for number, activity in enumerate(activities):
        row = [""] * len(layout.header)
        row[:2] = [str(9_000_000_000 + number), "Nov 14, 2026, 8:57:12 AM"]
        row[2:5] = [activity.title, activity.type, activity.description]
        row[5:7] = ["3189", "9,44"]
        row[layout.commute] = activity.commute
        row[layout.file - 1] = activity.gear
        row[layout.file] = strava_file(number, activity) if activity.suffix else ""
        if layout.exertion:
            for other in range(layout.file + 2, layout.exertion):  # times, heart rates
                row[other] = "1234.5"
            row[layout.exertion] = activity.rpe
        writer.writerow(row)
    return text.getvalue().encode()


def strava_file(number: int, activity: Activity) -> str:
    """The name that Strava gives: that of the upload, not that of the activity."""
    return f"activities/{9_600_000_000 + 7 * number}{activity.suffix}"


def strava_export(activities: Iterable[Activity], layout: Layout = ENGLISH) -> dict[str, bytes]:
    """A bulk export: the list, the recordings, and some of the many other files."""
    activities = list(activities)
    files = {
        "activities.csv": strava_list(activities, layout),
        "profile.csv": b"Athlete ID,First Name\n1,Someone\n",
        "shoes.csv": b"Shoe Name,Shoe Brand\n",
        "messaging.json": b'{"conversations": []}',
        "media/aab53e61-0b9c.jpg": JPEG,
        "media.csv": b"Media Filename,Media Caption\nmedia/aab53e61-0b9c.jpg,\n",
    }
    for number, activity in enumerate(activities):
        if activity.suffix:
            pack = gzip.compress if activity.suffix.endswith(".gz") else bytes
            files[strava_file(number, activity)] = pack(activity.data)
    return files


def garmin_takeout(
    recordings: Mapping[str, bytes], *, folder: str = "DI-Connect-Uploaded-Files", parts: int = 2
) -> dict[str, bytes]:
    """Garmin's account export: recordings lie in archives among wellness JSON.

    In exports of before 2020 the folder is "DI-Connect-Fitness-Uploaded-Files".
    """
    summaries = [{"summarizedActivitiesExport": [{"activityId": 1, "name": "Run", "rpe": None}]}]
    someone = "someone@example.com"
    files = {
        "customer_data/customer.json": b'{"emailAddress": "someone@example.com"}',
        f"DI_CONNECT/DI-Connect-Fitness/{someone}_0_summarizedActivities.json": json.dumps(
            summaries
        ).encode(),
        "DI_CONNECT/DI-Connect-Wellness/2026-08-01_2026-11-09_1_sleepData.json": b"[]",
        "DI_CONNECT/DI-Connect-Aggregator/UDSFile_2026-08-01_2026-11-09.json": b"[]",
        "IT_TROUBLE_TICKETS/tickets.json": b"[]",
    }
    names = list(recordings)
    for part in range(parts):
        inner = {
            f"{someone}_{59_000_000_000 + i}{Path(name).suffix}": recordings[name]
            for i, name in enumerate(names)
            if i % parts == part
        }
        files[f"DI_CONNECT/{folder}/UploadedFiles_0-_Part{part + 1}.zip"] = packed(inner)
    return files


def packed(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these files."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as writer:
        for name, data in files.items():
            writer.writestr(name, data)
    return archive.getvalue()


def laid_out(files: Mapping[str, bytes], folder: Path) -> Path:
    """The same files in a folder, as after unpacking."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
