"""Many tickets from a file, by the intake that every other ticket passes through."""
