"""What a person does for their account in Chromium: profile, second factor, sessions."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from tests.accounts.test_picture import image
from tests.accounts.test_second_factor import code
from tests.browser import assert_accessible
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("viewport", "dark"), [("desktop", False), ("phone", True)])
def test_profile_second_factor_and_sessions(open_page, agent, viewport, dark):
    cache.clear()
    page = open_page(viewport=viewport, dark=dark)
    page.goto("/accounts/login/?next=/profile/")
    page.get_by_label("E-mail or user name").fill("agent")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    face = {"name": "me.png", "mimeType": "image/png", "buffer": image()}
    page.locator("[name=picture]").set_input_files(face)
    page.get_by_role("button", name="Save picture").click()
    expect(page.locator(".top-icon .face img")).to_have_js_property("naturalWidth", 128)
    assert_accessible(page)
    page.get_by_role("link", name="Second factor").click()
    expect(page.get_by_role("link", name="Activate")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Activate").click()
    page.get_by_label("Password").fill(PASSWORD)
    assert_accessible(page)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("#authenticator_secret")).to_be_visible()
    assert_accessible(page)
    page.locator("[name=code]").fill(code(page.locator("#authenticator_secret").input_value()))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_role("heading", name="Recovery Codes", level=1)).to_be_visible()
    assert_accessible(page)
    page.goto("/profile/sessions/")
    expect(page.get_by_text("Here", exact=True)).to_be_visible()
    expect(page.get_by_text("Chrome")).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
