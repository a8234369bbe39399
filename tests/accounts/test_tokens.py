"""Coming with a token of the identity provider, or riding on a cookie: who is let in, as whom."""

import base64
import json
import time

import jwt
import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.factories import by
from tts.accounts import actions as people
from tts.accounts.models import Membership, User
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db
KEY = "k" * 64
URL = "/tickets/"
BODY = {"subject": "Printer on fire", "department": "IT"}


@pytest.fixture(autouse=True)
def signing_key(settings):
    settings.DJANGO_JWT_SIGNING_KEY = KEY


def token(key=KEY, algorithm="HS256", **claims):
    said = {"user_id": 71, "email": "Nina@Example.com", "exp": time.time() + 60, **claims}
    return jwt.encode({name: value for name, value in said.items() if value is not None}, key, algorithm)


def bearer(text):
    return Client(headers={"Authorization": f"Bearer {text}"})


def with_cookie(text, **options):
    client = Client(**options)
    client.cookies["access_token"] = text
    return client


def unsigned():
    parts = (
        {"alg": "none", "typ": "JWT"},
        {"user_id": 71, "email": "n@example.com", "exp": time.time() + 60},
    )
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*coded, ""])


class TestUnknownPerson:
    def test_is_added_with_those_roles_that_exist(self, roles):
        given = ["tts:agent", "hdts:Admin", {"system": "tts", "role": "Analyst"}, "tts:Nonsense", 5]
        assert bearer(token(full_name="Nina Bo", username="nina", roles=given)).get(URL).status_code == 200
        user = User.objects.get()
        assert (user.email, user.username, user.full_name) == ("nina@example.com", "nina", "Nina Bo")
        assert user.external_id == "71"
        assert sorted(user.memberships.values_list("role__name", flat=True)) == ["Agent", "Analyst"]

    def test_is_recorded_as_the_doing_of_a_rule(self, roles):
        bearer(token()).get(URL)
        event = AuditEvent.objects.get(action="user.created")
        assert (event.actor_id, event.rule) == (None, {"rule": "token of the identity provider"})

    def test_has_a_verified_address_and_no_password(self, roles):
        bearer(token()).get(URL)
        assert EmailAddress.objects.get().verified
        assert not User.objects.get().has_usable_password()

    def test_takes_another_user_name_where_theirs_is_taken(self, agent):
        assert bearer(token(username="agent")).get(URL).status_code == 200
        assert User.objects.get(external_id="71").username == "nina@example.com"

    def test_is_added_once(self, roles):
        for _ in range(2):
            bearer(token()).get(URL)
        assert User.objects.count() == 1

    @pytest.mark.parametrize("email", [None, "", "nobody"])
    def test_without_an_address_is_refused(self, roles, email):
        assert bearer(token(email=email)).get(URL).status_code == 401
        assert not User.objects.exists()


class TestKnownPerson:
    def test_is_linked_by_address(self, agent):
        assert bearer(token(email="AGENT@example.com")).get(URL).status_code == 200
        agent.refresh_from_db()
        assert agent.external_id == "71"
        assert EmailAddress.objects.get(user=agent).verified

    def test_keeps_the_roles_recorded_here(self, agent):
        bearer(token(email=agent.email, roles=["tts:Admin"])).get(URL)
        assert [row.role.name for row in Membership.objects.filter(user=agent)] == ["Agent"]

    def test_is_known_by_id_whatever_the_address(self, agent):
        User.objects.filter(pk=agent.pk).update(external_id="71")
        bearer(token(email="new@example.com")).get(URL)
        assert User.objects.count() == 1

    def test_is_not_taken_over_by_another_id_of_the_same_address(self, agent):
        User.objects.filter(pk=agent.pk).update(external_id="8")
        assert bearer(token(email=agent.email)).get(URL).status_code == 401

    @pytest.mark.security(5)
    def test_inactive_is_refused_by_either_door(self, agent, admin):
        people.set_active(by(admin), agent, False)
        given = token(email=agent.email)
        assert bearer(given).get(URL).status_code == 401
        assert with_cookie(given).get(URL).status_code == 401


class TestBadToken:
    @pytest.mark.security(4)
    @pytest.mark.parametrize(
        "given",
        [
            "",
            "x.y.z",
            "äöü",
            token(exp=time.time() - 1),
            token(exp=None),
            token(exp="soon"),
            token(key="other" * 13),
            token(algorithm="HS512"),
            token(user_id=None),
            token(user_id=True),
            token(user_id=[1]),
            token(user_id="x" * 65),
            token(user_id="a\x00b"),
            token(email=5),
            token(email="a@" + "b" * 300),
            token(full_name="\ud800"),
            token(username={"a": 1}),
            unsigned(),
        ],
    )
    def test_is_401_as_bearer_and_ignored_as_cookie(self, roles, agent, given):
        answer = bearer(given).get(URL)
        assert (answer.status_code, set(answer.json())) == (401, {"error", "details"})
        assert answer["WWW-Authenticate"] == 'Bearer realm="tts"'
        assert not User.objects.filter(external_id__isnull=False).exists()
        client = with_cookie("bad" if given == "äöü" else given)
        assert client.get(URL).status_code == 401
        client.force_login(agent)
        assert client.get(URL).status_code == 200

    def test_every_token_is_refused_without_a_key(self, roles, settings):
        settings.DJANGO_JWT_SIGNING_KEY = ""
        assert bearer(token()).get(URL).status_code == 401

    def test_a_bad_bearer_is_refused_beside_a_session(self, agent):
        client = bearer("bad")
        client.force_login(agent)
        assert client.get(URL).status_code == 401


class TestOrigin:
    """An unsafe request by cookie needs a CSRF token or an Origin that is ours or listed."""

    @pytest.fixture(params=["session", "token cookie"])
    def client(self, request, agent):
        if request.param == "token cookie":
            return with_cookie(token(email=agent.email), enforce_csrf_checks=True)
        client = Client(enforce_csrf_checks=True)
        client.force_login(agent)
        return client

    def post(self, client, **headers):
        return client.post(URL, BODY, content_type="application/json", headers=headers).status_code

    @pytest.mark.security(7)
    def test_nothing_is_403(self, client):
        assert self.post(client) == 403

    @pytest.mark.security(7)
    @pytest.mark.parametrize(
        "origin", ["https://evil.example", "https://testserver", "http://testserver:81", "null"]
    )
    def test_a_foreign_one_is_403(self, client, origin):
        assert self.post(client, Origin=origin) == 403

    def test_our_own_is_let_in(self, client):
        assert self.post(client, Origin="http://testserver") == 201

    @pytest.mark.security(7)
    def test_a_listed_one_is_let_in(self, client, settings):
        settings.CORS_ALLOWED_ORIGINS = ["https://help.example"]
        assert self.post(client, Origin="https://help.example") == 201

    def test_a_csrf_token_is_let_in(self, client):
        secret = client.get("/accounts/password/reset/").cookies["csrftoken"].value
        assert self.post(client, **{"X-CSRFToken": secret}) == 201

    def test_reading_needs_none(self, client):
        assert client.get(URL).status_code == 200

    def test_a_bearer_needs_none(self, agent):
        client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {token()}"})
        assert self.post(client, Origin="https://evil.example") == 201


class TestKeysThatAreReplaced:
    def test_an_old_key_is_still_taken(self, settings):
        settings.DJANGO_JWT_SIGNING_KEY = "n" * 64
        assert bearer(token()).get(URL).status_code == 401
        settings.DJANGO_JWT_OLD_SIGNING_KEYS = [KEY]
        assert bearer(token()).get(URL).status_code == 200

    @pytest.mark.security(4)
    def test_but_not_an_expired_token_or_one_of_a_third_key(self, settings):
        settings.DJANGO_JWT_SIGNING_KEY = "n" * 64
        settings.DJANGO_JWT_OLD_SIGNING_KEYS = [KEY]
        assert bearer(token(exp=time.time() - 60)).get(URL).status_code == 401
        assert bearer(token(key="z" * 64)).get(URL).status_code == 401
