"""The REST routes of the reports: who may ask, what they refuse, the shape that others read."""

import pytest

from reports_app.api.urls import ANSWERS, DRILLDOWNS, TRENDS
from tests.api import Api, refused, results
from tests.factories import HOUR, make_ticket, make_user

pytestmark = pytest.mark.django_db
PLACES = [
    *ANSWERS,
    *TRENDS,
    *(f"drilldown/{place.replace('<int:', '{').replace('>', '}')}" for place in DRILLDOWNS),
]
ADDRESSES = [f"/analytics/{place}/" for place in PLACES]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_route_answers_those_who_oversee_and_nobody_else(address, analyst, agent, requester, version):
    make_ticket()
    address = address.format(user_id=agent.pk, workflow_id=version.workflow_id)
    assert Api(analyst).get(address).status_code == 200
    assert refused(Api(agent).get(address)) == (403, [])
    assert refused(Api(requester).get(address)) == (403, [])


@pytest.mark.security(37)
def test_odd_filters_are_refused_by_name(analyst):
    answer = Api(analyst).get("/analytics/tickets/sla/", priority="Huge", colour="red")
    assert refused(answer) == (400, ["colour", "priority"])
    assert refused(Api(analyst).get("/analytics/ticket-trends/", interval="year")) == (400, ["interval"])
    assert refused(Api(analyst).get("/analytics/drilldown/transfers/", measure="open")) == (400, ["measure"])


def test_sla_counts_what_is_decided(analyst, version, now):
    make_ticket(priority="Urgent", at=now - 5 * HOUR)
    make_ticket(priority="Low", at=now - 5 * HOUR)
    told = Api(analyst).get("/analytics/tickets/sla/").json()
    assert told == {
        "total_tickets": 1,
        "met_sla": 0,
        "breached_sla": 1,
        "compliance_rate": 0.0,
        "by_priority": {
            "low": {"total": 0, "met": 0, "rate": 0.0},
            "medium": {"total": 0, "met": 0, "rate": 0.0},
            "high": {"total": 0, "met": 0, "rate": 0.0},
            "urgent": {"total": 1, "met": 0, "rate": 0.0},
        },
    }


@pytest.mark.security(18)
def test_a_coordinator_gets_their_departments(version, roles, agent):
    make_ticket()
    own = make_user("own", roles["Ticket Coordinator"], departments=["IT"])
    other = make_user("other", roles["Ticket Coordinator"], departments=["Finance"])
    for person, count in ((own, 1), (other, 0)):
        assert len(results(Api(person).get("/analytics/drilldown/tickets/age/"))) == count
        assert len(results(Api(person).get(f"/analytics/drilldown/user/{agent.pk}/"))) == count


def test_what_stands_in_the_address_is_no_filter_besides_and_must_exist(analyst, version, agent):
    for place, narrowing in ((f"user/{agent.pk}", "agent"), (f"workflow/{version.workflow_id}", "workflow")):
        address = f"/analytics/drilldown/{place}/"
        assert Api(analyst).get(address).status_code == 200
        answer = Api(analyst).get(f"{address}?{narrowing}=7")
        assert (answer.status_code, list(answer.json()["details"])) == (400, [narrowing])
    for place in ("user/0", "workflow/0"):
        assert Api(analyst).get(f"/analytics/drilldown/{place}/").status_code == 404
