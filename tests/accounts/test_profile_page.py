"""What a person sets for themselves."""

import pytest

from tts.core.models import AuditEvent

GOOD = {"first_name": "Ann", "last_name": "Lee", "time_zone": "Asia/Tokyo", "theme": "dark"}


@pytest.mark.parametrize("name", ["requester", "agent", "coordinator", "analyst", "admin"])
def test_everybody_has_a_profile(client, request, name):
    client.force_login(request.getfixturevalue(name))
    assert client.get("/profile/").status_code == 200


def test_a_person_changes_name_zone_and_theme(client, requester):
    client.force_login(requester)
    assert client.post("/profile/", GOOD).status_code == 302
    requester.refresh_from_db()
    assert (requester.full_name, requester.time_zone, requester.theme) == ("Ann Lee", "Asia/Tokyo", "dark")
    page = client.get("/profile/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert "Asia/Tokyo" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", "x" * 151),
        ("time_zone", "Mars/Base"),
        ("time_zone", "../etc"),
        ("theme", "pink"),
        ("theme", ""),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(client, requester, field, value):
    client.force_login(requester)
    answer = client.post("/profile/", {**GOOD, field: value})
    assert answer.status_code == 400
    assert answer.context["form"].errors.keys() == {field}
    requester.refresh_from_db()
    assert requester.time_zone == ""


@pytest.mark.security(49)
def test_nobody_gives_themselves_more_by_their_profile(client, agent):
    client.force_login(agent)
    client.post("/profile/", {**GOOD, "is_superuser": "1", "email": "x@example.com", "external_id": "1"})
    agent.refresh_from_db()
    assert (agent.is_superuser, agent.email, agent.external_id) == (False, "agent@example.com", None)


def test_the_theme_is_kept_with_the_person_and_for_strangers_in_a_cookie(client, agent):
    stranger = type(client)()
    assert stranger.post("/profile/theme/", {"theme": "light", "next": "/accounts/login/"}).status_code == 302
    assert 'data-bs-theme="light"' in stranger.get("/accounts/login/").content.decode()
    client.force_login(agent)
    client.post("/profile/theme/", {"theme": "dark"})
    agent.refresh_from_db()
    assert agent.theme == "dark"
    assert AuditEvent.objects.filter(action="user.profile", target_id=agent.pk).exists()


@pytest.mark.security(1)
@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "javascript:alert(1)", ""])
def test_choosing_a_theme_never_leads_to_another_site(client, db, wanted):
    assert client.post("/profile/theme/", {"theme": "dark", "next": wanted})["Location"] == "/"


def test_a_theme_that_does_not_exist_is_refused(client, db):
    assert client.post("/profile/theme/", {"theme": "pink"}).status_code == 400
    client.cookies["theme"] = '"><script>'
    assert 'data-bs-theme="auto"' in client.get("/accounts/login/").content.decode()
