"""The page in which workflows are drawn: what it is given, and what it asks the server for."""
