"""Rows written and read without the ORM are the rows that the ORM writes and reads."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from tests.factories import make_ticket
from tickets_app.models import Task, Ticket
from tts.accounts.models import User
from tts.core import rows
from tts.core.models import AuditEvent, OutboxMessage
from tts.core.rows import Columns
from workflows_app.models import Calendar, WorkflowVersion

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def event(now, **values):
    return AuditEvent(at=now, action="a", target_type="ticket", target_id=7, **values)


def test_inserted_rows_are_read_as_they_were(now):
    events = [
        event(now, before={"a": None}, after={"b": [1, 2.5, True, "x"]}, note="ünïcode"),
        event(now, actor_id=2**40, rule={"rule": "r"}),
    ]
    rows.insert(events)
    stored = AuditEvent.objects.order_by("pk")
    assert [model_to_dict(row) for row in stored] == [model_to_dict(row) for row in events]
    assert [row.recorded_at for row in stored] == [row.recorded_at for row in events]
    events[0].refresh_from_db()


def test_no_rows_take_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        rows.insert([])


def test_a_row_takes_over_the_id_of_what_it_refers_to(version, now):
    ticket = Ticket(number="N", subject="s", department="IT", created_at=now, updated_at=now)
    task = Task(ticket=ticket, version=version, workflow_id=version.workflow_id, started_at=now)
    rows.insert([ticket])
    rows.insert([task])
    assert Task.objects.get().ticket == ticket


def test_what_the_database_forbids_is_an_integrity_error(now):
    facts = {"number": "N", "subject": "s", "department": "IT", "created_at": now, "updated_at": now}
    rows.insert([Ticket(**facts)])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([Ticket(**facts)])


def test_an_update_writes_what_is_named_and_no_more(version, now):
    ticket = make_ticket()
    ticket.subject, ticket.extra, ticket.resolved_at, ticket.priority = "new", {"a": [1]}, now, "High"
    assert rows.update(ticket, ["subject", "extra", "resolved_at"])
    stored = Ticket.objects.get()
    assert (stored.subject, stored.extra, stored.resolved_at) == ("new", {"a": [1]}, now)
    assert stored.priority == "Medium"


def test_an_update_of_what_has_changed_meanwhile_does_nothing(version):
    task = make_ticket().task
    revision, task.revision = task.revision, task.revision + 1
    assert rows.update(task, ["revision"], revision=revision)
    assert not rows.update(task, ["revision"], revision=revision)


def test_columns_give_back_what_the_orm_gives(version, now):
    calendar = Calendar.objects.create(name="Office", data={"weekly": {"0": [["09:00", "17:00"]]}})
    ticket = make_ticket(location="2nd floor")
    for stored in (ticket.task, version, calendar, ticket):
        model = type(stored)
        columns = Columns(model, "here")
        with rows.prepared() as cursor:
            table = model._meta.db_table
            cursor.execute(f"SELECT {columns.sql} FROM {table} AS here WHERE id = %s", [stored.pk])
            read = columns.instance(cursor.fetchone())
        fresh = model.objects.get(pk=stored.pk)
        for field in model._meta.concrete_fields:
            assert getattr(read, field.attname) == getattr(fresh, field.attname), field
        assert not read._state.adding


def test_a_column_left_out_is_read_when_asked_for(version, django_assert_num_queries):
    columns = Columns(WorkflowVersion, "version", without=["graph_data"])
    with rows.prepared() as cursor:
        cursor.execute(f"SELECT {columns.sql} FROM workflows_app_workflowversion AS version")
        read = columns.instance(cursor.fetchone())
    with django_assert_num_queries(1):
        assert read.graph_data["steps"]


def test_the_nulls_of_an_outer_join_are_no_instance():
    columns = Columns(Calendar, "calendar")
    assert columns.instance([None] * columns.size) is None


def test_a_new_row_is_what_the_model_makes(version, now):
    ticket = make_ticket()
    facts = {"ticket": ticket, "version": version, "workflow_id": version.workflow_id, "started_at": now}
    quick, plain = rows.new(Task, **facts), Task(**facts)
    assert model_to_dict(quick) == model_to_dict(plain)
    assert (quick.ticket, quick._state.adding, quick.pk) == (ticket, True, None)
    assert ticket.task is plain
    assert rows.new(Ticket).extra is not rows.new(Ticket).extra


def test_a_new_row_takes_no_name_that_its_model_has_not():
    with pytest.raises(TypeError):
        rows.new(Ticket, numbr="N")


def test_many_rows_keep_apart_what_python_calls_equal(now):
    events = [event(now, after={"a": value}, note="alike") for value in (1, True, 1.0, "1", None)]
    rows.insert(events)
    stored = AuditEvent.objects.order_by("pk")
    assert [repr(row.after["a"]) for row in stored] == ["1", "True", "1.0", "'1'", "None"]
    assert {(row.note, row.at) for row in stored} == {("alike", now)}


def test_many_rows_that_are_all_alike_are_many(now):
    alike = [rows.new(OutboxMessage, queue="q", task_name="t", args=[], order_key="k") for _ in range(6)]
    rows.insert(alike)
    assert len({row.pk for row in alike}) == OutboxMessage.objects.count() == 6


def test_what_refers_to_a_row_that_is_not_stored_is_not_stored(version, now):
    requester = User(username="nobody")
    with pytest.raises(ValueError):
        rows.insert([rows.new(Ticket, number="N", requester=requester, created_at=now, updated_at=now)])
