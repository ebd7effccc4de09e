"""The coming weeks as the athlete told them, or a calendar: sessions, races, time and places.

`entries` are the values, `reading` brings a calendar file into the library, `changing` is what
the athlete does with entries, `free_time` when and where there is room for psoas work. `coming`
makes the planner's sessions of it, with `usual` for what was left open; `clashes` warns.
"""
