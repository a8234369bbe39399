"""Signing in, being locked out, setting a new password."""

import re

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from tests.factories import PASSWORD, make_user
from tts.accounts import actions
from tts.core.actor import SYSTEM

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def no_tries_yet():
    """allauth's limit of requests for an address is counted in the cache, which outlives a test."""
    cache.clear()


def sign_in(client, login, password=PASSWORD, **data):
    return client.post(LOGIN, {"login": login, "password": password, **data})


@pytest.fixture
def person():
    return make_user("agent")


@pytest.mark.parametrize("login", ["agent", "agent@example.com", "Agent@Example.com"])
def test_a_person_signs_in_by_user_name_or_address(client, person, login):
    response = sign_in(client, login)
    assert (response.status_code, response["Location"]) == (302, reverse("home"))
    assert client.session["_auth_user_id"] == str(person.pk)


def test_signing_in_goes_on_to_where_the_person_was_going(client, person):
    assert sign_in(client, "agent", next="/inbox/")["Location"] == "/inbox/"


@pytest.mark.security(1)
@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(client, person, elsewhere):
    assert sign_in(client, "agent", next=elsewhere)["Location"] == reverse("home")


@pytest.mark.security(6)
def test_the_session_from_before_signing_in_is_not_kept(client, person):
    client.get(LOGIN)
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    sign_in(client, "agent")
    assert client.session.session_key != before


def test_a_wrong_password_says_so_beside_what_was_typed(client, person):
    response = sign_in(client, "agent", "wrong")
    assert response.status_code == 200
    page = response.content.decode()
    assert "do not belong together" in page
    assert 'value="agent"' in page
    assert "wrong" not in re.findall(r'value="([^"]*)"', page)


@pytest.mark.security(8)
def test_an_unknown_person_gets_the_same_answer_and_one_hash(client, person, monkeypatch):
    hashes = []
    monkeypatch.setattr("django.contrib.auth.hashers.BasePasswordHasher.salt", lambda self: "salt" * 6)
    hasher = type(make_password.__globals__["get_hasher"]())
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *args, **kwargs: hashes.append(1) or encode(*args, **kwargs))
    answers, counts = set(), []
    for login in ("agent", "agent@example.com", "nobody", "nobody@example.com"):
        hashes.clear()
        page = sign_in(client, login, "wrong").content.decode()
        answers.add(re.sub(r'(csrf\w*" value="|X-CSRFToken": ")[^"]*|value="[^"]*"', "", page))
        counts.append(len(hashes))
    assert len(answers) == 1
    assert counts == [1, 1, 1, 1]


def test_an_inactive_person_does_not_get_in(client, person):
    actions.set_active(SYSTEM, person, False)
    assert sign_in(client, "agent")["Location"] == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session
    assert sign_in(client, "agent", "wrong").status_code == 200


def test_a_person_without_a_password_does_not_get_in(client, db):
    actions.create_user(SYSTEM, email="new@example.com")
    assert sign_in(client, "new@example.com", "").status_code == 200
    assert sign_in(client, "new@example.com", "!").status_code == 200


@pytest.mark.security(8)
@pytest.mark.parametrize("login", ["agent", "nobody"])
def test_five_failures_in_a_row_lock_out_whoever_exists_or_not(client, person, login):
    answers = [sign_in(client, name, "wrong") for name in [login, login.upper(), f" {login} ", login, login]]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "15 minutes" in answers[-1].content.decode()
    assert sign_in(client, login, PASSWORD).status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_lock_out_is_for_one_name_from_one_address(client, person):
    for _try in range(5):
        sign_in(client, "nobody", "wrong")
    assert sign_in(client, "agent").status_code == 302
    for _try in range(5):
        client.post(LOGIN, {"login": "agent", "password": "x"}, REMOTE_ADDR="10.0.0.9")
    client.logout()
    assert sign_in(client, "agent").status_code == 302


@pytest.mark.security(9)
def test_a_lock_out_cannot_be_dodged_by_claiming_another_address(client, person):
    for number in range(5):
        answer = client.post(
            LOGIN, {"login": "agent", "password": "x"}, headers={"X-Forwarded-For": f"10.0.0.{number}"}
        )
    assert answer.status_code == 429


def test_failures_keep_no_password(client, person):
    sign_in(client, "agent", "my other secret")
    assert "my other secret" not in AccessAttempt.objects.get().post_data


def test_an_overlong_or_unstorable_name_is_refused_as_any_other(client, person):
    assert sign_in(client, "a" * 3000, "wrong").status_code == 200
    assert sign_in(client, "a\x00b", "wrong").status_code == 200


def test_a_user_name_goes_before_the_address_of_somebody_else(rf, db):
    first = make_user("ann")
    namesake = actions.create_user(
        SYSTEM, email="b@example.com", username="ann@example.com", password="b" * 12
    )
    assert authenticate(rf.post(LOGIN), username="ann@example.com", password="b" * 12) == namesake
    assert authenticate(rf.post(LOGIN), username="ann", password=PASSWORD) == first


def test_nobody_signs_up(client, db):
    page = client.get("/accounts/signup/")
    assert "given, not made" in page.content.decode()
    client.post("/accounts/signup/", {"email": "x@example.com", "password1": PASSWORD, "password2": PASSWORD})
    assert not type(make_user("other")).objects.filter(email="x@example.com").exists()


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "login/code/", "phone/change/"])
def test_nobody_takes_on_another_address(client, person, path):
    client.force_login(person)
    assert client.get(f"/accounts/{path}").status_code == 404


def test_signing_out_asks_first_and_ends_the_session(client, person):
    client.force_login(person)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def reset_link(client, email="agent@example.com"):
    client.post(RESET, {"email": email})
    return re.search(r"http://testserver(\S+)", mail.outbox[-1].body).group(1)


@pytest.mark.security(3)
def test_a_new_password_is_set_by_a_link_that_works_once(client, person):
    link = reset_link(client)
    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0]
    answer = client.post(where, {"password1": "a new long one", "password2": "a new long one"})
    assert answer.status_code == 302
    assert sign_in(client, "agent", "a new long one").status_code == 302
    client.logout()
    assert client.get(link).status_code == 400


@pytest.mark.security(3)
def test_a_made_up_link_is_refused(client, person):
    answer = client.get("/accounts/password/reset/key/1-made-up/")
    assert answer.status_code == 400
    assert "does not work any more" in answer.content.decode()


@pytest.mark.security(45)
def test_a_reset_mail_says_that_a_machine_sent_it(client, person):
    reset_link(client)
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"
    assert mail.outbox[0].subject == "Set your password for TTS"


@pytest.mark.security(8)
def test_a_reset_tells_nobody_who_exists(client, person):
    known = client.post(RESET, {"email": "agent@example.com"})
    unknown = client.post(RESET, {"email": "nobody@example.com"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 1


@pytest.mark.security(2)
def test_a_reset_with_a_forged_host_sends_nothing(client, person):
    answer = client.post(RESET, {"email": "agent@example.com"}, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert mail.outbox == []


def test_a_person_changes_their_password(client, person):
    client.force_login(person)
    new = "quite another one"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", {**data, "oldpassword": "x"}).status_code == 200
    assert client.post("/accounts/password/change/", data).status_code == 302
    client.logout()
    assert sign_in(client, "agent", new).status_code == 302
