"""The pages about people and roles: who may use them, what they change, what they refuse."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import PASSWORD, make_role, make_user
from tts.accounts import actions
from tts.accounts.access import standing
from tts.accounts.models import Membership, Role, User
from tts.core.actor import SYSTEM
from tts.core.models import AuditEvent

READ = ["/people/", "/people/{agent}/", "/people/roles/"]
CHANGE_PAGES = ["/people/new/", "/people/roles/new/", "/people/roles/{role}/"]
CHANGES = [
    "/people/{agent}/roles/{role}/",
    "/people/{agent}/away/",
    "/people/{agent}/active/",
    "/people/{agent}/invite/",
    "/people/{agent}/uninvite/",
    "/people/roles/{role}/retire/",
    "/people/roles/{role}/restore/",
]


@pytest.fixture
def at(agent, roles):
    """A function that fills the ids of an address in."""
    return lambda path: path.format(agent=agent.pk, role=roles["Technician"].pk)


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("path", READ)
def test_administrators_and_coordinators_read(client, at, admin, coordinator, path):
    for person in (admin, coordinator):
        client.force_login(person)
        assert client.get(at(path)).status_code == 200


@pytest.mark.parametrize("path", READ + CHANGE_PAGES)
@pytest.mark.parametrize(
    "name", ["requester", "agent", "technician", "manager", "analyst", "designer", "outsider"]
)
def test_others_do_not_read(client, at, request, name, path):
    client.force_login(request.getfixturevalue(name))
    assert client.get(at(path)).status_code == 403


@pytest.mark.security(49)
@pytest.mark.parametrize("path", CHANGE_PAGES + CHANGES)
@pytest.mark.parametrize("name", ["requester", "agent", "manager", "coordinator", "analyst", "designer"])
def test_only_administrators_change(client, at, request, name, path):
    client.force_login(request.getfixturevalue(name))
    before = AuditEvent.objects.count()
    assert client.post(at(path), {"is_active": "1", "name": "X", "email": "x@example.com"}).status_code == 403
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("path", READ + CHANGE_PAGES + CHANGES + ["/profile/", "/profile/absence/"])
def test_strangers_are_sent_to_sign_in(client, at, path):
    for answer in (client.get(at(path)), client.post(at(path))):
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize("path", CHANGES)
def test_changes_are_not_made_by_following_a_link(client, at, admin, path):
    client.force_login(admin)
    assert client.get(at(path)).status_code == 405


@pytest.mark.parametrize(
    "path", ["/people/999999/", "/people/99999999999999999999999/", "/people/roles/999999/"]
)
def test_nobody_of_that_id(client, admin, path):
    client.force_login(admin)
    assert client.get(path).status_code == 404


def test_coordinators_see_no_controls(client, at, coordinator):
    client.force_login(coordinator)
    page = text(client.get(at("/people/{agent}/")))
    assert "Switch off" not in page
    assert "/active/" not in page


def names(response):
    return [person.username for person in response.context["page"]]


def test_people_are_found_by_words_role_and_state(client, admin, agent, technician, roles):
    now = timezone.now()
    actions.set_away(SYSTEM, technician, away_from=now - timedelta(hours=1), away_until=None)
    actions.set_active(SYSTEM, agent, False)
    client.force_login(admin)
    assert names(client.get("/people/")) == ["admin", "agent", "technician"]
    assert names(client.get("/people/?q=TECH")) == ["technician"]
    assert names(client.get("/people/?q=technician+example.com")) == ["technician"]
    assert names(client.get(f"/people/?role={roles['Agent'].pk}")) == ["agent"]
    assert names(client.get("/people/?state=away")) == ["technician"]
    assert names(client.get("/people/?state=inactive")) == ["agent"]
    assert names(client.get("/people/?state=active")) == ["admin", "technician"]


def test_an_absence_that_is_over_or_to_come_is_not_away(client, admin, agent, technician):
    now, day = timezone.now(), timedelta(days=1)
    actions.set_away(SYSTEM, agent, away_from=now - 2 * day, away_until=now - day)
    actions.set_away(SYSTEM, technician, away_from=now + day, away_until=None)
    client.force_login(admin)
    page = client.get("/people/?state=away")
    assert names(page) == []
    assert "Nobody here matches" in text(page)


@pytest.mark.parametrize(
    "query", ["role=x", "role=-1", "role=²", "role=99999999999999999999", "state=x", "page=x", "q=%00"]
)
def test_a_filter_that_means_nothing_is_no_filter_or_finds_nobody(client, admin, query):
    client.force_login(admin)
    assert client.get(f"/people/?{query}").status_code == 200


def test_pages_keep_the_filter(client, admin):
    for number in range(60):
        make_user(f"clerk{number:02}")
    client.force_login(admin)
    page = client.get("/people/?q=clerk")
    assert len(names(page)) == 50
    assert "?q=clerk&amp;page=2" in text(page)
    assert len(names(client.get("/people/?q=clerk&page=2"))) == 10


def test_the_list_costs_the_same_for_few_and_many(client, admin, roles):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get("/people/")
        return len(queries)

    client.force_login(admin)
    few = count()
    for number in range(40):
        person = make_user(f"clerk{number}", roles["Agent"])
        actions.set_away(SYSTEM, person, away_from=timezone.now(), away_until=None, substitute=admin)
    assert count() == few <= 10


def test_an_administrator_puts_people_into_roles_and_out(client, at, admin, agent, roles):
    client.force_login(admin)
    path = at("/people/{agent}/roles/{role}/")
    assert client.post(path, {"is_active": "1"})["Location"] == at("/people/{agent}/")
    assert roles["Technician"].pk in standing(User.objects.get(pk=agent.pk)).role_ids
    assert agent.groups.filter(name="role:Technician").exists()
    client.post(path, {"is_active": "0"})
    assert roles["Technician"].pk not in standing(User.objects.get(pk=agent.pk)).role_ids
    event = AuditEvent.objects.filter(action="membership.changed", target_id=agent.pk).last()
    assert (event.actor_id, event.after["is_active"]) == (admin.pk, False)


@pytest.mark.parametrize("given", ["", "2", "true", "x\x00"])
def test_a_membership_without_a_choice_is_refused(client, at, admin, agent, given):
    client.force_login(admin)
    answer = client.post(at("/people/{agent}/roles/{role}/"), {"is_active": given})
    assert answer.status_code == 400
    assert Membership.objects.filter(user=agent).count() == 1


def test_a_retired_role_takes_nobody(client, at, admin, roles):
    actions.retire_role(SYSTEM, roles["Technician"])
    client.force_login(admin)
    assert client.post(at("/people/{agent}/roles/{role}/"), {"is_active": "1"}).status_code == 404


def test_departments_of_a_coordinator_are_kept(client, admin, coordinator, roles):
    client.force_login(admin)
    role = roles["Ticket Coordinator"]
    path = f"/people/{coordinator.pk}/roles/{role.pk}/"
    client.post(path, {"is_active": "1", "departments": " IT , Finance,, "})
    assert Membership.objects.get(user=coordinator).departments == ["IT", "Finance"]
    assert 'value="IT, Finance"' in text(client.get(f"/people/{coordinator.pk}/"))
    client.post(path, {"is_active": "1", "departments": ""})
    assert Membership.objects.get(user=coordinator).departments == []
    assert client.post(path, {"is_active": "1", "departments": "x" * 2001}).status_code == 400


def test_an_administrator_cannot_shut_themselves_out(client, admin, roles):
    client.force_login(admin)
    assert client.post(f"/people/{admin.pk}/active/", {"is_active": "0"}).status_code == 409
    role = roles["Admin"]
    assert client.post(f"/people/{admin.pk}/roles/{role.pk}/", {"is_active": "0"}).status_code == 409
    assert standing(User.objects.get(pk=admin.pk)).is_admin


def test_switching_off_ends_the_session_and_back_on_lets_in(client, admin, agent):
    client.force_login(agent)
    other = type(client)()
    other.force_login(admin)
    other.post(f"/people/{agent.pk}/active/", {"is_active": "0"})
    assert client.get("/profile/").status_code == 302
    other.post(f"/people/{agent.pk}/active/", {"is_active": "1"})
    answer = client.post("/accounts/login/", {"login": "agent", "password": PASSWORD})
    assert answer["Location"] == "/"
    assert other.post(f"/people/{agent.pk}/active/", {"is_active": "x"}).status_code == 400


def test_an_absence_is_kept_in_the_zone_of_whoever_enters_it(client, admin, agent, technician):
    actions.update_profile(SYSTEM, admin, time_zone="Europe/Berlin")
    client.force_login(admin)
    data = {"away_from": "2026-07-01T09:00", "away_until": "2026-07-03T18:00", "substitute": technician.pk}
    assert client.post(f"/people/{agent.pk}/away/", data).status_code == 302
    agent.refresh_from_db()
    assert agent.away_from == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert agent.substitute == technician
    assert 'value="2026-07-01T09:00"' in text(client.get(f"/people/{agent.pk}/"))
    client.post(f"/people/{agent.pk}/away/", {})
    agent.refresh_from_db()
    assert (agent.away_from, agent.away_until, agent.substitute) == (None, None, None)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"away_from": "2026-07-03T09:00", "away_until": "2026-07-01T09:00"}, "Must be after the beginning."),
        ({"away_from": "9999-12-31T23:59"}, "between the years 2000 and 2100"),
        ({"away_until": "0001-01-01T00:00"}, "between the years 2000 and 2100"),
        ({"away_from": "soon"}, "Enter a valid date/time."),
        ({"substitute": "999999"}, "Select a valid choice."),
        ({"substitute": "{agent}"}, "Select a valid choice."),
    ],
)
def test_an_absence_that_cannot_be_is_refused_beside_its_field(client, admin, agent, data, words):
    client.force_login(admin)
    data = {name: value.format(agent=agent.pk) for name, value in data.items()}
    for who in ("admin", "agent"):
        client.force_login(User.objects.get(username=who))
        path = f"/people/{agent.pk}/away/" if who == "admin" else "/profile/absence/"
        answer = client.post(path, data)
        assert answer.status_code == 400
        assert words in text(answer)
        assert all(f'value="{value}"' in text(answer) for name, value in data.items() if name != "substitute")
    agent.refresh_from_db()
    assert (agent.away_from, agent.away_until) == (None, None)


def test_an_administrator_invites_a_person(client, admin, roles):
    client.force_login(admin)
    data = {"email": "New@Example.com", "full_name": "New Person", "roles": [roles["Agent"].pk], "send": "on"}
    answer = client.post("/people/new/", data)
    person = User.objects.get(email="new@example.com")
    assert answer["Location"] == f"/people/{person.pk}/"
    assert standing(person).role_ids == {roles["Agent"].pk}
    assert not person.has_usable_password()
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["new@example.com"], "You are invited to TTS")
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.security(3)
def test_an_invited_person_chooses_a_password_once(client, admin, settings):
    settings.SITE_URL = "http://testserver"
    client.force_login(admin)
    client.post("/people/new/", {"email": "new@example.com", "full_name": "New Person", "send": "on"})
    link = next(word for word in mail.outbox[0].body.split() if "password/reset/key" in word)
    guest = type(client)()
    form = guest.get(link, follow=True).redirect_chain[-1][0]
    guest.post(form, {"password1": "quite a long one", "password2": "quite a long one"})
    assert (
        guest.post(
            "/accounts/login/", {"login": "new@example.com", "password": "quite a long one"}
        ).status_code
        == 302
    )
    assert type(client)().get(link).status_code == 400


def test_a_mail_that_cannot_be_sent_does_not_undo_the_person(client, admin, monkeypatch):
    def fail(*args, **kwargs):
        raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    client.force_login(admin)
    page = client.post("/people/new/", {"email": "new@example.com", "send": "on"}, follow=True)
    assert "No mail could be sent" in text(page)
    assert User.objects.filter(email="new@example.com").exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "This field is required."),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"email": "AGENT@example.com"}, "exists already"),
        ({"email": "a@example.com", "full_name": "x" * 301}, "at most 300"),
        ({"email": "a@example.com", "full_name": "x" * 200}, "At most 150 characters."),
        ({"email": "a@example.com", "full_name": "a\x00b"}, "Null characters are not allowed."),
        ({"email": "a@example.com", "roles": ["999999"]}, "Select a valid choice."),
    ],
)
def test_a_person_that_cannot_be_added_is_refused_beside_the_field(client, admin, agent, data, words):
    client.force_login(admin)
    before = User.objects.count()
    answer = client.post("/people/new/", data)
    assert answer.status_code == 400
    assert words in text(answer)
    assert User.objects.count() == before


@pytest.mark.security(15)
def test_script_in_names_is_text(client, admin):
    evil = "<script>alert(1)</script>"
    actions.create_user(SYSTEM, email="evil@example.com", full_name=evil)
    make_role(evil[:64])
    client.force_login(admin)
    for path in ("/people/", f"/people/{User.objects.get(email='evil@example.com').pk}/", "/people/roles/"):
        assert evil not in text(client.get(path))


def test_an_administrator_makes_renames_and_retires_a_role(client, admin):
    client.force_login(admin)
    data = {"name": " Night shift ", "policy": "fewest_open", "cap": "5", "description": "After hours"}
    assert client.post("/people/roles/new/", data)["Location"] == "/people/roles/"
    role = Role.objects.get(name="Night shift")
    assert (role.policy, role.cap, role.kind) == ("fewest_open", 5, "step")
    client.post(f"/people/roles/{role.pk}/", {**data, "name": "Late shift", "cap": ""})
    role.refresh_from_db()
    assert (role.name, role.cap) == ("Late shift", None)
    assert Group.objects.filter(name="role:Late shift").exists()
    client.post(f"/people/roles/{role.pk}/retire/")
    role.refresh_from_db()
    assert not role.is_active
    assert "Use it again" in text(client.get(f"/people/roles/{role.pk}/"))
    client.post(f"/people/roles/{role.pk}/restore/")
    role.refresh_from_db()
    assert role.is_active


def test_the_administrators_role_is_not_retired(client, admin, roles):
    client.force_login(admin)
    assert client.post(f"/people/roles/{roles['Admin'].pk}/retire/").status_code == 409


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": "", "policy": "round_robin"}, "This field is required."),
        ({"name": "  ", "policy": "round_robin"}, "This field is required."),
        ({"name": "AGENT", "policy": "round_robin"}, "There is a role of this name already."),
        ({"name": "x" * 65, "policy": "round_robin"}, "at most 64"),
        ({"name": "New", "policy": "by mood"}, "Select a valid choice."),
        ({"name": "New", "policy": "round_robin", "cap": "0"}, "greater than or equal to 1"),
        ({"name": "New", "policy": "round_robin", "cap": "9" * 30}, "less than or equal to 10000"),
    ],
)
def test_a_role_that_cannot_be_is_refused_beside_the_field(client, admin, roles, data, words):
    client.force_login(admin)
    answer = client.post("/people/roles/new/", data)
    assert answer.status_code == 400
    assert words in text(answer)
    assert client.post(f"/people/roles/{roles['Technician'].pk}/", data).status_code == 400
    assert Role.objects.filter(name="Technician").exists()
