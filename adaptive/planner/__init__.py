"""The planner: one week's sessions and phase to placed psoas work, with every reason.

`situation` looks at the week, `hard_rules` says what is forbidden, `options` lists the
places strengthening could take, `preferences` says what they cost, `search` finds the cheapest
legal week, `companions` derives everything else, `pins` says what a pin would break, `reasons`
why not, and `assemble` puts the plan together.

Pure: the day and the time of day are inputs, and the same inputs give the same plan.
"""

from adaptive.planner.assemble import plan
from adaptive.planner.pins import Refused, refusal

__all__ = ["Refused", "plan", "refusal"]
