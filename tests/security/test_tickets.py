"""What people write is text wherever it is shown, and nobody learns of a ticket they may not see."""

import html
import re

import pytest

from tests.api import Api, results
from tests.factories import make_ticket, publish
from tests.tickets.pages import page_as, ticket_url
from tickets_app.mail_messages import message
from tickets_app.models import Notification
from tts.core.markdown import render

pytestmark = pytest.mark.django_db
MARKUP = "<img src=x onerror=alert(1)>"
TEMPLATE = "{{7*7}} {% load tts %} {{ settings.SECRET_KEY }} ${7*7} #{7*7}"


@pytest.fixture
def odd(roles, coordinator, agent):
    """A workflow whose steps, transitions and own name are markup, and a ticket of the same kind in it."""
    steps = ((MARKUP, "Agent", 0.5), ("Done", "Agent", 0.5))
    publish(MARKUP, steps, ((MARKUP, MARKUP, "Done"),), roles, department="IT", category=MARKUP)
    return make_ticket(
        subject=MARKUP, description=MARKUP, category=MARKUP, field=MARKUP, employee={"name": MARKUP}
    )


@pytest.mark.security(15)
@pytest.mark.parametrize("address", ["ticket", "/inbox/", "/search/?q=img", "/", "/notifications/", "print"])
def test_markup_is_text_on_every_page_that_shows_it(odd, agent, address):
    own = {"ticket": ticket_url(odd), "print": ticket_url(odd, "print")}
    assert MARKUP not in page_as(agent).get(own.get(address, address)).content.decode()


@pytest.mark.security(15)
@pytest.mark.parametrize("page", ["", "tickets/", "tasks/", "workflows/", "list/?measure=open"])
def test_markup_is_text_in_figures_and_their_tables(odd, analyst, page):
    answer = page_as(analyst).get(f"/reports/{page}")
    assert MARKUP not in answer.content.decode()


@pytest.mark.security(15)
def test_markup_is_text_in_mail(odd):
    (notice,) = Notification.objects.filter(channel="email", recipient__isnull=False)[:1]
    mail = message([notice]).alternatives[0].content
    assert "&lt;img" in mail
    assert MARKUP not in mail


@pytest.mark.security(16)
@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "javascript&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A;avascript:alert(1)",
        "\x01javascript:alert(1)",
        "vbscript:x",
        "data:text/html;base64,PHNjcmlwdD4=",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_runs_is_no_link_however_it_is_spelled(address):
    for text in (
        f"[x]({address})",
        f"[x](<{address}>)",
        f"<{address}>",
        f"[x][1]\n\n[1]: {address}",
        f"![x]({address})",
    ):
        for link in re.findall(r'(?:href|src)="([^"]*)"', render(text)):
            seen = re.sub(r"[\x00-\x20]", "", html.unescape(link)).lower()  # as browsers read it
            scheme = re.match(r"([a-z][a-z0-9+.-]*):", seen)
            assert scheme is None or scheme.group(1) in ("http", "https", "mailto"), text


@pytest.mark.security(17)
def test_what_looks_like_a_template_stays_as_it_was_written(version, agent, technician):
    ticket = make_ticket(subject=TEMPLATE, description=TEMPLATE)
    assert (
        Api(agent).post(f"/tickets/{ticket.pk}/comments/", {"text": TEMPLATE, "internal": False}).status_code
        == 201
    )
    page = page_as(agent).get(ticket_url(ticket)).content.decode()
    assert page.count("{{7*7}} {% load tts %} {{ settings.SECRET_KEY }}") >= 3
    assert "49 " not in message([Notification.objects.filter(channel="email").first()]).body


@pytest.mark.security(18)
def test_a_hidden_ticket_is_in_no_list_count_or_search(version, agent, outsider):
    ticket = make_ticket(subject="Xylophone")
    assert results(Api(outsider).get("/tickets/", search="Xylophone")) == []
    assert Api(outsider).get("/tickets/").json()["count"] == 0
    assert results(Api(outsider).get("/tasks/", ticket_number=ticket.number)) == []
    for address in ("/", "/inbox/", "/archive/", "/search/?q=Xylo", "/new/similar/?subject=Xylophone"):
        page = page_as(outsider).get(address).content.decode()
        assert ticket.number not in page, address
        assert "Xylophone" not in page.replace("q=Xylo", ""), address


@pytest.mark.security(44)
@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r"])
def test_a_subject_of_two_lines_is_refused(version, agent, requester, break_):
    forged = f"Printer{break_}Bcc: all@example.com"
    for path in ("/tickets/", "/send/"):
        answer = Api(agent).post(path, {"subject": forged, "department": "IT"})
        assert (answer.status_code, list(answer.json()["details"])) == (400, ["subject"])
        employee = {"email": f"a@example.com{break_}Bcc: all@example.com"}
        answer = Api(agent).post(path, {"subject": "Printer", "department": "IT", "employee": employee})
        assert (answer.status_code, list(answer.json()["details"])) == (400, ["employee_email"])
