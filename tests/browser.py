"""Chromium in tests: pages that fail the test on anything a person's browser would complain about.

@pytest.mark.browser
def test_my_work(open_page, agent):
    page = open_page(agent, viewport="phone", dark=True)
    page.goto("/inbox/")
    assert_accessible(page)
"""

import os
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from tests import services

# How long a page may take to become as a test expects it: a busy machine is no defect of the product.
expect.set_options(timeout=30_000)

VIEWPORTS = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",  # Chromium's sandbox refuses to run as root
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for the session."""
    executable = services.chromium()
    if executable is None:
        pytest.skip("Chromium is not installed")
    # Playwright keeps an event loop in this thread, which Django takes for an async caller of the ORM, with
    # connections of its own: what is open must not be left where nobody sees it but a process forked from us.
    connections.close_all()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Complaints(list):
    """What pages complained about. `violations` of the content security policy are kept apart: no test may
    cause one, so clearing the others does not clear them."""

    def __init__(self):
        super().__init__()
        self.violations = []


@contextmanager
def none_left():
    """A list of complaints, which must be empty in the end."""
    found = Complaints()
    yield found
    assert found.violations == []
    assert found == []


@pytest.fixture
def complaints():
    """What the pages of the test complained about; must be empty when the test ends.

    A test that provokes a complaint on purpose checks it and then clears the list.
    """
    with none_left() as found:
        yield found


@pytest.fixture
def open_profile(chromium, complaints):
    """A function that opens a fresh browser profile for the server at `url`; `options` are the browser's.

    All of its pages are watched, also those that they open themselves.
    """
    profiles = []

    def open_profile(url, **options):
        profile = chromium.new_context(base_url=url, **options)
        profiles.append(profile)
        watch(profile, urlsplit(url).netloc, complaints)
        return profile

    yield open_profile
    for profile in profiles:
        profile.close()


@pytest.fixture
def open_page(open_profile, live_server):
    """A function that opens a page in a fresh browser profile; paths in `goto` are the live server's.

    `user` is signed in without the form; without one the page is a stranger's. `viewport` is a name of
    VIEWPORTS, `dark` asks for the dark colour scheme. A console error (a CSP violation is one), a script
    error, a reply of 500, a missing file or a request to another host is added to `complaints`.
    """
    return page_opener(open_profile, live_server.url)


def page_opener(open_profile, url):
    """`open_page` for the server at `url`."""

    def open_page(user=None, viewport="desktop", dark=False):
        profile = open_profile(
            url,
            viewport=VIEWPORTS[viewport],
            has_touch=viewport == "phone",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        if user:
            profile.add_cookies([session_cookie(user, url)])
        return profile.new_page()

    return open_page


def watch(profile, host, complaints):
    """Add to `complaints` whatever goes wrong in the pages of a browser profile, which are of `host`."""
    profile.on("console", lambda message: note_console(message, complaints))
    profile.on("weberror", lambda error: complaints.append(f"script error: {error.error}"))
    profile.on("request", lambda request: complaints.extend(request_complaint(request, host)))
    profile.on("response", lambda response: complaints.extend(response_complaint(response)))


# A failed load is judged by its response: a refusal (409, 403) can be what a test is about. The live server
# of tests speaks no WebSocket; those about what is live run against Daphne (tests/live_site.py).
NO_COMPLAINTS = ("Failed to load resource", "WebSocket connection to")


def note_console(message, complaints):
    if "Content Security Policy" in message.text:
        complaints.violations.append(message.text)
    elif message.type == "error" and not message.text.startswith(NO_COMPLAINTS):
        complaints.append(f"console: {message.text}")


def request_complaint(request, host):
    address = urlsplit(request.url)
    if address.scheme not in ("data", "blob", "about") and address.netloc != host:
        yield f"request to another host: {request.url}"


def response_complaint(response):
    is_part_of_page = response.request.resource_type not in ("document", "fetch", "xhr")
    if response.status >= 500 or (response.status >= 400 and is_part_of_page):
        yield f"reply {response.status}: {response.url}"


def until(page, is_so):
    """Let the page go on until `is_so()`: for what no page shows, such as a row in the database."""
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline, "it never came to be"
        page.wait_for_timeout(50)


def session_cookie(user, url):
    """A cookie for `add_cookies` that makes a browser at `url` signed in as `user`."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


def assert_accessible(page, **options):
    """Fail with axe's report when the page as it stands violates one of its rules. `options` are axe's.

    A page just asked for is waited for: axe would look at the empty document before it. Where another page
    is on its way after a click, the test expects something of that page first.
    """
    page.wait_for_load_state()
    expect(page.locator("h1, main, [role=main], dialog[open]").first).to_be_attached()
    results = Axe().run(page, options={"resultTypes": ["violations"], **options})
    assert results.violations_count == 0, results.generate_report()
