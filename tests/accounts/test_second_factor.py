"""The second factor: set up, asked for when signing in, and demanded of those whom the setting names."""

import time

import pytest
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from tests.api import Api
from tests.factories import PASSWORD
from tests.tickets.pages import page_as, words
from tts.accounts.second_factor import SecondFactor

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
LEAST_LEFT = 5  # seconds


def code(secret=SECRET):
    """The code of now. One about to run out is not taken: it would, on its way to the server."""
    left = app_settings.TOTP_PERIOD - time.time() % app_settings.TOTP_PERIOD
    if left < LEAST_LEFT:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client, name):
    return client.post("/accounts/login/", {"login": name, "password": PASSWORD})


def test_it_is_set_up_with_recovery_codes(agent):
    client = Client()
    sign_in(client, "agent")
    assert "/accounts/reauthenticate/" in client.get("/accounts/2fa/totp/activate/")["Location"]
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()
    client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    kinds = set(Authenticator.objects.filter(user=agent).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}


def test_signing_in_asks_for_it(agent):
    TOTP.activate(agent, SECRET)
    client = Client()
    assert sign_in(client, "agent")["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/profile/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": "123"}).status_code == 200
    assert client.get("/profile/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code()})
    assert client.get("/profile/").status_code == 200


def test_a_recovery_code_works_once(agent):
    TOTP.activate(agent, SECRET)
    one = RecoveryCodes.activate(agent).get_unused_codes()[0]
    for status in (200, 302):
        client = Client()
        sign_in(client, "agent")
        client.post("/accounts/2fa/authenticate/", {"code": one})
        assert client.get("/profile/").status_code == status


@pytest.mark.parametrize(("rule", "sent"), [("", []), ("admins", ["admin"]), ("staff", ["admin", "agent"])])
def test_those_whom_the_setting_names_must_set_it_up_first(settings, admin, agent, requester, rule, sent):
    settings.REQUIRE_SECOND_FACTOR = rule
    for user in (admin, agent, requester):
        page, rest = page_as(user).get("/profile/"), Api(user).get("/tickets/")
        if user.username in sent:
            assert page["Location"] == "/accounts/2fa/totp/activate/"
            assert (rest.status_code, set(rest.json())) == (403, {"error", "details"})
        else:
            assert (page.status_code, rest.status_code) == (200, 200)


def test_who_has_one_or_signs_out_is_let_through(settings, admin):
    settings.REQUIRE_SECOND_FACTOR = "admins"
    client = page_as(admin)
    assert "Set up a second factor first." in words(client.get("/", follow=True))
    TOTP.activate(admin, SECRET)
    assert client.get("/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.post("/accounts/logout/").status_code == 302


def test_a_rule_that_there_is_not_stops_the_start(settings):
    settings.REQUIRE_SECOND_FACTOR = "everybody"
    with pytest.raises(ImproperlyConfigured):
        SecondFactor(lambda request: None)
