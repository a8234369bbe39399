"""The first page and notifications."""

from datetime import timedelta

import pytest

from tests.factories import by, make_ticket, make_user
from tests.tickets.pages import page_as, words
from tickets_app.actions import assign, hold
from tickets_app.actions.change import open_item
from tickets_app.models import Notification

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def home(user):
    return words(page_as(user).get("/"))


class TestHome:
    def test_has_ones_next_breach_first(self, version, agent, now):
        make_ticket(subject="Later", at=now)
        make_ticket(subject="Sooner", priority="Urgent", at=now)
        text = home(agent)
        assert text.index("Sooner") < text.index("Later")
        assert "2 open and yours" in text
        assert "unassigned" not in text

    def test_counts_ones_work_by_its_clock_as_the_list_behind_does(self, version, agent, coordinator, now):
        for hours in (0, 1, 5):
            make_ticket(priority="Urgent", at=now - hours * HOUR)
        hold.hold(by(coordinator), make_ticket(priority="Low").task.pk, "waiting for a part")
        page = page_as(agent)
        text = words(page.get("/"))
        for state, word in (
            ("breached", "of them breached"),
            ("soon", "due within 4 hours"),
            ("held", "on hold"),
        ):
            count = page.get(f"/inbox/?status={state}").context["page"].count
            assert count > 0
            assert f"{count} {word}" in text
        assert "4 open and yours" in text

    def test_says_what_changed(self, version, agent):
        ticket = make_ticket()
        assert f"Triage is yours to do. new {ticket.number} Printer on fire just now" in home(agent)

    def test_counts_what_a_coordinator_oversees(self, version, coordinator, agent, now):
        make_ticket(category="Gardening")
        make_ticket(priority="Urgent", at=now - 5 * HOUR)
        text = home(coordinator)
        assert "1 unassigned 1 past due 0 open and yours" in text
        assert "of them breached" not in text

    def test_of_a_requester_has_their_requests(self, version, requester, agent):
        make_ticket(requester=requester)
        text = home(requester)
        assert "New ticket" in text
        assert "Your requests All of them Printer on fire Your request waits for its turn." in text
        assert "Next for you" not in text

    def test_of_a_requester_says_in_plain_words_that_it_is_late(self, version, requester, agent, now):
        make_ticket(requester=requester, priority="Urgent", at=now - 5 * HOUR)
        assert "late: was due 1 h ago" in home(requester)
        assert "breached" not in home(requester)
        assert "breached 1 h ago" not in words(page_as(requester).get("/track/"))

    def test_of_a_new_person_says_what_to_do(self, requester):
        text = home(requester)
        assert "You have no open request." in text
        assert "Nothing yet." in text


class TestNotifications:
    @pytest.fixture
    def notice(self, version, agent):
        make_ticket()
        return Notification.objects.get(recipient=agent, channel="in_app")

    def test_are_told_with_a_way_to_the_thing(self, notice, agent):
        page = page_as(agent)
        assert "Triage is yours to do. new" in words(page.get("/notifications/"))
        response = page.get(f"/notifications/{notice.pk}/")
        assert response["Location"] == f"/ticket/{notice.ticket.number}/"
        notice.refresh_from_db()
        assert notice.read_at is not None
        assert "new" not in words(page.get("/notifications/")).split("Triage")[1]

    def test_are_marked_one_by_one_or_all(self, notice, agent):
        make_ticket()
        page = page_as(agent)
        page.post(f"/notifications/{notice.pk}/read/")
        assert "Unread 1" in words(page.get("/notifications/"))
        text = words(page.post("/notifications/read/", follow=True))
        assert "1 notification is read now." in text
        assert "Nothing new." in words(page.get("/notifications/?show=unread"))

    def test_of_others_are_not_there(self, notice, technician):
        page = page_as(technician)
        assert "Nothing new." in words(page.get("/notifications/"))
        assert page.get(f"/notifications/{notice.pk}/").status_code == 404
        assert page.post(f"/notifications/{notice.pk}/read/").status_code == 404
        page.post("/notifications/read/")
        notice.refresh_from_db()
        assert notice.read_at is None

    def test_are_not_read_by_looking(self, notice, agent):
        page_as(agent).get(f"/notifications/{notice.pk}/read/")
        page_as(agent).get("/notifications/")
        notice.refresh_from_db()
        assert notice.read_at is None

    def test_carry_what_was_written(self, version, agent, coordinator, roles):
        other = make_user("other", roles["Agent"])
        item = open_item(make_ticket().task)
        receiver = other if item.user == agent else agent
        assign.transfer(by(coordinator), item.pk, receiver.pk, notes="you know this one")
        text = words(page_as(receiver).get("/notifications/"))
        assert "Triage was transferred to you." in text
        assert "you know this one" in text
