"""Lists stay fresh: one statement says that nothing changed; else the list comes anew."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import by, make_ticket
from tests.tickets.pages import HTMX, page_as, words
from tickets_app.actions import hold

pytestmark = pytest.mark.django_db
LIVE = {**HTMX, "X-Live": "1"}


def test_nothing_changed_is_said_in_one_statement(version, agent):
    make_ticket()
    client = page_as(agent)
    first = client.get("/inbox/", headers=LIVE)
    with CaptureQueriesContext(connection) as captured:
        again = client.get("/inbox/", headers={**LIVE, "If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    about_lists = [query for query in captured.captured_queries if "tickets_app" in query["sql"]]
    events = [query for query in captured.captured_queries if "auditevent" in query["sql"]]
    assert (len(about_lists), len(events)) == (0, 1)


def test_what_changed_comes_with_another_mark_in_its_row(version, coordinator, agent):
    one, two = make_ticket(subject="one"), make_ticket(subject="two")
    client = page_as(coordinator)
    before = client.get("/desk/", headers=LIVE)
    hold.hold(by(agent), one.task.pk, "lunch")
    after = client.get("/desk/", headers={**LIVE, "If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert "On hold" in words(after)
    marks = [
        {line.split('"')[1]: line.split('"')[3] for line in text.decode().splitlines() if "data-mark" in line}
        for text in (before.content, after.content)
    ]
    assert [number for number in marks[0] if marks[0][number] != marks[1][number]] == [one.number]
    assert two.number in marks[1]


def test_messages_wait_for_a_page_that_shows_them(version, agent):
    number = make_ticket().number
    client = page_as(agent)
    client.post("/bulk/hold/", {"n": number, "reason": "lunch", "next": "/inbox/"}, headers=HTMX)
    assert "1 ticket is on hold." not in words(client.get("/inbox/", headers=LIVE))
    assert "1 ticket is on hold." in words(client.get("/inbox/", headers=HTMX))


def test_a_page_of_its_own_is_never_answered_by_nothing(version, agent):
    make_ticket()
    client = page_as(agent)
    mark = client.get("/inbox/", headers=LIVE)["ETag"]
    assert client.get("/inbox/", headers={"If-None-Match": mark}).status_code == 200
