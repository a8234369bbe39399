"""The browser fixtures complain about what would trouble a person's browser."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.urls import path

import tts.urls
from tests.browser import assert_accessible

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


@pytest.mark.parametrize("name", ["inline-script", "missing-file", "other-host"])
def test_a_flawed_page_causes_a_complaint(open_page, complaints, name):
    open_page().goto(f"/probe/{name}/")
    assert complaints
    complaints.clear()


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
