"""Loading a file of tickets: through intake, once each, whatever is wrong and however often it is run."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.chaos.servers import ROOT
from tests.factories import make_ticket
from tests.live_site import database_url
from tickets_app.integrity import check
from tickets_app.loading import load as loading
from tickets_app.models import Notification, Task, Ticket

CSV = """ticket_number,subject,department,category,priority,employee_email,shelf
L-1,Printer,IT,Support,High,ann@example.com,7
L-2,,IT,Support,,,
L-3,Scanner,IT,Support,Whenever,,
L-4,"Two
lines",IT,Support,Low,,
,No number,IT,Support,Low,,
L-6,"Mouse, grey",IT,Support,Urgent,,8
L-6,The same again,IT,Support,Low,,
"""


def run(path, *options):
    out = StringIO()
    call_command("load_tickets", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "tickets.csv"
    path.write_text(CSV)
    return path


@pytest.mark.django_db
def test_rows_become_tickets_with_work_and_the_others_can_be_repaired_and_loaded(file, tmp_path, version):
    rejects = tmp_path / "rejects.ndjson"
    assert "7 rows: 2 loaded, 1 there already, 4 rejected" in run(file, "--rejects", str(rejects))
    ticket = Ticket.objects.get(number="L-1")
    assert (ticket.priority, ticket.requester_email, ticket.source_service) == (
        "High",
        "ann@example.com",
        "load",
    )
    assert ticket.extra == {"shelf": "7"}
    assert Ticket.objects.get(number="L-6").subject == "Mouse, grey"
    assert Task.objects.count() == 2
    refused = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert [sorted(row["rejected"]["errors"]) for row in refused] == [
        ["subject"], ["priority"], ["subject"], ["ticket_number"]
    ]  # fmt: skip
    repaired = [{**row, "subject": "Repaired", "priority": "Low", "ticket_number": f"R-{n}"}
                for n, row in enumerate(refused)]  # fmt: skip
    again = tmp_path / "again.ndjson"
    again.write_text("\n".join(map(json.dumps, repaired)))
    assert "4 rows: 4 loaded" in run(again)
    assert all("rejected" not in row.extra for row in Ticket.objects.all())
    assert list(check(lambda count: None)) == []


@pytest.mark.django_db
def test_a_second_run_changes_nothing(file, version):
    run(file)
    before = Ticket.objects.order_by("pk").values_list("number", "subject")
    assert "0 loaded, 3 there already" in run(file)
    assert list(before) == [("L-1", "Printer"), ("L-6", "Mouse, grey")]


@pytest.mark.django_db
def test_people_are_told_unless_one_asks_for_silence(file, version):
    run(file, "--tell-nobody")
    assert Notification.objects.count() == 0
    Ticket.objects.filter(number="L-6").update(number="L-7")
    run(file)
    assert Notification.objects.filter(ticket__number="L-6").exists()


@pytest.mark.django_db
def test_what_is_no_table_is_refused_line_by_line_or_as_a_whole(tmp_path, version):
    path = tmp_path / "tickets.ndjson.gz"
    fine = json.dumps({"ticket_number": "J-1", "subject": "x", "department": "IT"})
    path.write_bytes(gzip.compress(f"{fine}\n[1]\nnonsense\n\n{{".encode()))
    assert "4 rows: 1 loaded, 0 there already, 3 rejected" in run(path)
    whole, spoiled = path.read_bytes(), tmp_path / "spoiled.csv.gz"
    path.write_bytes(whole[:-20])
    spoiled.write_bytes(whole[:10] + b"\x01" * 20 + whole[30:])
    for bad in (path, spoiled, tmp_path / "missing.csv"):
        with pytest.raises(CommandError):
            run(bad)
    with pytest.raises(CommandError, match="at least 1"):
        run(path, "--batch", "0")


@pytest.mark.django_db
def test_a_number_that_somebody_else_takes_meanwhile_spoils_no_other(file, version, monkeypatch):
    def late(given):
        make_ticket(takes_number=True, ticket_number="L-1")
        return set()

    monkeypatch.setattr(loading, "known_numbers", late)
    assert "1 loaded, 2 there already" in run(file)
    assert sorted(Ticket.objects.values_list("number", flat=True)) == ["L-1", "L-6"]


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_killed_and_run_again_it_loads_each_once(tmp_path, version):
    path = tmp_path / "many.csv"
    lines = [f"K-{n},Printer,IT,Support" for n in range(1000)]
    path.write_text("\n".join(["ticket_number,subject,department,category", *lines]))
    command = [sys.executable, "manage.py", "load_tickets", str(path), "--batch", "20", "--quiet"]
    environment = {**os.environ, "DATABASE_URL": database_url()}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    while Ticket.objects.count() < 40 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 0 < Ticket.objects.count() < 1000
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    assert Ticket.objects.count() == Task.objects.count() == 1000
    assert list(check(lambda count: None)) == []
