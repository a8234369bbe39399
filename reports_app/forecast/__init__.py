"""Forecasts of daily counts, worked out by the job worker. Pure: numbers in, numbers out; docs/models.md.

The web process must not import this package: it shows what the worker stored.
"""
