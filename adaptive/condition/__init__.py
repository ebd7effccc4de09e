"""The athlete's state: what illness, layoff, races, symptoms and stop signs leave of each day.

Pure: the day is an argument, and everything known is a value (`Known`). `standing` gives the
whole answer for a span of days.
"""

from adaptive.condition.known import Known
from adaptive.condition.standing import Standing, standing

__all__ = ["Known", "Standing", "standing"]
