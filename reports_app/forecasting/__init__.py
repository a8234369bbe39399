"""Forecasts of what the database holds, made by the worker part by part and stored for the pages."""
