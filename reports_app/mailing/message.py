"""What a mailed report looks like: the figures of its tab under its filters, with its reader's rights."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reports_app.figures import View
from reports_app.filters import parse
from reports_app.mailing import stopping
from reports_app.mailing.models import ReportMail
from reports_app.tables import Content, Panel
from reports_app.tabs.known import KNOWN
from reports_app.views.narrowing import words
from tickets_app import mail_messages
from tts.accounts.zones import zone_of

MOST_ROWS = 40  # of a table; the page has all
MOST_COLUMNS = 12  # what is wider cannot be read in a mail
TEMPLATE = "reports_app/mail/report"


def message(mail: ReportMail, now: datetime) -> EmailMultiAlternatives:
    """The mail of a report, as its recipient would see the page at `now`, in their zone."""
    report, reader = mail.report, mail.recipient
    zone = zone_of(reader)
    filters, _wrong = parse(QueryDict(report.query), now, zone)
    view = View(reader, filters, now)
    link = f"{settings.SITE_URL}{reverse('report', args=[report.tab])}?{report.query}"
    stop = stopping.link(report.pk, reader)
    with timezone.override(zone):
        content = KNOWN[report.tab].content(view)
        context = {
            "report": report,
            "tab": KNOWN[report.tab].label,
            "narrowed": words(view),
            "at": now,
            "zone": zone,
            "link": link,
            "stop": stop,
            **_shown(content, report.tab, lambda href: urljoin(link, href) if href else ""),
        }
        number = f"report-{report.pk}-{reader.pk}-{mail.due_at:%Y%m%d%H%M}"
        headers = {"Message-ID": mail_messages.message_id(number), **mail_messages.headers(stop)}
        subject = _("Report: %(name)s") % {"name": " ".join(report.name.split())}
        return mail_messages.of_templates(reader.email, subject, TEMPLATE, context, headers)


def _shown(content: Content, tab: str, absolute: Callable[[str], str]) -> dict:
    cards = [(card, absolute(card.href)) for card in content.cards]
    notices = [(notice, absolute(notice.href)) for notice in content.more] if tab == "insights" else []
    tables = [_table(panel, absolute) for panel in content.panels if len(panel.columns) <= MOST_COLUMNS]
    return {"cards": cards, "notices": notices, "tables": tables}


def _table(panel: Panel, absolute) -> dict:
    rows = [[(cell.text, absolute(cell.href)) for cell in row] for row in panel.rows[:MOST_ROWS]]
    return {
        "title": panel.title,
        "columns": panel.columns,
        "rows": rows,
        "left_out": len(panel.rows) - len(rows),
        "empty": panel.empty,
    }
