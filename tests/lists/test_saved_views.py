"""Kept views: whose they are, who else has them, and what opens first."""

import pytest

from tests.factories import by, make_ticket
from tests.tickets.pages import page_as, words
from tickets_app.saved_views import actions
from tickets_app.saved_views.models import SavedView
from tts.core.errors import Forbidden, Invalid, NotFound
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db


def keep(user, name="Late", query="state=late", page="desk", **more):
    return actions.keep(by(user), page, name, query, **more)


def role_of(user):
    return user.memberships.get().role_id


def test_a_view_is_its_owners_alone_until_it_is_shared(coordinator, admin, agent, agent2):
    keep(agent, page="inbox")
    assert [view.name for view in actions.views_of(agent, "inbox")] == ["Late"]
    assert not actions.views_of(agent2, "inbox")
    keep(agent, page="inbox", role_id=role_of(agent))
    assert [view.name for view in actions.views_of(agent2, "inbox")] == ["Late"]
    assert not actions.views_of(coordinator, "inbox")
    assert AuditEvent.objects.filter(action="view.kept").count() == 2


def test_one_shares_with_ones_own_roles_only(agent, technician, admin):
    with pytest.raises(Forbidden):
        keep(agent, role_id=role_of(technician))
    assert keep(admin, role_id=role_of(technician)).role_id == role_of(technician)


@pytest.mark.parametrize(
    "wrong", [{"name": "  "}, {"name": "x" * 65}, {"page": "secret"}, {"query": "q=" + "x" * 600}]
)
def test_what_cannot_be_kept_is_named(agent, wrong):
    with pytest.raises(Invalid) as refusal:
        keep(agent, **wrong)
    assert list(refusal.value.details) == list(wrong)
    assert not SavedView.objects.exists()


def test_only_what_lists_know_is_kept_in_one_spelling(agent):
    view = keep(agent, query="?state=late&page=7&format=csv&evil=1&tab=active&q=a%00b")
    assert view.query == "q=ab&state=late"


def test_only_owners_and_admins_of_shared_ones_drop_views(agent, agent2, admin):
    mine, shared = keep(agent), keep(agent, "Ours", role_id=role_of(agent))
    for user, view in ((agent2, mine), (agent2, shared), (admin, mine)):
        with pytest.raises(NotFound):
            actions.drop(by(user), view.pk)
    actions.drop(by(admin), shared.pk)
    actions.drop(by(agent), mine.pk)
    assert not SavedView.objects.exists()


class TestPages:
    def test_a_list_shows_its_views_and_keeps_what_it_shows(self, version, coordinator):
        client = page_as(coordinator)
        given = {"page": "desk", "query": "priority=High", "name": "High ones", "role": "", "is_default": ""}
        answer = client.post("/views/", given, follow=True)
        assert answer.request["QUERY_STRING"] == "priority=High"
        assert "High ones is kept." in words(answer)
        assert 'href="/desk/?priority=High" aria-current="page"' in answer.content.decode()

    def test_the_default_opens_where_nothing_is_asked(self, version, coordinator, admin):
        keep(coordinator, "A", "priority=High", is_default=True)
        keep(coordinator, "B", "priority=Low", is_default=True)
        client = page_as(coordinator)
        assert client.get("/desk/")["Location"] == "/desk/?priority=Low"
        assert client.get("/desk/?view=all").status_code == 200
        assert client.get("/desk/?tab=inactive").status_code == 200
        assert page_as(admin).get("/desk/").status_code == 200

    def test_a_foreign_view_is_not_found(self, agent, agent2):
        view = keep(agent)
        assert page_as(agent2).post(f"/views/{view.pk}/drop/").status_code == 404
        assert page_as(agent).post(f"/views/{view.pk}/drop/").status_code == 302

    def test_a_form_without_a_name_is_refused(self, agent):
        assert page_as(agent).post("/views/", {"page": "inbox", "name": ""}).status_code == 400

    def test_views_cost_one_query_whatever_their_number(
        self, version, coordinator, django_assert_max_num_queries
    ):
        for number in range(10):
            keep(coordinator, f"V{number}", f"q=x{number}", role_id=role_of(coordinator))
            make_ticket()
        client = page_as(coordinator)
        with django_assert_max_num_queries(22):
            assert client.get("/desk/?view=all").status_code == 200
