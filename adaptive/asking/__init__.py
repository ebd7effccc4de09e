"""What the athlete is asked, and what becomes of an answer.

`blocks` asks whether a recorded session was a planned block, `beside` gathers what a plan asks
beside its own questions, `listing` all that is open, `answering` keeps answers and does what
follows from them.
"""
