"""What is taken along: calendar, watch workouts, report, tables.

Each module makes bytes or text of what the library tells, and writes nothing to a disk: the
command line and the page do with it what they were asked for.
"""
