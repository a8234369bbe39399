"""Every route says who may use it, and anonymous people get no further than that allows.

A page is decorated with `@allow(...)`, a REST view class has `policy`. Views of other packages have
neither, so they are listed here, with whether anybody may use them.
"""

import re
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, get_resolver
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.views import APIView

from tickets_app.live.routing import SOCKETS
from tts.core.policy import PUBLIC, Policy

# Name of the route -> whether it needs no sign-in.
THIRD_PARTY = {
    "account_login": True,
    "account_logout": True,  # asks for a sign-in itself where nobody is signed in
    "account_inactive": True,
    "account_signup": True,  # says that there is no signing up
    "account_reset_password": True,
    "account_reset_password_done": True,
    "account_reset_password_from_key": True,
    "account_reset_password_from_key_done": True,
    "account_reauthenticate": False,
    "account_change_password": False,
    "account_set_password": False,
    "mfa_index": False,
    "mfa_authenticate": True,  # the second half of signing in
    "mfa_reauthenticate": False,
    "mfa_activate_totp": False,
    "mfa_deactivate_totp": False,
    "mfa_view_recovery_codes": False,
    "mfa_generate_recovery_codes": False,
    "mfa_download_recovery_codes": False,
}
# Our own routes that need no sign-in.
# `metrics` answers only a scraper on the same machine, and administrators.
OURS_FOR_EVERYBODY = {
    "ahead",
    "health",
    "metrics",
    "ready",
    "report_stop",
    "set_theme",
    "track_act",
    "track_file",
    "track_say",
    "track_ticket",
    "unsubscribe",
}

SAMPLES = {
    **dict.fromkeys(("str", "slug", "path", "ticket_number"), "x"),
    "int": "1",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
GROUP = re.compile(r"\(\?P<\w+>(?:(\w+)\|)?[^)]*\)")  # of names to choose from, the first
PARAMETER = re.compile(r"<(?:(\w+):)?\w+>")


@dataclass(frozen=True)
class Route:
    """One route: its name, an address that leads to it, and its view."""

    name: str
    address: str
    view: object

    @property
    def is_rest(self) -> bool:
        """Whether machines use it: REST answers JSON, where a page (the REST documentation too) is HTML."""
        view = getattr(self.view, "cls", object)
        return issubclass(view, APIView) and not any(
            issubclass(renderer, TemplateHTMLRenderer) for renderer in view.renderer_classes
        )

    @property
    def policy(self) -> Policy | None:
        return getattr(getattr(self.view, "cls", self.view), "policy", None)

    @property
    def is_public(self) -> bool:
        return THIRD_PARTY.get(self.name, self.policy is PUBLIC)


def routes(patterns=None, prefix="/"):
    """Every route below `patterns`, by default of the whole project."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        text = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLPattern):
            yield Route(pattern.name or text, _address(text), pattern.callback)
        else:
            yield from routes(pattern.url_patterns, text)


def _address(text):
    without_groups = GROUP.sub(lambda found: found[1] or "x", text.replace("^", "")).rstrip("$")
    return PARAMETER.sub(lambda found: SAMPLES[found.group(1) or "str"], without_groups)


ROUTES = list(routes())
PROTECTED = [route for route in ROUTES if not route.is_public]


def named(some):
    return pytest.mark.parametrize("route", some, ids=[route.address for route in some])


@pytest.mark.security(36)
@named(ROUTES)
def test_every_route_declares_its_policy(route):
    assert route.name in THIRD_PARTY or isinstance(route.policy, Policy), (
        f"{route.address}: decorate the page with @allow(...), or give the view class a `policy`"
    )


@pytest.mark.security(36)
@pytest.mark.parametrize("route", SOCKETS, ids=[str(route.pattern) for route in SOCKETS])
def test_every_socket_declares_its_policy_and_none_is_public(route):
    policy = getattr(route.callback.consumer_class, "policy", None)
    assert isinstance(policy, Policy)
    assert policy is not PUBLIC


def test_the_list_of_other_packages_names_no_route_of_ours_and_none_that_is_gone():
    without_policy = {route.name for route in ROUTES if route.policy is None}
    assert set(THIRD_PARTY) <= without_policy


@pytest.mark.security(36)
def test_the_routes_that_need_no_sign_in_are_those_declared():
    assert {route.name for route in ROUTES if route.policy is PUBLIC} == OURS_FOR_EVERYBODY


@pytest.mark.security(36)
@pytest.mark.django_db
@named([route for route in PROTECTED if not route.is_rest])
def test_anonymous_people_are_sent_to_sign_in_by_every_page(client, route):
    for answer in (client.get(route.address), client.post(route.address)):
        assert answer.status_code == 302
        assert answer["Location"].split("?")[0] == "/accounts/login/"


@pytest.mark.security(36)
@pytest.mark.django_db
@named([route for route in PROTECTED if route.is_rest])
def test_anonymous_people_get_401_from_every_rest_route(client, route):
    for method in ("get", "post", "put", "patch", "delete"):
        answer = getattr(client, method)(route.address, content_type="application/json")
        assert answer.status_code in (401, 405)
        if answer.status_code == 401:
            assert answer["WWW-Authenticate"]
            assert answer["Content-Type"] == "application/json"
    assert {getattr(client, m)(route.address).status_code for m in ("get", "post", "put", "delete")} >= {401}


@pytest.mark.django_db
@named([route for route in ROUTES if route.is_public])
def test_public_routes_answer_without_signing_in(client, route):
    answer = client.get(route.address)
    assert answer.status_code in (200, 302, 400, 405)
    assert route.name in ("account_logout", "mfa_authenticate") or "login" not in answer.get("Location", "")
