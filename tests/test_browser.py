"""The browser fixtures complain about what would trouble a person's browser."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.urls import path

import tts.urls
from tests.browser import assert_accessible, none_left

HEAD = '<title>Page</title><link rel="icon" href="data:,">'
PAGE = f'<!doctype html><html lang="en"><head>{HEAD}</head><body><main>{{}}</main></body></html>'
SOUND = "<h1>Sound</h1>"
BODIES = {
    "sound": SOUND,
    "inline-script": "<h1>Script</h1><script>document.title = 'ran'</script>",
    "missing-file": '<h1>Image</h1><img src="/nothing.png" alt="nothing">',
    "other-host": '<h1>Image</h1><img src="http://127.0.0.2:9/x.png" alt="elsewhere">',
    "unlabelled": "<h1>Form</h1><input name='q'>",
}


@login_not_required
def body(request, name):
    return HttpResponse(PAGE.format(BODIES[name]))


@login_not_required
def fail(request):
    return HttpResponse(PAGE.format("<h1>Failed</h1>"), status=500)


@login_not_required
def who(request):
    user = "nobody" if isinstance(request.user, AnonymousUser) else str(request.user.pk)
    return HttpResponse(PAGE.format(f"<h1>{user}</h1>"))


urlpatterns = [
    path("probe/fail/", fail),
    path("probe/who/", who),
    path("probe/<slug:name>/", body),
    *tts.urls.urlpatterns,
]

pytestmark = [pytest.mark.browser, pytest.mark.urls(__name__)]


def test_a_sound_page_causes_no_complaint(open_page):
    page = open_page(viewport="phone", dark=True)
    page.goto("/probe/sound/")
    assert page.viewport_size["width"] == 390
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert_accessible(page)


@pytest.mark.parametrize("name", ["missing-file", "other-host"])
def test_a_flawed_page_causes_a_complaint(open_page, complaints, name):
    open_page().goto(f"/probe/{name}/")
    assert complaints or complaints.violations
    complaints.clear()
    complaints.violations.clear()


# What scripts of a page, or whoever gets something into it, could try: each is against the policy.
INJECTED = {
    "an inline script": "document.body.append(Object.assign(document.createElement('script'),"
                        " {textContent: 'window.ran = 1'}))",
    "an inline handler": "document.body.innerHTML += '<button onclick=\"window.ran = 1\">x</button>'",
    "an inline style": "document.body.append(Object.assign(document.createElement('style'),"
                       " {textContent: 'p {}'}))",
    "a style attribute": "document.body.innerHTML += '<p style=\"color: red\">x</p>'",
    "text as code": "setTimeout('window.ran = 1')",
    "a script from elsewhere": "document.body.append(Object.assign(document.createElement('script'),"
                               " {src: 'http://127.0.0.2:9/x.js'}))",
    "a picture from elsewhere": "new Image().src = 'http://127.0.0.2:9/x.png'",
    "a request elsewhere": "fetch('http://127.0.0.2:9/').catch(() => 0)",
    "a frame": "document.body.innerHTML += '<iframe src=\"http://127.0.0.2:9/\"></iframe>'",
    "an object": "document.body.innerHTML += '<object data=\"/favicon.svg\"></object>'",
    "another base": "document.head.append(Object.assign(document.createElement('base'),"
                    " {href: 'http://127.0.0.2:9/'}))",
}  # fmt: skip


def violated(page, complaints, script):
    """What the policy said, on that page, to the script."""
    page.evaluate(f"() => {{ {script}; }}")
    for _each in range(100):
        if complaints.violations:
            break
        page.wait_for_timeout(100)
    found = " ".join(complaints.violations)
    complaints.violations.clear()
    complaints.clear()
    return found


@pytest.mark.security(51)
@pytest.mark.parametrize("script", INJECTED.values(), ids=INJECTED)
def test_what_is_put_into_a_page_is_stopped_by_its_policy_and_complained_about(
    open_page, complaints, agent, script
):
    page = open_page(agent)
    page.goto("/inbox/")
    assert "Content Security Policy directive" in violated(page, complaints, script)
    assert page.evaluate("window.ran") is None


@pytest.mark.security(51)
def test_an_inline_script_of_a_page_does_not_run(open_page, complaints):
    page = open_page()
    page.goto("/probe/inline-script/")
    assert page.title() == "Page"
    assert len(complaints.violations) == 1
    complaints.violations.clear()


@pytest.mark.parametrize("how", ["another tab", "a window that it opens"])
def test_other_pages_of_the_profile_are_watched_too(open_page, complaints, how):
    page = open_page()
    page.goto("/probe/sound/")
    if how == "another tab":
        page.context.new_page().goto("/probe/inline-script/")
    else:
        with page.expect_popup() as opened:
            page.evaluate("window.open('/probe/inline-script/')")
        opened.value.wait_for_load_state()
    assert complaints.violations
    complaints.violations.clear()


@pytest.mark.django_db(transaction=True)
def test_pages_of_a_real_web_process_are_watched_too(live_site, complaints, agent):
    page = live_site.open_page(agent)
    page.goto("/inbox/")
    assert violated(page, complaints, INJECTED["an inline script"])


def test_a_test_that_leaves_a_complaint_fails():
    for complain in (lambda found: found.append("x"), lambda found: found.violations.append("x")):
        with pytest.raises(AssertionError), none_left() as found:
            complain(found)


def test_clearing_complaints_clears_no_violation_of_the_policy(open_page, complaints):
    open_page().goto("/probe/inline-script/")
    complaints.clear()
    assert complaints.violations
    complaints.violations.clear()


def test_no_test_opens_pages_that_nobody_watches():
    """Profiles are made here and, for the editor's own modules, where a module of tests shares one page."""
    makes = re.compile(r"chromium\.new_(?:page|context)\(|\.launch\(")
    root = Path(__file__).parent
    makers = {path.name for path in root.rglob("*.py") if makes.search(path.read_text())}
    assert makers == {"browser.py", "test_units.py"}
    assert "watch(profile" in (root / "designer" / "test_units.py").read_text()


def test_a_failing_page_causes_a_complaint(open_page, complaints):
    open_page().goto("/probe/fail/")
    assert [complaint for complaint in complaints if complaint.startswith("reply 500")]
    complaints.clear()


def test_a_field_without_a_label_is_not_accessible(open_page):
    page = open_page()
    page.goto("/probe/unlabelled/")
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(page)


def test_a_page_can_be_opened_as_somebody(open_page, django_user_model):
    user = django_user_model.objects.create()
    page = open_page(user)
    page.goto("/probe/who/")
    assert page.text_content("h1") == str(user.pk)
    stranger = open_page()
    stranger.goto("/probe/who/")
    assert stranger.text_content("h1") == "nobody"
