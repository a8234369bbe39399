"""The socket: who may open it, what it hears, and what closes it."""

import json
import threading
from itertools import pairwise

import pytest
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.test import override_settings
from django.utils import timezone

from tests.factories import by
from tests.live.scenes import PATIENCE, Socket, cookie_of, play, watching
from tickets_app.actions import hold, reading
from tickets_app.comments import actions
from tickets_app.live import events, hints, news, socket, tables
from tickets_app.live.limits import LONGEST, MOST
from tickets_app.live.origins import is_ours
from tickets_app.models import TaskItem
from tts.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)

write = sync_to_async(actions.create)


@pytest.mark.security(25)
@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        ("http://testserver", True),
        ("https://testserver", True),
        ("https://listed.example", True),
        ("http://evil.example", False),
        ("http://testserver.evil.example", False),
        ("http://testserver:81", False),
        ("null", False),
        ("file://testserver", False),
        ("http://[", False),
        ("", False),
    ],
)
@override_settings(CSRF_TRUSTED_ORIGINS=["https://listed.example"], ALLOWED_HOSTS=["testserver"])
def test_only_our_own_pages_open_sockets(origin, ours):
    assert is_ours(origin, "testserver") is ours
    assert not is_ours("http://elsewhere", "elsewhere")


@pytest.mark.security(25)
def test_who_may_open_one(agent):
    cookie = cookie_of(agent)

    async def scene():
        refused = [
            Socket(cookie, origin="http://evil.example"),
            Socket(cookie, origin=None),
            Socket(),
            Socket("sessionid=made-up"),
            Socket(cookie, path="/elsewhere/"),
        ]
        assert [await each.opens() for each in refused] == [False] * 5
        own = Socket(cookie)
        assert await own.opens()
        assert await own.hear("unread") == {
            "type": "unread",
            "count": 0,
            "label": "Notifications: 0 unread",
        }
        await own.ends()

    play(scene)


@pytest.mark.security(28)
@pytest.mark.parametrize(
    "message",
    [
        "no json",
        "[1]",
        '{"watch": 1}',
        '{"type": "ticket.changed", "ticket_id": "1"}',
        '{"writing": "everywhere"}',
        "x" * (LONGEST + 1),
        json.dumps({"watch": "x" * 1_000_000}),
        "[" * 900,
        b"bytes",
    ],
    ids=lambda message: repr(message[:12]),
)
def test_what_no_page_of_ours_says_closes_it(agent, message):
    cookie = cookie_of(agent)

    async def scene():
        own = Socket(cookie)
        assert await own.opens()
        await own.say(message)
        assert await own.close_code() == socket.BAD_MESSAGE

    play(scene)


@pytest.mark.security(28)
def test_a_flood_closes_it(agent):
    cookie = cookie_of(agent)

    async def scene():
        own = Socket(cookie)
        assert await own.opens()
        for _ in range(MOST + 1):
            await own.say({"writing": ""})
        assert await own.close_code() == socket.BAD_MESSAGE

    play(scene)


@pytest.mark.security(27)
def test_it_brings_what_was_said_and_only_to_whom_it_may(ticket, agent, technician, requester):
    inside, asker = cookie_of(technician), cookie_of(requester)

    async def scene():
        staff, outside = await watching(inside, ticket), await watching(asker, ticket)
        before = await last_event()
        await write(by(agent), ticket.pk, "Among us", internal=True)
        noted = await last_event()
        about = {"ticket": ticket.number, "id": noted}
        assert await staff.hear("changed") == {"type": "changed", **about, "follows": True}
        content = await staff.hear("content")
        assert "Among us" in content.pop("html")
        assert content == {"type": "content", **about, "after": before}
        await write(by(agent), ticket.pk, "To you", internal=False)
        theirs, ours = await outside.hear("content"), await staff.hear("content")
        assert (theirs["after"], theirs["id"]) == (before, await last_event())
        assert (ours["after"], ours["id"]) == (noted, await last_event())
        assert words_in(ours) == {"To you", "Requester sees this"}
        assert words_in(theirs) == {"To you"}
        assert [m["type"] for m in await outside.heard() if m["type"] != "unread"] == []
        await staff.ends()
        await outside.ends()

    def words_in(content):
        return {words for words in ("To you", "Among us", "Requester sees this") if words in content["html"]}

    last_event = sync_to_async(lambda: events.latest(ticket.pk))
    play(scene)


def test_what_concerns_more_than_the_conversation_is_fetched(ticket, technician, coordinator):
    cookie, task = cookie_of(coordinator), ticket.task

    async def scene():
        page = await watching(cookie, ticket)
        await sync_to_async(hold.hold)(by(technician), task.pk, "waiting for a part")
        told = await page.hear("changed")
        assert told["follows"] is False
        await write(by(technician), ticket.pk, "It comes on Monday", internal=True)
        assert (await page.hear("content"))["after"] == told["id"]
        await page.ends()

    play(scene)


def test_what_came_while_it_was_worked_out_comes_together(ticket, agent, technician, monkeypatch):
    cookie, rounds, may_go = cookie_of(technician), [], threading.Event()
    read = news.read

    def slowly(ticket_id, after, until, sign_ins):
        rounds.append((after, until))
        assert may_go.wait(PATIENCE)
        return read(ticket_id, after, until, sign_ins)

    async def scene():
        pages = [await watching(cookie, ticket) for _ in range(2)]
        monkeypatch.setattr(news, "read", slowly)
        group = hints.ticket_group(ticket.pk)
        said = []
        for number in range(4):
            await sync_to_async(actions.create, thread_sensitive=False)(
                by(agent), ticket.pk, f"Word {number}", internal=False
            )
            said.append(await sync_to_async(events.latest, thread_sensitive=False)(ticket.pk))
            hint = {"type": "ticket.changed", "ticket_id": ticket.pk, "event_id": said[-1]}
            await get_channel_layer().group_send(group, hint)
        may_go.set()
        for page in pages:
            html = ""
            while True:
                content = await page.hear("content")
                html += content["html"]
                if content["id"] == said[-1]:
                    break
            assert [f"Word {number}" in html for number in range(4)] == [True] * 4
        assert len(rounds) < len(said)
        assert [until for _after, until in rounds][-1] == said[-1]
        assert all(earlier[1] == later[0] for earlier, later in pairwise(rounds))
        for page in pages:
            await page.ends()

    play(scene)


def test_where_it_cannot_be_worked_out_the_page_comes_back(ticket, agent, technician, monkeypatch):
    cookie = cookie_of(technician)

    def fails(*_given):
        raise DatabaseError

    async def scene():
        page = await watching(cookie, ticket)
        monkeypatch.setattr(news, "contents", fails)
        await write(by(agent), ticket.pk, "Lost?", internal=False)
        assert await page.close_code() == tables.TROUBLE

    play(scene)


@pytest.mark.security(26)
def test_a_ticket_out_of_sight_closes_it_at_once_or_at_the_next_event(ticket, agent, outsider):
    foreign, own = cookie_of(outsider), cookie_of(agent)

    def lose_access():
        TaskItem.objects.filter(task=ticket.task, user=agent).update(user=None)
        hold.hold(by(User.objects.get(username="technician")), ticket.task.pk, "waiting for a part")

    async def scene():
        stranger = Socket(foreign)
        assert await stranger.opens()
        await stranger.say({"watch": ticket.number})
        assert await stranger.close_code() == socket.NOT_FOUND
        seated = await watching(own, ticket)
        await sync_to_async(lose_access)()
        assert await seated.close_code() == socket.NOT_FOUND

    play(scene)


def deactivate(person):
    User.objects.filter(pk=person.pk).update(is_active=False)


def end_sessions(_person):
    Session.objects.update(expire_date=timezone.now())


def sign_out(_person):
    Session.objects.all().delete()


def change_password(person):
    person.set_password("another one")
    person.save()


def lose_role(person):
    person.memberships.update(is_active=False)


@pytest.mark.security(26)
@pytest.mark.parametrize("lose", [deactivate, end_sessions, sign_out, change_password, lose_role])
def test_who_lost_the_right_is_cut_off_and_hears_nothing_more(ticket, technician, admin, lose):
    cookie = cookie_of(admin)

    def lose_it_before_something_is_said():
        lose(admin)
        actions.create(by(technician), ticket.pk, "News", internal=True)

    async def scene():
        seated = await watching(cookie, ticket)
        await sync_to_async(lose_it_before_something_is_said)()
        # Whoever is told of it finds out first: the ticket's table or the person's bell.
        assert await seated.close_code() in {socket.NOT_FOUND, socket.SIGNED_OUT}
        assert "News" not in json.dumps(await seated.heard())

    play(scene)


@pytest.mark.security(27)
def test_who_is_staff_no_more_but_asked_hears_the_public_part(ticket, agent, admin):
    ticket.requester = admin
    ticket.save()
    cookie = cookie_of(admin)

    async def scene():
        page = await watching(cookie, ticket)
        await sync_to_async(lose_role)(admin)
        await write(by(agent), ticket.pk, "To you", internal=False)
        assert (await page.hear("changed"))["follows"] is False  # its rights are others: it fetches
        await write(by(agent), ticket.pk, "Among us", internal=True)
        await write(by(agent), ticket.pk, "To you again", internal=False)
        content = await page.hear("content")
        assert "To you again" in content["html"]
        assert "Among us" not in content["html"]
        await page.ends()

    play(scene)


def test_staff_see_who_is_there_and_writes_and_nobody_else_does(ticket, agent, technician, requester):
    cookies = [cookie_of(person) for person in (agent, technician, requester)]

    async def scene():
        first, second, asker = [await watching(cookie, ticket) for cookie in cookies]
        await first.hears_present({"Technician": "", "Requester": ""})
        await second.say({"writing": "internal"})
        await first.hears_present({"Technician": "internal", "Requester": ""})
        await asker.say({"writing": "public"})
        await first.hears_present({"Technician": "internal", "Requester": "public"})
        await second.say({"watch": None})
        await first.hears_present({"Requester": "public"})
        await asker.ends()
        await first.hears_present({})
        assert "present" not in {message["type"] for message in await asker.heard()}
        await first.ends()
        await second.ends()

    play(scene)


def test_the_bell_counts(ticket, agent, technician):
    cookie = cookie_of(technician)

    async def scene():
        page = Socket(cookie)
        assert await page.opens()
        before = (await page.hear("unread"))["count"]
        await write(by(agent), ticket.pk, "Look at this", internal=True)
        told = await page.hear("unread")
        assert told["count"] == before + 1
        assert str(before + 1) in told["label"]
        await sync_to_async(reading.mark_all_read)(technician)
        assert (await page.hear("unread"))["count"] == 0
        await page.ends()

    play(scene)
