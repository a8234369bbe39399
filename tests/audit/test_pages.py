"""Administrators read, narrow and export what was changed; nobody else does."""

import csv
import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.api import Api, refused, results
from tests.factories import by, make_ticket
from tickets_app.actions.hold import hold
from tickets_app.audit_log import export
from tts.core import audit, csv_files
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(version, coordinator):
    """A ticket that a coordinator has put on hold."""
    ticket = make_ticket(version)
    hold(by(coordinator), ticket.task.pk, "Waits for a part.")
    return ticket


class TestRest:
    def test_an_event_says_who_did_what_to_what(self, held, admin, coordinator):
        (event,) = results(Api(admin).get("/audit/events/", action="task.held"))
        assert event["actor"]["user_id"] == coordinator.pk
        assert (event["target_type"], event["target"]) == ("ticket", held.number)
        assert event["note"] == "Waits for a part."
        assert event["before"]["task"]["status"] != event["after"]["task"]["status"]
        assert Api(admin).get(f"/audit/events/{event['id']}/").json() == event

    def test_filters_narrow(self, held, admin, coordinator):
        api = Api(admin)
        everything = api.get("/audit/events/").json()["count"]
        assert everything == AuditEvent.objects.count()
        mine = results(api.get("/audit/events/", user_id=coordinator.pk))
        assert {event["actor"]["user_id"] for event in mine} == {coordinator.pk}
        kinds = results(api.get("/audit/events/", target_type="role"))
        assert {event["target_type"] for event in kinds} == {"role"}
        families = results(api.get("/audit/events/", action="task."))
        assert families
        assert all(event["action"].startswith("task.") for event in families)
        later = (timezone.now() + timedelta(hours=1)).isoformat()
        assert results(api.get("/audit/events/", since=later)) == []
        assert api.get("/audit/events/", until=later).json()["count"] == everything

    def test_by_target_is_the_history_of_one_thing(self, held, admin):
        found = results(Api(admin).get("/audit/events/by-target/", target_type="ticket", target_id=held.pk))
        assert [event["action"] for event in found] == ["task.held", "ticket.received"]

    @pytest.mark.parametrize(
        ("filters", "field"),
        [
            ({"target_type": "planet"}, "target_type"),
            ({"user_id": "me"}, "user_id"),
            ({"since": "yesterday"}, "since"),
            ({"ordering": "actor__password"}, "ordering"),
        ],
    )
    def test_a_filter_that_cannot_be_used_is_named(self, admin, filters, field):
        assert refused(Api(admin).get("/audit/events/", **filters)) == (400, [field])

    def test_by_target_needs_the_target(self, admin):
        assert refused(Api(admin).get("/audit/events/by-target/")) == (400, ["target_id", "target_type"])

    @pytest.mark.parametrize("who", ["agent", "manager", "coordinator", "analyst", "requester"])
    def test_is_for_administrators(self, held, who, request):
        api = Api(request.getfixturevalue(who))
        event = AuditEvent.objects.latest("pk")
        for path in ("/audit/events/", "/audit/events/by-target/", f"/audit/events/{event.pk}/"):
            assert refused(api.get(path)) == (403, [])
        assert api.get("/audit-log/").status_code == 403

    def test_an_unknown_event_is_404(self, admin):
        assert refused(Api(admin).get("/audit/events/987654321/")) == (404, [])

    def test_costs_the_same_for_any_number(self, held, admin, django_assert_max_num_queries):
        for number in range(40):
            audit.record(by(admin), "role.updated", "role", number)
        api = Api(admin)
        with django_assert_max_num_queries(12):
            results(api.get("/audit/events/", page_size=100))


class TestExport:
    """The same file by page and by REST."""

    def lines(self, api, **filters):
        answer = api.get("/audit/events/export/", **filters)
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        return list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))

    def test_has_every_event_newest_first_and_says_all_of_it(self, held, admin, coordinator):
        header, *rows = self.lines(Api(admin))
        newest_first = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True)
        assert [int(row[0]) for row in rows] == list(newest_first)
        (row,) = [row for row in rows if row[5] == "task.held"]
        told = dict(zip(header, row, strict=True))
        assert (told["Who"], told["What"], told["Called"]) == (coordinator.email, "task.held", held.number)
        assert (told["On what"], told["Its id"], told["Note"]) == (
            "ticket",
            str(held.pk),
            "Waits for a part.",
        )
        assert json.loads(told["After"])["task"]["status"] == "on_hold"
        assert self.lines(Api(admin), ordering="id")[1:] == rows[::-1]

    def test_is_the_file_of_the_page(self, held, admin):
        by_rest = Api(admin).get("/audit/events/export/", action="task.")
        by_page = Api(admin).get("/audit-log/", action="task.", format="csv")
        assert by_rest.content == by_page.content
        assert by_rest["Content-Disposition"] == by_page["Content-Disposition"]
        assert re.fullmatch(
            r'attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"', by_rest["Content-Disposition"]
        )

    @pytest.mark.parametrize("name", ["action", "user_id", "target_type", "target_id", "since", "until"])
    def test_takes_the_filters_of_the_list(self, held, admin, coordinator, name):
        later = (timezone.now() + timedelta(hours=1)).isoformat()
        given = {"action": "task.", "user_id": coordinator.pk, "target_type": "ticket", "target_id": held.pk,
                 "since": later, "until": later}[name]  # fmt: skip
        listed = results(Api(admin).get("/audit/events/", page_size=100, **{name: given}))
        rows = self.lines(Api(admin), **{name: given})[1:]
        assert [int(row[0]) for row in rows] == [event["id"] for event in listed]

    def test_runs_nothing_in_a_spreadsheet(self, admin):
        audit.record(by(admin), "role.updated", "role", 1, note="=1+1")
        assert self.lines(Api(admin))[1][9] == "'=1+1"

    @pytest.mark.security(43)
    @pytest.mark.parametrize("who", ["agent", "manager", "coordinator", "analyst", "requester"])
    @pytest.mark.parametrize("kind", ["text/csv", "application/json", "*/*"])
    def test_is_for_administrators(self, held, who, kind, request):
        answer = Api(request.getfixturevalue(who), headers={"Accept": kind}).get("/audit/events/export/")
        assert refused(answer) == (403, [])
        assert answer["Content-Type"] == "application/json"

    def test_nobody_else_gets_one(self, db):
        assert refused(Api().get("/audit/events/export/")) == (401, [])

    @pytest.mark.parametrize(
        ("filters", "field"),
        [
            ({"target_type": "planet"}, "target_type"),
            ({"since": "yesterday"}, "since"),
            ({"ordering": "actor__password"}, "ordering"),
            ({"page": "2"}, "page"),
            ({"format": "xml"}, "format"),
        ],
    )
    def test_a_filter_that_cannot_be_used_is_named_in_json(self, admin, filters, field):
        answer = Api(admin, headers={"Accept": "text/csv"}).get("/audit/events/export/", **filters)
        assert refused(answer) == (400, [field])
        assert answer["Content-Type"] == "application/json"

    def test_more_than_fit_are_refused(self, held, admin, monkeypatch):
        for module in (csv_files, export):
            monkeypatch.setattr(module, "MOST_ROWS", 2)
        assert refused(Api(admin).get("/audit/events/export/"))[0] == 400

    def test_costs_the_same_for_any_number(self, held, admin, django_assert_max_num_queries):
        for number in range(40):
            audit.record(by(admin), "role.updated", "role", number)
        api = Api(admin)
        with django_assert_max_num_queries(12):
            assert len(self.lines(api)) > 40


class TestPage:
    def test_shows_what_fits_the_filters(self, held, admin):
        page = Api(admin).get("/audit-log/", action="task.held").content.decode()
        assert held.number in page
        assert "Waits for a part." in page
        assert "role.created" not in page

    def test_days_are_whole_and_include_the_last(self, held, admin):
        today = timezone.localdate(AuditEvent.objects.get(action="task.held").at)
        page = Api(admin).get("/audit-log/", since=today, until=today).content.decode()
        assert held.number in page
        page = Api(admin).get("/audit-log/", until=today - timedelta(days=1)).content.decode()
        assert held.number not in page

    def test_a_bad_filter_is_named_and_shows_nothing(self, held, admin):
        answer = Api(admin).get("/audit-log/", target_id="x")
        assert answer.status_code == 400
        assert "Enter a whole number." in answer.content.decode()
        assert held.number not in answer.content.decode()

    @pytest.mark.security(15)
    def test_what_people_wrote_is_text(self, admin):
        audit.record(by(admin), "role.updated", "role", 1, note="<script>alert(1)</script>")
        assert "<script>alert(1)" not in Api(admin).get("/audit-log/").content.decode()

    @pytest.mark.security(42)
    def test_the_file_has_every_event_and_runs_nothing(self, held, admin):
        audit.record(by(admin), "role.updated", "role", 1, note="=1+1")
        answer = Api(admin).get("/audit-log/", format="csv")
        assert answer["Content-Type"].startswith("text/csv")
        lines = answer.content.decode().splitlines()
        assert len(lines) == AuditEvent.objects.count() + 1
        assert "'=1+1" in answer.content.decode()
