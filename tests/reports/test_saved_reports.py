"""Kept reports: whose they are, who else has them, and that they show what the reader's rights show."""

import pytest

from reports_app.models import SavedReport
from reports_app.saved import actions
from tests.factories import by, make_ticket, make_user
from tests.tickets.pages import page_as, words
from tts.core.errors import Forbidden, Invalid, NotFound
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db


def keep(user, name="High ones", query="period=7d&priority=High", tab="tickets", **more):
    return actions.keep(by(user), tab, name, query, **more)


def test_a_report_is_its_owners_alone_until_it_is_shared(analyst, coordinator):
    report = keep(analyst)
    assert [list(actions.reports_of(user)) for user in (analyst, coordinator)] == [[report], []]
    actions.change(by(analyst), report.pk, "Ours", is_shared=True)
    assert [report.name for report in actions.reports_of(coordinator)] == ["Ours"]
    told = AuditEvent.objects.filter(target_type="saved_report").order_by("pk")
    assert [event.action for event in told] == ["report.kept", "report.changed"]


def test_a_report_of_the_same_name_is_replaced_and_names_are_not_taken_twice(analyst):
    first, other = keep(analyst), keep(analyst, "Other")
    assert keep(analyst, query="?period=30d&page=3&evil=1").pk == first.pk
    assert SavedReport.objects.get(pk=first.pk).query == "period=30d"
    with pytest.raises(Invalid) as refusal:
        actions.change(by(analyst), other.pk, first.name, is_shared=False)
    assert list(refusal.value.details) == ["name"]


@pytest.mark.parametrize("wrong", [{"name": " "}, {"name": "x" * 65}, {"tab": "secret"}])
def test_what_cannot_be_kept_is_named(analyst, wrong):
    with pytest.raises(Invalid) as refusal:
        keep(analyst, **wrong)
    assert list(refusal.value.details) == list(wrong)


def test_others_neither_keep_nor_change_nor_drop(analyst, coordinator, admin, agent):
    with pytest.raises(Forbidden):
        keep(agent)
    mine, shared = keep(analyst), keep(analyst, "Ours", is_shared=True)
    for report in (mine, shared):
        with pytest.raises(NotFound):
            actions.change(by(admin), report.pk, "Theirs", is_shared=False)
    for user, report in ((coordinator, mine), (coordinator, shared), (admin, mine)):
        with pytest.raises(NotFound):
            actions.drop(by(user), report.pk)
    actions.drop(by(admin), shared.pk)
    actions.drop(by(analyst), mine.pk)
    assert not SavedReport.objects.exists()


class TestPages:
    def test_a_tab_keeps_what_it_shows_and_lists_it(self, analyst, version):
        client = page_as(analyst)
        given = {"tab": "items", "query": "period=7d&priority=High", "name": "High ones", "is_shared": "on"}
        answer = client.post("/reports/saved/keep/", given, follow=True)
        assert answer.request["PATH_INFO"] == "/reports/items/"
        assert answer.request["QUERY_STRING"] == "priority=High&period=7d"
        assert "High ones is kept." in words(answer)
        assert (
            '?priority=High&amp;period=7d" title="Task items" aria-current="page"' in answer.content.decode()
        )
        assert "Everybody, from you" in words(client.get("/reports/saved/"))

    def test_its_page_renames_and_drops_it(self, analyst, coordinator, version):
        report, client = keep(analyst), page_as(analyst)
        assert "High" in words(client.get(f"/reports/saved/{report.pk}/"))
        assert client.post(f"/reports/saved/{report.pk}/", {"name": ""}).status_code == 400
        client.post(f"/reports/saved/{report.pk}/", {"name": "Mine"})
        assert SavedReport.objects.get().name == "Mine"
        assert page_as(coordinator).get(f"/reports/saved/{report.pk}/").status_code == 404
        assert page_as(coordinator).post(f"/reports/saved/{report.pk}/drop/").status_code == 404
        client.post(f"/reports/saved/{report.pk}/drop/")
        assert not SavedReport.objects.exists()

    def test_a_receiver_sees_what_their_own_rights_show(self, analyst, roles, version):
        make_ticket(priority="High")
        report = keep(analyst, is_shared=True)
        other = make_user("other", roles["Ticket Coordinator"], departments=["Finance"])
        for user, count in ((analyst, 1), (other, 0)):
            client = page_as(user)
            assert f"/reports/tickets/?{report.query}".replace("&", "&amp;") in (
                client.get("/reports/saved/").content.decode()
            )
            page = client.get(f"/reports/list/?measure=created&{report.query}").content.decode()
            assert f'data-count="{count}"' in page
