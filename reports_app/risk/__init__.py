"""The risk that a ticket misses its target: what is learned, how it is tested, and what pages show of it.

`scores`, `spells`, `rates`, `landmark`, `incident_log` and `backtest` are pure: numbers in, numbers out. They
need numpy, which only the worker and the commands load.
"""
