"""What answers say to browsers, and what cookies are in production."""

import json
import os
import subprocess
import sys

import pytest
from django.urls import reverse

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
