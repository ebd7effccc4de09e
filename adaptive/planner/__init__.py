"""The planner: one week's sessions and phase to placed psoas work, with every reason.

`situation` looks at the week, `hard_rules` says what is forbidden, `options` lists the
places strengthening could take, `preferences` finds the cheapest legal choice,
`companions` derives everything else, and `assemble` puts the plan together.

Pure: the day and the time of day are inputs, and the same inputs give the same plan.
"""

from adaptive.planner.assemble import plan

__all__ = ["plan"]
