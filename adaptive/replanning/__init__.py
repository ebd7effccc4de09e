"""What becomes of a plan: kept with all it was made from, made again, changed, explained.

`inputs_json` writes a plan's inputs and reads them back, `differences` finds what two plans'
inputs differ in, `changes` what became of the blocks and which difference did it. They are
pure; `moving` is the use cases: the athlete's pins, and what changed since the last plan.
"""
