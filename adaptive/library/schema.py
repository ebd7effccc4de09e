"""The library's database, as commented SQL, and the steps from older versions to it.

What cannot be rebuilt from `originals/`:

- what an export said of a recording (`activities.details`, "export");
- what the athlete told (`programme`, `planned`, `separated`, `facts`, `settings`, `labels`,
  `calendar`, `available`, `days_off`, `pins`, `diary`), with the `plans` and `shifts` made of it;
- what others hold: `phones` their secrets, calendars their events (`events`, `words`).

All else can. So the columns hold what is asked often, and the JSON the rest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from ingest.errors import KneedriveError

__all__ = ["SCHEMA_VERSION", "migrate", "version_of"]

SCHEMA_VERSION = 7

_VERSION_1 = """
-- One row for each run of `import`.
CREATE TABLE imports (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,              -- the day it was done, as --today has it
  seconds     REAL                        -- null until it was finished
);

-- What became of each file an import met. A file known before appears again here.
CREATE TABLE outcomes (
  import_id   INTEGER NOT NULL REFERENCES imports(id),
  path        TEXT NOT NULL,
  outcome     TEXT NOT NULL CHECK (outcome IN
                ('imported', 'known', 'merged', 'skipped', 'damaged', 'failed')),
  reason      TEXT,                       -- a sentence; null where there is nothing to say
  sha256      TEXT,                       -- null where the file could not be opened
  PRIMARY KEY (import_id, path)
);

-- One recording, named by its content. The bytes are in originals/, the samples
-- in samples/, both under this id.
CREATE TABLE activities (
  id          TEXT PRIMARY KEY,           -- SHA-256 of the recording
  source      TEXT NOT NULL,              -- the name it was first imported under
  reader      TEXT NOT NULL,              -- which reader read it
  start       TEXT NOT NULL,              -- ISO 8601, UTC
  utc_offset_s INTEGER,                   -- null where the file does not say
  device      TEXT NOT NULL,
  details     TEXT NOT NULL               -- JSON: workout, laps, issues, athlete's values
);

-- One sport within a recording. Values are the recording's, not the models'.
CREATE TABLE sessions (
  id          TEXT PRIMARY KEY,           -- 12 digits of the activity's id, "-", position
  activity_id TEXT NOT NULL REFERENCES activities(id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,           -- 0 for the first session of the activity
  start       TEXT NOT NULL,              -- ISO 8601, UTC
  local_start TEXT NOT NULL,              -- ISO 8601, the athlete's wall clock, no offset
  local_date  TEXT NOT NULL,
  sport       TEXT NOT NULL,
  sub_sport   TEXT,
  duration_s  REAL NOT NULL,              -- timer running
  elapsed_s   REAL NOT NULL,              -- pauses included
  distance_m  REAL,
  ascent_m    REAL,
  details     TEXT NOT NULL,              -- JSON: averages, what the device computed
  efforts     TEXT NOT NULL,              -- JSON: what it says about the athlete's thresholds
  UNIQUE (activity_id, position)
);
CREATE INDEX sessions_by_date ON sessions (local_date);

-- What the models make of a session, with the thresholds of its own day. Recomputed
-- when an earlier session arrives later.
CREATE TABLE assessments (
  session_id  TEXT PRIMARY KEY REFERENCES sessions(id) ON DELETE CASCADE,
  assessment  TEXT NOT NULL               -- JSON: class, kind, reasons, load, brick
);

-- The athlete's way through the programme: the first entry starts it, an entry by
-- the athlete wins over the calendar from its day on.
CREATE TABLE programme (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,
  phase       TEXT NOT NULL,
  reason      TEXT NOT NULL               -- start, override
);

-- Psoas work as it was last planned, by the athlete's wall clock. A new plan replaces
-- what lies ahead of it; what lies behind counts as done until the athlete says otherwise.
CREATE TABLE planned (
  start       TEXT NOT NULL,
  kind        TEXT NOT NULL,
  minutes     REAL NOT NULL,
  pair        TEXT,                       -- A or B for strengthening
  PRIMARY KEY (start, kind)
);
"""

_VERSION_2 = """
-- Remembered: `import` without a path looks through these again.
CREATE TABLE folders (
  path        TEXT PRIMARY KEY
);

ALTER TABLE imports ADD COLUMN began TEXT;      -- ISO 8601, UTC
ALTER TABLE imports ADD COLUMN version TEXT;    -- the kneedrive that did it
-- JSON: by outcome, how many files were as they had been when last looked at. They have no
-- row in outcomes of this import, or a folder looked through daily would fill the library.
ALTER TABLE imports ADD COLUMN unchanged TEXT NOT NULL DEFAULT '{}';
-- What changes when the content may have changed: size and time. Null: look again.
ALTER TABLE outcomes ADD COLUMN stamp TEXT;

ALTER TABLE activities ADD COLUMN format TEXT NOT NULL DEFAULT 'fit';
-- Which state of reading and repairing made the rows; older ones are made again from originals/.
ALTER TABLE activities ADD COLUMN reading INTEGER NOT NULL DEFAULT 0;

-- Who said where the athlete's wall clock stood: file, position, athlete, computer, or
-- another recording of the session (other).
ALTER TABLE sessions ADD COLUMN zone_from TEXT NOT NULL DEFAULT 'file';
-- The session that stands for this one, recorded by another device or exported again, and why.
ALTER TABLE sessions ADD COLUMN merged_into TEXT REFERENCES sessions(id) ON DELETE SET NULL;
ALTER TABLE sessions ADD COLUMN merged_reason TEXT;
CREATE INDEX sessions_merged ON sessions (merged_into) WHERE merged_into IS NOT NULL;
-- JSON: what tells whether two sessions are one, such as when the athlete was at work.
ALTER TABLE sessions ADD COLUMN recorded TEXT NOT NULL DEFAULT 'null';

-- A session that is put together from several recordings: where each channel is from that
-- is not from its own, and what comes of it. Without such a row its own is the best for all.
CREATE TABLE merged (
  session_id  TEXT PRIMARY KEY REFERENCES sessions(id) ON DELETE CASCADE,
  sources     TEXT NOT NULL,              -- JSON: channel -> sessions it is taken from
  distance_m  REAL,                       -- these four in place of the session's own
  ascent_m    REAL,
  details     TEXT NOT NULL,
  efforts     TEXT NOT NULL
);

-- Sessions that the athlete said stand for themselves: they are merged with none.
CREATE TABLE separated (
  session_id  TEXT PRIMARY KEY REFERENCES sessions(id) ON DELETE CASCADE,
  day         TEXT NOT NULL
);

-- One row. `sessions` is another number whenever what the sessions are, or which there are, has
-- changed; `joined` is where it stood when those that are one were last put together.
CREATE TABLE state (
  sessions    INTEGER NOT NULL,
  joined      INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 0);

-- Facts that the athlete told, the latest by name counting.
CREATE TABLE facts (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,
  name        TEXT NOT NULL,
  value       TEXT                        -- JSON; null takes it back
);
"""

_VERSION_3 = """
-- What a session was before any threshold: all that its class and load are computed from, so
-- that other thresholds need no look at samples/. And its best mean over each duration of the
-- grid in models.curves, up to its length.
CREATE TABLE profiles (
  session_id  TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  merged      INTEGER NOT NULL,           -- 1: what several recordings make together
  facts       TEXT NOT NULL,              -- JSON: see models.profile
  effort      BLOB NOT NULL,              -- uint16 a second: power in 0.1 W, or speed in mm/s
  heart_rate  BLOB NOT NULL,              -- uint8 a second: beats/min
  climbing    BLOB NOT NULL,              -- a bit a second
  power_curve BLOB NOT NULL,              -- float32 a duration: W
  speed_curve BLOB NOT NULL,              -- float32 a duration: m/s
  heart_rate_curve BLOB NOT NULL,         -- float32 a duration: beats/min
  PRIMARY KEY (session_id, merged)
);

-- Loads were told otherwise before: all sessions are judged anew.
DELETE FROM assessments;

-- Thresholds that the athlete set, the latest by name and day counting.
CREATE TABLE settings (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,              -- when it was told
  name        TEXT NOT NULL,
  value       REAL,                       -- null takes back what was set for this day
  since       TEXT NOT NULL               -- the local day from which it holds
);
"""

_VERSION_4 = """
-- What the athlete said a session was: the latest word counts, and wins over every model. No
-- foreign key, as a label outlives that its recording is read anew.
CREATE TABLE labels (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,              -- when it was told
  session_id  TEXT NOT NULL,
  class       TEXT                        -- easy, key, brick, other; null takes it back
);

-- Classes were told otherwise before: all sessions are judged anew.
DELETE FROM assessments;
"""

_VERSION_5 = """
-- What was said of a coming session, by an imported calendar or by the athlete. The calendar's
-- latest word counts, and over it, field by field, the athlete's latest.
CREATE TABLE calendar (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,              -- when it was told
  source      TEXT NOT NULL,              -- the imported calendar's name, or "own"
  uid         TEXT NOT NULL,              -- the event's own name in that calendar
  occurrence  TEXT NOT NULL,              -- which of a recurring event's; "" for a single one
  said_by     TEXT NOT NULL CHECK (said_by IN ('calendar', 'athlete')),
  content     TEXT                        -- JSON; null: it is gone, or the athlete takes back
);
CREATE INDEX calendar_by_entry ON calendar (source, uid, occurrence);

-- When psoas work that hangs on no session may stand; the latest by weekday counts.
CREATE TABLE available (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,
  weekday     INTEGER NOT NULL,           -- Monday 0
  windows     TEXT                        -- JSON: pairs of HH:MM; null takes it back
);

-- Days away from home, or kept free of psoas work; the latest by day counts.
CREATE TABLE days_off (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,
  off         TEXT NOT NULL,              -- the day it is about
  content     TEXT                        -- JSON: blocked, equipment; null takes it back
);

-- Blocks that the athlete put on a day, and perhaps at a time; the latest by kind and
-- day counts.
CREATE TABLE pins (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,
  kind        TEXT NOT NULL,
  pinned      TEXT NOT NULL,              -- the day it stays on
  at          TEXT,                       -- HH:MM; null where only the day matters
  gone        INTEGER NOT NULL DEFAULT 0  -- 1 takes the pin of that kind and day back
);

-- What the athlete logged: work done or skipped, symptoms, illness. Nothing is overwritten.
CREATE TABLE diary (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,              -- when it was told
  on_day      TEXT NOT NULL,              -- the local day it is about
  at          TEXT,                       -- HH:MM; null where no time was told
  kind        TEXT NOT NULL,              -- done, skip, symptom, ill, well, cleared, ...
  content     TEXT NOT NULL,              -- JSON
  undone      INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX diary_by_day ON diary (on_day);

-- Every plan that said something new about its week, with all that it was made from.
CREATE TABLE plans (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,              -- the day it was made for, as --today has it
  week        TEXT NOT NULL,              -- like 2026-W48
  version     TEXT NOT NULL,              -- of the programme
  inputs      BLOB NOT NULL,              -- compressed JSON: see plan_json
  plan        BLOB NOT NULL               -- compressed JSON: its blocks, in local time
);
CREATE INDEX plans_by_week ON plans (week, id);
"""

_VERSION_6 = """
-- What the recordings say of form: what was seen in the minutes of steady running or riding, so
-- that a new look at a whole history reads no samples.
CREATE TABLE form (
  session_id  TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  merged      INTEGER NOT NULL,           -- as in profiles
  facts       TEXT NOT NULL,              -- JSON: see models.form
  bins        BLOB NOT NULL,              -- float32: see models.form
  PRIMARY KEY (session_id, merged)
);

-- Every move to another phase, hold and question, with what it rests on. `programme` keeps what
-- the athlete decided: the start and overrides.
CREATE TABLE shifts (
  id          INTEGER PRIMARY KEY,
  day         TEXT NOT NULL,              -- when it was decided, as --today has it
  on_day      TEXT NOT NULL,              -- the local day it holds from
  content     TEXT NOT NULL,              -- JSON: see adaptive.shifts.Shift
  undone      TEXT                        -- the day the athlete undid it; null: it holds
);
-- Days that are over and decided: no later import or log decides them anew.
CREATE TABLE decided (
  until       TEXT PRIMARY KEY            -- up to this local day
);

-- Phases moved by time alone before; who has come so far stays there.
INSERT INTO programme (day, phase, reason)
  SELECT date(began, '+' || after || ' days'), phase, 'time'
  FROM (SELECT min(day) AS began FROM programme WHERE reason = 'start'),
       (SELECT 14 AS after, 'strengthening' AS phase UNION ALL SELECT 56, 'integration')
  WHERE NOT EXISTS (SELECT 1 FROM programme WHERE reason = 'override')
    AND date(began, '+' || after || ' days')
      <= coalesce((SELECT max(day) FROM plans), (SELECT max(date(start)) FROM planned));
"""

_VERSION_7 = """
-- Phones that may see the page of today and log (`serve --lan`), once they were paired.
CREATE TABLE phones (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,              -- what it calls itself, in plain words
  hash        TEXT NOT NULL UNIQUE,       -- SHA-256 of the secret that it holds
  day         TEXT NOT NULL,              -- when it was paired
  seen        TEXT NOT NULL,              -- the day it last came
  revoked     TEXT                        -- the day it was let in no more
);

-- What calendars were told last of each event (`export ics`, the feed): so that a block keeps its
-- event wherever it moves, an unchanged plan gives an unchanged file, and what is no longer
-- planned can be cancelled.
CREATE TABLE events (
  uid         TEXT PRIMARY KEY,           -- the event's name in every calendar
  kind        TEXT NOT NULL,
  start       TEXT NOT NULL,              -- local time, a day alone where the hour is not known
  sequence    INTEGER NOT NULL,           -- counts up whenever it says something else
  changed     TEXT NOT NULL,              -- ISO 8601, UTC: when it last did
  cancelled   INTEGER NOT NULL DEFAULT 0, -- 1: no longer planned
  content     TEXT NOT NULL               -- iCalendar: the event without name and revision
);
CREATE INDEX events_by_start ON events (start);

-- Random words of this library's own, made when first asked for: its part of the names of
-- exported events, and the address of the calendar feed, which is made anew on wish.
CREATE TABLE words (
  name        TEXT PRIMARY KEY,           -- calendar, feed
  value       TEXT NOT NULL
);
"""

_MIGRATIONS = (
    _VERSION_1,
    _VERSION_2,
    _VERSION_3,
    _VERSION_4,
    _VERSION_5,
    _VERSION_6,
    _VERSION_7,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the current schema, all steps in one transaction.

    Raises:
        KneedriveError: the database was written by a newer kneedrive.
    """
    version = version_of(connection)
    if version == SCHEMA_VERSION:
        return
    if version > SCHEMA_VERSION:
        raise KneedriveError(
            f"this library was written by a newer kneedrive (schema {version}, "
            f"this one knows {SCHEMA_VERSION})",
            hint="Update kneedrive; nothing was changed.",
        )
    # Another process may be doing the same: only within the transaction the answer holds.
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in _MIGRATIONS[version_of(connection) :]:
            for statement in _statements(step):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; `executescript` would end the transaction around it."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def version_of(connection: sqlite3.Connection) -> int:
    """The schema that a database has; 0 where it is empty."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
