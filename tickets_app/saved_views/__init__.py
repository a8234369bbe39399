"""Filters of a list that people keep under a name, for themselves or for everybody in one of their roles."""
