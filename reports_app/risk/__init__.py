"""The risk that a ticket misses its target: a survival model, its back-test, and what pages show of it.

`scores`, `spells`, `rates`, `hazard`, `incident_log` and `backtest` are pure: numbers in, numbers out. They
need numpy, which only the worker and the commands load.
"""
