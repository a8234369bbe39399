"""A backup that is restored elsewhere is the same installation, files and locks on the ledgers included."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import services
from tests.chaos.servers import ROOT
from tests.factories import by, make_ticket
from tests.live_site import database_url
from tickets_app.comments import actions, files, storing
from tickets_app.integrity import check_files
from tickets_app.models import StoredFile

pytestmark = [pytest.mark.slow, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
COUNTED = ("tickets_app_ticket", "tickets_app_comment", "core_auditevent", "tickets_app_itemhistory")


@pytest.fixture
def lived_in(version, admin, settings, tmp_path):
    """Tickets, a comment and a file."""
    settings.MEDIA_ROOT = tmp_path / "media"
    ticket = make_ticket()
    make_ticket(subject="Scanner")
    log = SimpleUploadedFile("log.txt", b"toner log")
    put = files.upload(by(admin), ticket.pk, log, internal=True, is_draft=True)
    actions.create(by(admin), ticket.pk, "See", internal=True, attachment_ids=(put.pk,))
    return ticket


@pytest.fixture
def elsewhere():
    """The address of an empty database beside this one."""
    server, _slash, name = database_url().rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as link:
        link.execute(f'DROP DATABASE IF EXISTS "{name}_restored"')
        link.execute(f'CREATE DATABASE "{name}_restored"')
        yield f"{server}/{name}_restored"
        link.execute(f'DROP DATABASE "{name}_restored" WITH (FORCE)')


def run(*command, database, media):
    """Run a program with its installation; answers (exit code, what it said)."""
    path = f"{services.postgresql_bin()}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "DATABASE_URL": database, "MEDIA_ROOT": str(media)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def counts(database):
    with psycopg.connect(database) as link:
        return [link.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED]


def test_backup_and_restore(lived_in, elsewhere, tmp_path, settings):
    here = {"database": database_url(), "media": settings.MEDIA_ROOT}
    there = {"database": elsewhere, "media": tmp_path / "elsewhere"}
    backup = tmp_path / "backup"
    assert run("deploy/backup", backup, **here) == (0, "")
    assert run("deploy/restore", backup, **there)[0] == 0
    for command in ("migrate", "check_integrity"):
        code, said = run(sys.executable, "manage.py", command, **there)
        assert code == 0, said
    assert counts(elsewhere) == counts(here["database"])
    stored = StoredFile.objects.get()
    assert (there["media"] / stored.path).read_bytes() == b"toner log"
    with psycopg.connect(elsewhere) as link, pytest.raises(psycopg.errors.IntegrityError):
        link.execute("DELETE FROM core_auditevent")
    # What is there is never restored over, and what is damaged not at all.
    assert "tables already" in run("deploy/restore", backup, **there)[1]
    (backup / "media.tar.gz").write_bytes(b"")
    assert run("deploy/restore", backup, **there)[0] != 0
    (there["media"] / stored.path).unlink()
    code, said = run(sys.executable, "manage.py", "check_integrity", **there)
    assert code == 1
    assert "is missing" in said


def test_a_file_that_is_missing_or_cut_is_found(lived_in):
    stored = StoredFile.objects.get()
    assert list(check_files()) == []
    storing.path_of(stored).write_bytes(b"ton")
    assert [finding.problem for finding in check_files()] == ["has 3 bytes instead of 9"]
