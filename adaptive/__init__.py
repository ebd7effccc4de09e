"""Numbers and feedback to a plan: the programme, the planner, and the world at its rim."""
