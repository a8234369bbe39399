"""The conversation on a ticket's page: writing, drafts, preview, files, and what a page catches up with."""

import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import by
from tests.tickets.pages import HTMX, page_as, ticket_url, words
from tickets_app.actions import hold
from tickets_app.comments import actions, drafts
from tickets_app.live import events
from tickets_app.models import Attachment, Comment, Draft

pytestmark = pytest.mark.django_db


def talk_url(ticket, verb=""):
    return f"/ticket/{ticket.number}/conversation/{verb}"


def post(person, ticket, verb, **given):
    return page_as(person).post(talk_url(ticket, verb), given, headers=HTMX)


def threads(answer):
    """{comment id: what its article says} of a page or part."""
    found = re.findall(r'<article id="comment-(\d+)".*?</article>', answer.content.decode(), re.DOTALL)
    parts = re.findall(r'<article id="comment-\d+".*?</article>', answer.content.decode(), re.DOTALL)
    return dict(zip(map(int, found), parts, strict=True))


def after_of(answer):
    return int(re.search(r'data-after="(\d+)"', answer.content.decode()).group(1))


def test_what_is_said_comes_back_with_what_the_page_lacks(ticket, say, technician, requester):
    other = say(requester, "Any news?")
    answer = post(technician, ticket, "say/", audience="public", text="**Tomorrow.**", after="0", seen="0")
    mine = Comment.objects.latest("pk")
    assert (mine.text, mine.is_internal) == ("**Tomorrow.**", False)
    assert set(threads(answer)) == {other.pk, mine.pk}
    assert "<strong>Tomorrow.</strong>" in threads(answer)[mine.pk]
    assert after_of(answer) == events.latest(ticket.pk)


def test_without_scripts_it_works_too(ticket, technician):
    sent = {"audience": "internal", "text": "Among us"}
    answer = page_as(technician).post(talk_url(ticket, "say/"), sent)
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#comment-{Comment.objects.get().pk}")


def say_once(person, ticket, text="Tomorrow.", once="key-1"):
    return post(person, ticket, "say/", audience="public", text=text, once=once, after="0", seen="0")


def test_what_is_sent_twice_is_said_once(ticket, technician, agent):
    first = say_once(technician, ticket)
    drafts.keep(by(technician), ticket.pk, "public", "Tomorrow.")
    again = say_once(technician, ticket)
    assert (again.status_code, again["X-Comment"]) == (200, first["X-Comment"])
    assert threads(again).keys() == {int(first["X-Comment"])}
    assert not Draft.objects.exists()
    say_once(agent, ticket)
    say_once(technician, ticket, once="key-2")
    assert list(Comment.objects.values_list("author", flat=True).order_by("pk")) == [
        technician.pk,
        agent.pk,
        technician.pk,
    ]


def test_another_text_is_not_taken_for_what_was_sent(ticket, technician):
    say_once(technician, ticket)
    answer = say_once(technician, ticket, "Today!")
    assert answer.status_code == 422
    assert "What you wrote before was sent after all." in words(answer)
    assert Comment.objects.count() == 1


def test_what_was_refused_or_has_no_key_may_be_sent_again(ticket, technician):
    assert say_once(technician, ticket, " ").status_code == 400
    assert say_once(technician, ticket, once="ä").status_code == 400
    assert say_once(technician, ticket).status_code == 200
    say_once(technician, ticket, once="")
    say_once(technician, ticket, once="")
    assert Comment.objects.count() == 3


def test_each_composer_has_a_key_of_its_own(ticket, technician):
    page = "".join(page_as(technician).get(ticket_url(ticket)).content.decode() for _ in range(2))
    keys = re.findall(r'name="once" value="([^"]{20,})"', page)
    assert len(set(keys)) == 4


@pytest.mark.parametrize("audience", ["", "everybody", None])
def test_a_comment_without_its_audience_is_refused(ticket, technician, audience):
    given = {"text": "To whom?"} | ({} if audience is None else {"audience": audience})
    assert post(technician, ticket, "say/", **given).status_code == 400
    assert not Comment.objects.exists()


def test_a_requester_cannot_note_and_a_stranger_finds_nothing(ticket, requester, outsider):
    assert post(requester, ticket, "say/", audience="internal", text="x").status_code == 403
    for verb in ("say/", "draft/", "preview/", "files/"):
        assert post(outsider, ticket, verb, audience="public", text="x", place="public").status_code == 404
    assert page_as(outsider).get(talk_url(ticket, "changes/")).status_code == 404
    assert not Comment.objects.exists()


def test_the_composers_differ_in_words_place_and_verb(ticket, technician, requester):
    page = page_as(technician).get(ticket_url(ticket)).content.decode()
    assert page.index('id="composer-public"') < page.index('id="composer-internal"')
    assert re.findall(r'<button type="submit" class="btn btn-(\w+)">\s*(.*?)\s*</button>', page)[-2:] == [
        ("primary", "Send to requester"),
        ("internal", "Add internal note"),
    ]
    assert 'id="composer-internal"' not in page_as(requester).get(ticket_url(ticket)).content.decode()


def test_drafts_are_kept_per_audience_and_done_with_when_sent(ticket, technician):
    for place, text in (("public", "Dear"), ("internal", "By the way")):
        assert post(technician, ticket, "draft/", place=place, text=text).status_code == 204
    page = page_as(technician).get(ticket_url(ticket)).content.decode()
    assert ">Dear</textarea>" in page
    assert ">By the way</textarea>" in page
    post(technician, ticket, "say/", audience="public", text="Dear all")
    assert [draft.place for draft in Draft.objects.all()] == ["internal"]


def test_the_preview_shows_what_will_be_shown(ticket, technician):
    text = "*Hi* @agent <script>alert(1)</script> [x](javascript:alert)"
    answer = post(technician, ticket, "preview/", audience="public", text=text)
    said = answer.content.decode()
    assert "<em>Hi</em>" in said
    assert "<script" not in said
    assert "javascript:" not in re.sub(r">[^<]*<", "><", said)


def test_mentions_are_completed_for_staff_with_who_may_read_it(ticket, technician, requester):
    ask = {"audience": "internal", "q": "req"}
    assert page_as(technician).get(talk_url(ticket, "people/"), ask).json() == {"people": []}
    found = page_as(technician).get(talk_url(ticket, "people/"), ask | {"audience": "public"}).json()
    assert [person["username"] for person in found["people"]] == ["requester"]
    assert page_as(requester).get(talk_url(ticket, "people/"), ask | {"audience": "public"}).json() == {
        "people": []
    }


def test_comments_are_changed_deleted_and_judged_in_place(ticket, say, technician, agent):
    mine = say(technician, "Frist")
    client = page_as(technician)
    assert "Frist" in words(client.get(f"/comments/{mine.pk}/edit/", headers=HTMX))
    answer = client.post(f"/comments/{mine.pk}/edit/", {"text": "First"}, headers=HTMX)
    assert "changed" in threads(answer)[mine.pk]
    judged = page_as(agent).post(f"/comments/{mine.pk}/thumb/", {"value": "1"}, headers=HTMX)
    assert "Thumbs up: 1" in threads(judged)[mine.pk]
    assert page_as(agent).post(f"/comments/{mine.pk}/edit/", {"text": "x"}).status_code == 403
    assert page_as(agent).post(f"/comments/{mine.pk}/thumb/", {"value": "7"}).status_code == 400
    gone = client.post(f"/comments/{mine.pk}/delete/", headers=HTMX)
    assert "Deleted by" in threads(gone)[mine.pk]
    assert "First" not in threads(gone)[mine.pk]


def test_a_file_waits_in_its_composer_goes_with_the_comment_and_is_shown(ticket, technician, requester):
    file = SimpleUploadedFile("why.txt", b"because")
    answer = post(technician, ticket, "files/", audience="public", file=file)
    assert answer.status_code == 201
    row = Attachment.objects.get()
    assert page_as(requester).get(f"/files/{row.pk}/").status_code == 404
    post(technician, ticket, "say/", audience="public", text="See", file=str(row.pk))
    shown = page_as(requester).get(f"/files/{row.pk}/")
    assert b"".join(shown.streaming_content) == b"because"
    assert "because" in words(page_as(requester).get(f"/files/{row.pk}/text/"))
    assert post(technician, ticket, "files/", audience="public").status_code == 400


class TestCatchingUp:
    def test_names_what_others_did_and_not_what_one_did_oneself(self, ticket, agent, coordinator, technician):
        seen = events.latest(ticket.pk)
        hold.hold(by(coordinator), ticket.task.pk, "waiting for a part")

        def told(person):
            url = talk_url(ticket, f"changes/?after={seen}&seen={seen}")
            return words(page_as(person).get(url))

        assert "Changed since you opened it: Coordinator" in told(technician)
        assert "Changed since" not in told(coordinator)

    def test_tells_a_requester_no_more_than_the_public_part(self, ticket, technician, requester, coordinator):
        seen = events.latest(ticket.pk)
        hold.hold(by(coordinator), ticket.task.pk, "he shouted at us")
        url = talk_url(ticket, f"changes/?after={seen}&seen={seen}")
        said = words(page_as(requester).get(url))
        assert "Changed since" in said
        assert "shouted" not in said

    @pytest.mark.parametrize("seed", range(3))
    def test_state_and_events_since_equal_a_fresh_page(self, seed, ticket, say, technician, agent, requester):
        """Whenever a page asks, what it has then is what a fresh page would have: none lost, none twice."""
        chance, client, state, after = random.Random(seed), page_as(requester), {}, 0
        for _ in range(14):
            _act(chance, say, (technician, agent, requester))
            if chance.random() < 0.5:
                answer = client.get(talk_url(ticket, f"changes/?after={after}&seen={after}"))
                state |= threads(answer)
                after = after_of(answer)
        state |= threads(client.get(talk_url(ticket, f"changes/?after={after}&seen={after}")))
        fresh = threads(client.get(ticket_url(ticket)))
        assert _bare(state) == _bare(fresh)
        readable = Comment.objects.filter(ticket=ticket, is_internal=False)
        assert sorted(state) == list(readable.order_by("pk").values_list("pk", flat=True))


def _act(chance, say, people):
    person, known = chance.choice(people), list(Comment.objects.filter(deleted_at__isnull=True))
    own = [comment for comment in known if comment.author == person]
    what = chance.choice(["say", "say", "reply", "edit", "delete", "vote"])
    if what == "edit" and own:
        actions.edit(by(person), chance.choice(own).pk, f"changed {chance.random()}")
    elif what == "delete" and own:
        actions.delete(by(person), chance.choice(own).pk)
    elif what == "vote" and known and person.username != "requester":
        actions.vote(by(person), chance.choice(known).pk, 1)
    elif what == "reply" and known and person.username != "requester":
        parent = chance.choice(known)
        say(person, "answer", internal=parent.is_internal, parent_id=parent.pk)
    else:
        say(
            person,
            f"said {chance.random()}",
            internal=person.username != "requester" and chance.random() < 0.3,
        )


def _bare(articles):
    """Without what differs by the second and the token of the page."""
    return {pk: re.sub(r"<time.*?</time>|\s+", " ", text) for pk, text in articles.items()}


def test_the_ticket_page_costs_the_same_for_any_number_of_comments(
    ticket, say, technician, agent, requester, django_assert_max_num_queries
):
    client = page_as(technician)
    say(agent, "One")
    with django_assert_max_num_queries(16) as few:
        client.get(ticket_url(ticket))
    for person in (requester, agent, technician) * 4:
        say(person)
    with django_assert_max_num_queries(len(few)):
        client.get(ticket_url(ticket))
