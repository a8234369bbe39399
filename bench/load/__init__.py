"""A real day of a service desk against `tests.cluster`, by Locust."""
