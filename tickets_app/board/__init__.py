"""The workload board: who works on what, why work waits, and handing on the work of whoever is not here."""
