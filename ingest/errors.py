"""The root of all kneedrive errors, and the errors of reading.

Two kinds of fault: something wrong inside a person's file is an `Issue` (see
`ingest.activity`) and travels with what could be read; something that stops the
work is one of these exceptions. Each carries its facts as attributes, a hint at
what to do next, and the exit status of the command line.
"""

from __future__ import annotations


class KneedriveError(Exception):
    """What went wrong, in one sentence a person can act on.

    `exit_code` is 1 where the data does not allow what was asked and 2 where the
    request itself was wrong.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(KneedriveError):
    """The request cannot be carried out as written (a path that doesn't exist)."""

    exit_code = 2


class InterruptedWorkError(KneedriveError):
    """The athlete stopped it; what was done by then is kept."""

    exit_code = 130


class ReadingError(KneedriveError):
    """Nothing could be read from a file."""


class UnknownFormatError(ReadingError):
    """The bytes are none of the formats that kneedrive reads."""


class NotAnActivityError(ReadingError):
    """A good file that records no activity, such as a workout or a course.

    `file_kind` says in one or two words what it is instead.
    """

    def __init__(self, file_kind: str) -> None:
        super().__init__(f"this is a {file_kind} file, not a recorded activity")
        self.file_kind = file_kind
