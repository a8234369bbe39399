"""Report pages: who may see them, what stands on them, how they go out as CSV."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports_app.views.tabs import TABS
from tests.factories import make_ticket, make_user
from tests.tickets.pages import page_as, words
from tts.core.csv_files import cell

pytestmark = pytest.mark.django_db
NAMES = [tab.name for tab in TABS]
MOST_QUERIES = 20


@pytest.mark.parametrize("name", ["analyst", "coordinator", "admin"])
def test_reports_are_for_those_who_oversee(request, name):
    client = page_as(request.getfixturevalue(name))
    assert client.get("/reports/").status_code == 200
    assert 'title="Reports"' in client.get("/profile/").content.decode()


@pytest.mark.parametrize("name", ["agent", "requester", "manager", "outsider"])
def test_others_are_refused(request, name):
    client = page_as(request.getfixturevalue(name))
    for path in ("", "tickets/", "list/?measure=open", "list.csv?measure=open", "tickets/age.csv"):
        assert client.get(f"/reports/{path}").status_code == 403
    assert 'title="Reports"' not in client.get("/profile/").content.decode()


def test_a_coordinator_sees_their_departments_only(version, roles, analyst):
    make_ticket()
    own = page_as(make_user("own", roles["Ticket Coordinator"], departments=["it"]))
    other = page_as(make_user("other", roles["Ticket Coordinator"], departments=["Finance"]))
    for client, count in ((own, 1), (other, 0), (page_as(analyst), 1)):
        assert f'data-count="{count}"' in client.get("/reports/list/?measure=open").content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_tab_takes_few_queries_however_many_tickets(analyst, version, name):
    client = page_as(analyst)
    make_ticket()
    client.get(f"/reports/{name}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/reports/{name}/")
    for number in range(12):
        make_ticket(subject=f"Another {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(f"/reports/{name}/?period=90d")
    assert len(many) == len(few) <= MOST_QUERIES


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_has_its_figure_and_its_table(analyst, version, name):
    make_ticket()
    page = page_as(analyst).get(f"/reports/{name}/").content.decode()
    for plot in re.findall(r'data-plot="(\w+)"', page):
        block = re.search(
            rf'<script id="figure-{plot}" type="application/json">(.*?)</script>', page, re.DOTALL
        )
        assert json.loads(block.group(1))["data"]
        assert f'data-part="table-{plot}"' in page


def test_odd_filters_count_as_not_given(analyst):
    query = "period=9d&priority=Huge&workflow=x&hour=77&from=tomorrow&department=%00&weekday=%C2%B2"
    assert page_as(analyst).get(f"/reports/?{query}").status_code == 200
    assert page_as(analyst).get("/reports/?from=2026-02-30&to=1").status_code == 200
    assert page_as(analyst).get("/reports/?from=9999-12-31&to=9999-12-31").status_code == 200
    assert page_as(analyst).get("/reports/nothing/").status_code == 404
    assert page_as(analyst).get("/reports/list/?measure=nothing").status_code == 404


@pytest.mark.security(42)
def test_csv_is_never_a_formula(analyst, version):
    make_ticket(subject="=HYPERLINK(1)")
    answer = page_as(analyst).get("/reports/list.csv?measure=open")
    text = answer.content.decode()
    assert ",'=HYPERLINK(1)," in text
    assert answer["Content-Disposition"] == 'attachment; filename="open.csv"'
    assert [cell(value) for value in ("+1", "-", "@x", "a", -1)] == ["'+1", "'-", "'@x", "a", -1]


def test_a_list_says_what_it_counts_and_how_it_is_narrowed(analyst, version):
    make_ticket(priority="High")
    text = words(page_as(analyst).get("/reports/list/?measure=created&priority=High&weekday=1&period=7d"))
    assert "Tickets that arrived in the period." in text
    assert all(word in text for word in ("7 days", "High", "Mondays"))


def test_a_list_offers_no_choice_of_rows_that_nothing_can_be_done_with(analyst, version):
    make_ticket()
    page = page_as(analyst).get("/reports/list/?measure=open").content.decode()
    assert "data-row-link" in page
    assert 'type="checkbox"' not in page


def test_an_age_without_tickets_is_still_a_bar(analyst, version):
    make_ticket()
    page = page_as(analyst).get("/reports/tickets/?").content.decode()
    block = re.search(r'<script id="figure-age" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(block.group(1))["data"][0]["text"] == ["1", "0", "0", "0", "0"]
