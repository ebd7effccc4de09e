"""Policies held against each other on athletes whose latent state is known.

It shows that the machine and the planner do what they are meant to do, and what that costs. It
cannot show that psoas work helps anybody: the athletes were made up by the authors of the policies.
"""
