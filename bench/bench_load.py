"""What `load_tickets` takes from a file a second, beside bare tickets one by one."""

import io
import tempfile
import time
from itertools import count
from pathlib import Path

from django.core.management import call_command

from bench import scene
from bench.harness import Goal, Result, interleaved, per_second
from bench.yardstick import DESCRIPTION, bare_inserts

TICKETS = 2000
BARE_TICKETS = 300


def benchmarks():
    """Rows of a CSV file a second, from the start of the command to its end."""
    scene.version()
    numbers = count(1)
    with tempfile.TemporaryDirectory() as folder, bare_inserts() as insert_ticket:
        file = Path(folder) / "tickets.csv"
        ours, bare = interleaved(
            lambda: loaded(file, numbers), lambda: per_second(insert_ticket, BARE_TICKETS)
        )
    yield Result("load_file", ours, "tickets/s", Goal("ratio", ">=", 1.5), bare)


def loaded(file, numbers) -> float:
    """The rate at which a new file is taken in."""
    rows = [f"F-{next(numbers)},Printer,{DESCRIPTION},IT,Support,High" for _ in range(TICKETS)]
    header = "ticket_number,subject,description,department,category,priority"
    file.write_text("\n".join([header, *rows]))
    began = time.perf_counter()
    call_command("load_tickets", str(file), "--quiet", stdout=io.StringIO())
    return TICKETS / (time.perf_counter() - began)
