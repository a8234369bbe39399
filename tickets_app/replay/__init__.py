"""Replaying the log of another service desk: read it, plan each incident, drive it through the actions.

`reader` and `plan` are pure; `crew` makes the roles, people and workflow that the log speaks of; `driver`
acts; `report` counts.
"""
