"""Calendars: who may change them, what a change does to clocks, and the page."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import by, make_ticket, publish
from tickets_app.actions import hold
from tickets_app.actions.change import open_item
from tickets_app.integrity import check
from tickets_app.models import Recount, Task, ThresholdCrossing
from tickets_app.sla import recounting, scan
from tts.core.actor import SYSTEM
from tts.core.business_calendar import BusinessCalendar
from tts.core.errors import Forbidden, Invalid
from tts.core.models import AuditEvent
from workflows_app.actions.calendars import change_calendar, create_calendar
from workflows_app.models import Calendar

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def week(*spans, days=5, **more):
    return {"weekly": {str(day): [list(span) for span in spans] for day in range(days)}, **more}


OFFICE, SHORT, LONG = week(("09:00", "17:00")), week(("09:00", "13:00")), week(("08:00", "20:00"), days=7)


@pytest.fixture
def calendar(db):
    return create_calendar(SYSTEM, "Office", OFFICE, at=MONDAY - 100 * HOUR)


@pytest.fixture
def task(calendar, roles, coordinator, agent):
    """A Medium ticket with 24 business hours, of which the first step has all but nothing to spare."""
    steps = (("Look", "Agent", 3), ("Close", "Agent", 1))
    publish("Office work", steps, (("On", "Look", "Close"),), roles, calendar=calendar)
    return make_ticket(at=MONDAY).task


def change(calendar, data, at):
    change_calendar(SYSTEM, calendar.pk, calendar.name, data, at=at)
    recounting.run(Recount.objects.latest("pk").pk)


def due():
    return Task.objects.get().target_resolution


def sound():
    return [str(finding) for finding in check()]


class TestActions:
    def test_administrators_make_and_change_them(self, admin):
        calendar = create_calendar(by(admin), " Night ", LONG)
        change_calendar(by(admin), calendar.pk, "Nights", OFFICE)
        calendar.refresh_from_db()
        assert calendar.name == "Nights"
        assert calendar.business == BusinessCalendar.from_data(OFFICE)
        events = AuditEvent.objects.filter(target_type="calendar", target_id=calendar.pk)
        assert [event.action for event in events.order_by("pk")] == ["calendar.created", "calendar.changed"]
        assert events.last().before["name"] == "Night"

    def test_nobody_else_does(self, calendar, coordinator, agent, analyst, designer):
        for person in (coordinator, agent, analyst, designer):
            with pytest.raises(Forbidden):
                create_calendar(by(person), "Mine", OFFICE)
            with pytest.raises(Forbidden):
                change_calendar(by(person), calendar.pk, "Office", LONG)
        assert Calendar.objects.get().business == BusinessCalendar.from_data(OFFICE)

    def test_what_is_wrong_is_named(self, calendar):
        for data, field in (
            (week(("17:00", "09:00")), "weekly.0"),
            ({"time_zone": "Mars"}, "time_zone"),
            ({"closed": ["tomorrow"]}, "closed"),
            ({"country": "XX"}, "country"),
        ):
            with pytest.raises(Invalid) as refusal:
                create_calendar(SYSTEM, "Odd", data)
            assert field in refusal.value.details
        with pytest.raises(Invalid) as refusal:
            create_calendar(SYSTEM, "Office", OFFICE)
        assert "name" in refusal.value.details

    def test_saving_what_is_stored_changes_nothing(self, calendar):
        change_calendar(SYSTEM, calendar.pk, "Office", OFFICE)
        assert not Recount.objects.exists()
        assert AuditEvent.objects.filter(action="calendar.changed").count() == 0


class TestClocks:
    def test_run_while_it_is_open(self, task):
        assert due() == MONDAY + 2 * 24 * HOUR + 8 * HOUR

    def test_follow_a_change_from_then_on_for_the_whole_time_elapsed(self, calendar, task):
        change(calendar, SHORT, MONDAY + 24 * HOUR)
        assert due() == datetime(2026, 3, 9, 13, tzinfo=UTC)
        change(calendar, LONG, MONDAY + 25 * HOUR)
        # Monday from nine to eight, Tuesday from eight to eight: 23 of 24 hours by the hours now in force.
        assert due() == datetime(2026, 3, 4, 9, tzinfo=UTC)
        assert sound() == []

    def test_break_at_the_change_that_makes_them_late_and_not_before(self, calendar, task):
        at = MONDAY + 55 * HOUR
        scan.scan(at)
        assert not ThresholdCrossing.objects.filter(kind="ticket", share=1.0).exists()
        change(calendar, LONG, at)
        scan.scan(at)
        assert ThresholdCrossing.objects.get(kind="ticket", share=1.0).at == at
        assert sound() == []

    def test_what_is_recorded_stays(self, calendar, task):
        scan.scan(MONDAY + 60 * HOUR)
        rows = list(ThresholdCrossing.objects.order_by("pk").values_list("kind", "share", "at"))
        assert len(rows) == 9
        change(calendar, SHORT, MONDAY + 61 * HOUR)
        scan.scan(MONDAY + 900 * HOUR)
        assert list(ThresholdCrossing.objects.order_by("pk").values_list("kind", "share", "at")) == rows
        assert sound() == []

    def test_that_stand_stay_where_they_are(self, calendar, task, agent):
        hold.hold(by(agent), task.pk, "parts", at=MONDAY + HOUR)
        change(calendar, LONG, MONDAY + 2 * HOUR)
        assert (due(), Task.objects.get().sla_check) == (None, None)
        hold.resume(by(agent), task.pk, at=MONDAY + 3 * HOUR)
        assert due() == datetime(2026, 3, 4, 11, tzinfo=UTC)
        assert open_item(task).target_resolution is not None
        assert sound() == []


class TestRecount:
    def test_says_how_far_it_has_come_and_goes_on_where_it_stood(self, calendar, task, monkeypatch):
        for _number in range(4):
            make_ticket(at=MONDAY)
        monkeypatch.setattr(recounting, "BATCH", 2)
        change_calendar(SYSTEM, calendar.pk, "Office", LONG, at=MONDAY + HOUR)
        recount = Recount.objects.get()
        assert (recount.total, recount.done) == (5, 0)
        assert recounting.run(recount.pk, seconds=0) is False
        recounting._count_batch(recount.pk)
        recount.refresh_from_db()
        assert (recount.done, recount.finished_at) == (2, None)
        assert recounting.run(recount.pk) is True
        recount.refresh_from_db()
        assert recount.done == 5
        assert recount.finished_at is not None
        assert sound() == []

    def test_gives_way_to_a_later_change(self, calendar, task):
        change_calendar(SYSTEM, calendar.pk, "Office", LONG, at=MONDAY + HOUR)
        change_calendar(SYSTEM, calendar.pk, "Office", SHORT, at=MONDAY + 2 * HOUR)
        first, second = Recount.objects.order_by("pk")
        recounting.run(first.pk)
        assert Recount.objects.get(pk=first.pk).done == 0
        recounting.run(second.pk)
        assert Recount.objects.get(pk=second.pk).done == 1
        assert sound() == []


FORM = {
    "name": "Berlin", "time_zone": "Europe/Berlin", "country": "DE", "subdivision": "BE",
    "closed": "2026-12-24", "day_0": "9:00-12:00, 13:00-17:00",
    "day_1": "09:00-17:00", "day_4": "09:00-17:00",
}  # fmt: skip


class TestPages:
    def test_an_administrator_makes_one(self, client, admin):
        client.force_login(admin)
        assert client.post("/calendars/new/", FORM).status_code == 302
        business = Calendar.objects.get().business
        assert business.weekly[0] == ((540, 720), (780, 1020))
        assert business.weekly[2] == ()
        assert (business.country, business.subdivision, len(business.closed)) == ("DE", "BE", 1)
        page = client.get("/calendars/").content.decode()
        assert "Berlin" in page
        assert "Mon 09:00-12:00, 13:00-17:00" in page

    def test_what_is_typed_wrong_is_said_beside_its_field(self, client, admin):
        client.force_login(admin)
        answer = client.post("/calendars/new/", {**FORM, "day_0": "17:00-9:00", "closed": "Christmas"})
        assert answer.status_code == 400
        form = answer.context["form"]
        assert "day_0" in form.errors or "closed" in form.errors
        assert not Calendar.objects.exists()

    def test_coordinators_read_and_do_not_change(self, client, coordinator, calendar):
        client.force_login(coordinator)
        assert client.get("/calendars/").status_code == 200
        assert (
            'fieldset class="calendar-fields" disabled'
            in client.get(f"/calendars/{calendar.pk}/").content.decode()
        )
        assert client.post(f"/calendars/{calendar.pk}/", FORM).status_code == 403
        assert client.get("/calendars/new/").status_code == 403

    def test_others_see_nothing(self, client, agent, requester, calendar):
        for person in (agent, requester):
            client.force_login(person)
            assert client.get("/calendars/").status_code == 403
            assert client.get(f"/calendars/{calendar.pk}/").status_code == 403

    def test_the_preview_says_when_it_would_be_due(self, client, admin):
        client.force_login(admin)
        answer = client.get("/calendars/preview/", {**FORM, "opened": "2026-03-06T16:50"}).content.decode()
        # 4 h: ten minutes on Friday, 3 h 50 on Monday, of which three before noon.
        assert "due Monday 9 March 2026, 13:50" in answer
        assert "Karfreitag" in answer or "Good Friday" in answer

    def test_an_unfinished_form_is_no_error_of_the_preview(self, client, admin):
        client.force_login(admin)
        answer = client.get("/calendars/preview/", {**FORM, "day_0": "09:00-"})
        assert answer.status_code == 200
        assert "no calendar yet" in answer.content.decode()

    def test_progress_is_shown_until_it_is_finished(self, client, admin, calendar, task):
        client.force_login(admin)
        change_calendar(SYSTEM, calendar.pk, "Office", LONG, at=MONDAY + HOUR)
        assert "0 of 1" in client.get(f"/calendars/{calendar.pk}/").content.decode()
        recounting.run(Recount.objects.get().pk)
        page = client.get(f"/calendars/{calendar.pk}/progress/").content.decode()
        assert "1 open tickets were counted anew" in page
