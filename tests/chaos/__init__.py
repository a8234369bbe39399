"""Nothing is lost, doubled or out of order while everything is killed: see `tests.chaos.__main__`."""
