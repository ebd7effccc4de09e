"""What becomes of a plan: kept with all it was made from, made again, changed, explained.

`differences` finds what two plans' inputs differ in, `changes` what became of the blocks and which
difference did it; they are pure. `moving` and `kept` are the use cases: the athlete's pins, what
changed since the last plan, and plans of before made again.
"""
