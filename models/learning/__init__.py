"""The class of a session as learned from examples.

`features` says what is looked at, `model` what was learned of it (in `parameters.json`), `votes`
how unlabelled sessions teach, `training` how the parameters are found.
"""
