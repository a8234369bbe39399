"""Helpers for tests of pages: signed-in clients, and what a page says."""

import html
import re

from django.test import Client

HTMX = {"HX-Request": "true"}


def page_as(user):
    """A client that is signed in as `user`."""
    client = Client()
    client.force_login(user)
    return client


def words(response):
    """The text of an answer, as somebody reads it."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def ticket_url(ticket, verb=""):
    return f"/ticket/{ticket.number}/{verb}/" if verb else f"/ticket/{ticket.number}/"
