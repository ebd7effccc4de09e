"""iCalendar files: from bytes to events on the athlete's own clock.

In: the bytes of an .ics file, as a training platform or a calendar program writes it. Out:
a `CalendarFile` with each event that touches the days asked for, repetitions written out.
What an event means for training is not known here.

Such files come broken in many ways, so one event never stops the rest: what could not be
read is named in `problems`. Only a file that is no calendar at all is an error.
"""

from ingest.calendars.components import CalendarError
from ingest.calendars.events import CalendarEvent, CalendarFile
from ingest.calendars.reading import read_calendar

__all__ = ["CalendarError", "CalendarEvent", "CalendarFile", "read_calendar"]
