"""What the athlete tells, made into entries of the diary: in words, about work, what it means.

`words`, `lifting` and `pacing` read what people write, `dates` the days of spreadsheets, `work`
says which blocks were done or skipped, `health` what can end, `meaning` answers with what an entry
means and `following` with what follows for the day, `entries` shows them.
"""
