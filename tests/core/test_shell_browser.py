"""The page frame, sign-in and the pages about people in a real browser."""

import re
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from tests.browser import assert_accessible, session_cookie
from tests.factories import PASSWORD
from tts.accounts import actions
from tts.accounts.models import Membership, User
from tts.core.actor import SYSTEM

ROOT = Path(__file__).resolve().parents[2]
ICON = re.compile(r"""{% (?:icon|nav_entry "\w+") ["']([\w-]+)["']|symbol=["']([\w-]+)["']""")

pytestmark = pytest.mark.browser


def test_templates_use_only_icons_of_the_sprite():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static" / "icons.svg").read_text()))
    used = set()
    for template in (ROOT / "templates").rglob("*.html"):
        used |= {first or second for first, second in ICON.findall(template.read_text())}
    assert used
    assert used <= sprite


def test_a_person_signs_in_and_out(open_page, agent):
    cache.clear()
    page = open_page()
    page.goto("/profile/")
    page.get_by_label("E-mail or user name").fill("agent")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Profile")
    page.get_by_label("You").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_theme_changes_at_once_and_stays(open_page, agent):
    page = open_page(agent)
    page.goto("/profile/")
    page.get_by_label("You").click()
    with page.expect_response("**/profile/theme/"):
        page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    agent.refresh_from_db()
    assert agent.theme == "dark"


def test_the_navigation_stays_narrow(open_page, agent):
    page = open_page(agent)
    page.goto("/profile/")
    page.get_by_role("button", name="Narrow navigation").click()
    page.reload()
    assert page.locator("nav.side").bounding_box()["width"] < 64
    expect(page.get_by_role("link", name="My work")).to_be_visible()


def test_a_menu_closes_by_escape_and_gives_the_focus_back(open_page, agent):
    page = open_page(agent)
    page.goto("/profile/")
    page.get_by_label("You").click()
    page.get_by_role("link", name="Password", exact=True).focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Password", exact=True)).to_be_hidden()
    expect(page.get_by_label("You")).to_be_focused()


def test_a_phone_has_the_rest_of_the_navigation_under_more(open_page, coordinator):
    page = open_page(coordinator, viewport="phone")
    page.goto("/profile/")
    page.locator("summary", has_text="More").click()
    page.get_by_role("link", name="People").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")


def test_the_list_of_people_follows_what_is_typed(open_page, admin, agent, technician):
    page = open_page(admin)
    page.goto("/people/")
    page.get_by_placeholder("Name or e-mail").press_sequentially("techn")
    expect(page.get_by_role("link", name="Agent")).to_have_count(0)
    expect(page.get_by_role("link", name="Technician")).to_be_visible()
    expect(page).to_have_url(re.compile("q=techn"))


def test_a_role_is_given_without_leaving_the_page_and_the_focus_stays(open_page, admin, agent, roles):
    page = open_page(admin)
    page.goto(f"/people/{agent.pk}/")
    row = page.get_by_role("row", name="Technician")
    row.get_by_role("button").click()
    expect(row.get_by_role("button")).to_contain_text("Remove")
    expect(page.locator("#toasts")).to_contain_text("Agent is in Technician.")
    expect(row.get_by_role("button")).to_be_focused()
    assert Membership.objects.filter(user=agent, role=roles["Technician"], is_active=True).exists()


def test_a_refusal_stands_beside_its_button_and_nothing_else_changes(open_page, admin, roles):
    page = open_page(admin)
    page.goto(f"/people/{admin.pk}/")
    row = page.get_by_role("row", name="Admin").first
    row.get_by_role("button").click()
    expect(row.get_by_role("alert")).to_contain_text("cannot take the administrator's role from yourself")
    expect(row.get_by_role("button")).to_contain_text("Remove")


def test_what_was_typed_stays_when_it_is_refused(open_page, admin, agent):
    page = open_page(admin)
    page.goto(f"/people/{agent.pk}/")
    page.get_by_label("Away from").fill("2026-07-03T09:00")
    page.get_by_label("Away until").fill("2026-07-01T09:00")
    page.get_by_role("button", name="Save absence").click()
    expect(page.get_by_text("Must be after the beginning.")).to_be_visible()
    expect(page.get_by_label("Away from")).to_have_value("2026-07-03T09:00")
    assert_accessible(page)


def test_an_answer_that_is_a_whole_page_never_lands_inside_another(open_page, admin, agent):
    page = open_page(admin)
    page.goto(f"/people/{agent.pk}/")
    User.objects.filter(pk=agent.pk).delete()
    page.get_by_role("row", name="Technician").get_by_role("button").click()
    expect(page.locator("#toasts")).to_contain_text("There is nothing here")
    expect(page.locator("main")).to_have_count(1)


def test_who_was_signed_out_meanwhile_comes_to_sign_in(open_page, admin, agent):
    page = open_page(admin)
    page.goto(f"/people/{agent.pk}/")
    actions.set_active(SYSTEM, admin, False)
    page.get_by_role("row", name="Technician").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_people_without_script_can_do_the_same(admin, agent, roles, open_profile, live_server):
    context = open_profile(live_server.url, java_script_enabled=False)
    context.add_cookies([session_cookie(admin, live_server.url)])
    page = context.new_page()
    page.goto(f"/people/{agent.pk}/")
    page.get_by_role("row", name="Technician").get_by_role("button").click()
    expect(page.locator("#toasts")).to_contain_text("is in Technician.")
    page.goto("/people/?q=techn")
    expect(page.get_by_text("Nobody here matches")).to_be_visible()
    expect(page.get_by_role("link", name="Agent")).to_have_count(0)
