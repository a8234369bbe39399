"""What answers say to browsers, and what cookies are in production."""

import json
import os
import subprocess
import sys

import pytest
from django.urls import reverse

from tests.factories import make_ticket
from tests.test_policies import ROUTES
from tests.test_production import ROOT, SAFE
from tests.tickets.pages import page_as

TOLD = """
import json
import django
from django.conf import settings
django.setup()
names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE",
         "SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "CSRF_COOKIE_PATH"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def directives(answer):
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: set(values) for name, *values in parts}


@pytest.mark.django_db
@pytest.mark.security(51)
@pytest.mark.parametrize("address", ["/", "/reports/", "/people/", "/designer/", "/docs/", "/nothing-here/"])
def test_no_page_lets_inline_script_run(admin, address):
    told = directives(page_as(admin).get(address))
    assert told["script-src"] == told["style-src"] == {"'self'"}
    assert told["object-src"] == told["frame-ancestors"] == {"'none'"}


# Pictures of people and files of tickets are kept by the browser of whoever saw them, for that browser only.
KEPT_PRIVATELY = {"person_picture", "file", "api_attachment_content"}
OF_NOBODY = {"ahead"}  # which links a browser may ask for ahead: the same for everybody


@pytest.fixture
def answers(version, admin):
    """(route, answer) of every address, asked by an administrator."""
    make_ticket()
    client = page_as(admin)
    client.raise_request_exception = False

    def ask(route):
        client.force_login(admin)  # some addresses sign out
        return client.get(route.address)

    return [(route, ask(route)) for route in ROUTES]


@pytest.mark.django_db
@pytest.mark.security(51)
def test_every_answer_forbids_inline_script_and_guessing_of_types(answers):
    assert len(answers) > 200
    for route, answer in answers:
        told = directives(answer)
        assert "'none'" in told["object-src"] if "object-src" in told else told["default-src"] == {"'none'"}
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "https:"} & (
            told.get("script-src", set()) | told.get("style-src", set()) | told["default-src"]
        ), route.address
        assert answer["X-Content-Type-Options"] == "nosniff", route.address
        assert answer["X-Frame-Options"] == "DENY", route.address


@pytest.mark.django_db
@pytest.mark.security(52)
def test_no_answer_to_somebody_signed_in_is_kept(answers):
    for route, answer in answers:
        told = answer.get("Cache-Control", "")
        private = route.name in KEPT_PRIVATELY and told.startswith("private")
        may_be_kept = private or route.name in OF_NOBODY or answer.status_code >= 300
        assert may_be_kept or "no-store" in told, (route.address, told)


@pytest.mark.django_db
@pytest.mark.security(52)
def test_nothing_is_shown_from_memory_after_signing_out(agent):
    client = page_as(agent)
    assert client.get("/inbox/")["Cache-Control"] == "no-store"
    client.post(reverse("account_logout"))
    assert client.get("/inbox/").status_code == 302


@pytest.mark.security(53)
def test_cookies_of_production_are_for_this_host_by_tls_only():
    environment = {"PATH": os.environ["PATH"], **SAFE, "DJANGO_SETTINGS_MODULE": "tts.settings"}
    command = [sys.executable, "-c", TOLD]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    for kind in ("SESSION", "CSRF"):
        assert told[f"{kind}_COOKIE_NAME"].startswith("__Host-")
        assert told[f"{kind}_COOKIE_SECURE"] is True
        assert (told[f"{kind}_COOKIE_SAMESITE"], told[f"{kind}_COOKIE_DOMAIN"]) == ("Lax", None)
        assert told[f"{kind}_COOKIE_PATH"] == "/"
    assert told["SESSION_COOKIE_HTTPONLY"] is True
