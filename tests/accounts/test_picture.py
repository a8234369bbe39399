"""A person's picture: made from what they upload, shown to colleagues, never more than a picture."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories import by, make_ticket
from tests.tickets.pages import page_as, ticket_url, words
from tickets_app.comments import actions as comments
from tts.accounts import pictures
from tts.accounts.models import Picture, User
from tts.core.models import AuditEvent

pytestmark = pytest.mark.django_db
URL = "/profile/picture/"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def image(kind="PNG", size=(300, 200), **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **more)
    return out.getvalue()


def give(person, content, name="me.png", **more):
    file = SimpleUploadedFile(name, content, more.pop("content_type", "image/png"))
    return page_as(person).post(URL, {"picture": file}, **more)


def address_of(person):
    person = User.objects.get(pk=person.pk)
    return f"/people/{person.pk}/picture/{person.picture}/"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_small_square_is_kept_and_nothing_else_of_the_file(agent, kind):
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    content = image(kind, exif=exif)
    assert b"Secret camera" in content
    assert give(agent, content, "x.exe", content_type="text/html").status_code == 302
    answer = page_as(agent).get(address_of(agent))
    kept = Image.open(io.BytesIO(answer.content))
    assert (kept.format, kept.size) == ("WEBP", (pictures.SIDE, pictures.SIDE))
    assert b"Secret camera" not in answer.content
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"].startswith("private")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (SVG, "PNG, JPEG or WebP"),
        (b"<html>", "PNG, JPEG or WebP"),
        (image("GIF"), "PNG, JPEG or WebP"),
        (image()[:80], "PNG, JPEG or WebP"),
        (image(size=(6000, 4001)), "too many pixels"),
        (image() + bytes(pictures.MOST_MB * 1024 * 1024), "at most 5 MB"),
        (image() + bytes((pictures.MOST_MB + 1) * 1024 * 1024), "at most 5 MB"),
    ],
    ids=["svg", "html", "gif", "broken", "pixels", "bytes", "body"],
)
def test_what_is_no_picture_or_too_large_is_refused_beside_the_field(agent, content, says):
    answer = give(agent, content)
    assert answer.status_code == 400
    assert says in " ".join(answer.context["picture_form"].errors["picture"])
    assert not Picture.objects.exists()
    assert User.objects.get(pk=agent.pk).picture == ""


def test_none_at_all_is_refused(agent):
    assert page_as(agent).post(URL, {}).status_code == 400


def test_a_new_one_takes_its_place_and_it_can_go(agent):
    give(agent, image())
    before = address_of(agent)
    give(agent, image(size=(20, 20)), "other.png")
    Image.new("RGB", (9, 9), (0, 0, 255)).save(blue := io.BytesIO(), "PNG")
    give(agent, blue.getvalue())
    assert page_as(agent).get(before).status_code == 404
    after = address_of(agent)
    assert (
        'class="face is-large" aria-hidden="true">A<img' in page_as(agent).get("/profile/").content.decode()
    )
    assert page_as(agent).post(URL, {"remove": "1"}).status_code == 302
    assert page_as(agent).get(after).status_code == 404
    assert "<img" not in page_as(agent).get("/profile/").content.decode()
    assert not Picture.objects.exists()
    who = AuditEvent.objects.filter(action="user.picture").values_list("actor_id", flat=True)
    assert list(who) == [agent.pk] * 3


def test_colleagues_see_it_and_those_who_know_first_names_do_not(version, agent, agent2, requester, client):
    ticket = make_ticket(requester=requester)
    comments.create(by(agent), ticket.pk, "Hello", internal=False)
    for person in (agent, requester):
        give(person, image())
    agents, requesters = address_of(agent), address_of(requester)
    assert page_as(agent2).get(agents).status_code == 200
    assert page_as(agent2).get(requesters).status_code == 200
    assert page_as(requester).get(requesters).status_code == 200
    assert page_as(requester).get(agents).status_code == 404
    assert client.get(agents).status_code == 302
    assert agents in page_as(agent).get(ticket_url(ticket)).content.decode()
    page = page_as(requester).get(ticket_url(ticket))
    assert "Hello" in words(page)
    assert agents not in page.content.decode()


def test_nobody_changes_that_of_another(agent, agent2, admin):
    give(agent, image())
    page_as(agent2).post(URL, {"remove": "1", "user": agent.pk, "pk": agent.pk})
    assert page_as(admin).post(address_of(agent), {"remove": "1"}).status_code == 405
    assert Picture.objects.get().user == agent


def test_lists_show_it_in_no_query_more(version, agent, coordinator, django_assert_max_num_queries):
    make_ticket()
    client = page_as(coordinator)
    client.get("/desk/")
    with django_assert_max_num_queries(50) as plain:
        client.get("/desk/")
    count = len(plain.captured_queries)
    give(agent, image())
    with django_assert_max_num_queries(count):
        page = client.get("/desk/").content.decode()
    assert address_of(agent) in page
