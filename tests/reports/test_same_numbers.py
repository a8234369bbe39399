"""Card, list, CSV and a recount from history agree, for every figure, filter and role.

REPORT_FILTERS=200 tries that many random filters; 12 by default.
"""

import os
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from reports_app import figures, periods
from reports_app.figures import View
from reports_app.filters import Filters, parse
from reports_app.measure import selection
from reports_app.measures import MEASURES
from reports_app.periods import DAY
from reports_app.tabs import workflows
from tests.factories import by, edge_id, make_ticket, make_user
from tests.reports import recount
from tests.tickets.pages import page_as
from tickets_app.actions import move
from tickets_app.actions.requester import rate
from tickets_app.demo import EXCERPT
from tickets_app.history import events_of
from tickets_app.models import Origin, Priority, TaskItem, Ticket, TicketStatus
from tickets_app.replay.run import replay

pytestmark = pytest.mark.django_db
TRIES = int(os.environ.get("REPORT_FILTERS", "12"))
BERLIN = ZoneInfo("Europe/Berlin")
FIRST = date(2016, 2, 25)


@pytest.fixture
def world(roles, version, agent, now):
    """An excerpt of the real log, and a few tickets of another department."""
    replay(EXCERPT, zone=BERLIN)
    for hours, priority in ((60, "Urgent"), (30, "High"), (2, "Low")):
        ticket = make_ticket(at=now - timedelta(hours=hours), priority=priority)
        sent_on = now - timedelta(hours=hours / 2)
        move.transition(by(agent), ticket.task.pk, edge_id(version, "Send on"), at=sent_on)
    _rate_some(make_user("asker"))


def _rate_some(asker):
    """Have half of the resolved tickets rated, an hour after their last event."""
    done = Ticket.objects.filter(status__in=("Resolved", "Closed")).order_by("pk")[::2]
    for number, ticket in enumerate(done):
        Ticket.objects.filter(pk=ticket.pk).update(requester=asker)
        at = events_of(ticket.pk)[-1].at + timedelta(hours=1)
        rate(by(asker), ticket.pk, number % 5 + 1, at=at)


def random_filters(random, now) -> Filters:
    """A period, and some filters, each there in one of eight cases."""
    first = FIRST + timedelta(days=random.randrange(40))
    chosen = {
        "department": ["service desk", "it", "nowhere"],
        "priority": Priority.values,
        "status": TicketStatus.values,
        "origin": Origin.values,
        "role": list(TaskItem.objects.values_list("role_id", flat=True).distinct()),
        "agent": list(TaskItem.objects.exclude(user=None).values_list("user_id", flat=True).distinct()),
    }
    some = {name: random.choice(values) for name, values in chosen.items() if random.random() < 0.12}
    if random.random() < 0.15:
        return Filters(periods.named("7d", now, BERLIN), "7d", **some)
    period = periods.of_days(first, first + timedelta(days=random.randrange(50)), BERLIN)
    return Filters(period, "", **some)


def test_card_list_csv_and_history_agree(world, analyst, roles, now):
    some = make_user("some", roles["Ticket Coordinator"], departments=["it"])
    client, random = page_as(analyst), Random(7)
    known = recount.lives(now)
    seen, rated = 0, 0
    for number in range(TRIES):
        user = some if number % 4 == 3 else analyst
        filters = random_filters(random, now)
        told = [life for life in known if user is analyst or life["department"] == "IT"]
        cards = figures.figures(MEASURES, View(user, filters, now))
        for name, figure in cards.items():
            rows = selection(MEASURES[name], user, filters, now)
            assert rows.count() == figure.count, (name, filters)
        for name in (*recount.TICKETS, *recount.ITEMS):
            assert recount.counted(name, told, filters) == cards[name].count, (name, filters)
            seen += cards[name].count
        rated += cards["satisfied"].count
        _mean_agrees(cards["csat"], told, filters)
        name = random.choice(list(MEASURES))
        if user is analyst:
            _list_and_csv_agree(client, name, filters, cards[name].count)
            _api_agrees(client, filters, cards)
    assert seen > 100
    assert rated > 0


def _mean_agrees(card, told, filters):
    scores = [life["rating"][1] for life in told if recount.counted("csat", [life], filters)]
    assert card.value == (pytest.approx(sum(scores) / len(scores)) if scores else None)


def _list_and_csv_agree(client, name, filters, count):
    query = filters.query(measure=name)
    page = client.get(f"/reports/list/?{query}").content.decode()
    assert f'data-count="{count}"' in page
    csv = client.get(f"/reports/list.csv?{query}").content.decode()
    assert len(csv.strip().splitlines()) == count + 1


def _api_agrees(client, filters, cards):
    query = filters.query()
    told = client.get(f"/analytics/operational/?{query}").json()
    assert {name: told[name]["count"] for name in told} == {name: card.count for name, card in cards.items()}
    sla = client.get(f"/analytics/tickets/sla/?{query}").json()
    assert (sla["total_tickets"], sla["met_sla"]) == (cards["compliance"].count, cards["met"].count)
    assert sum(part["total"] for part in sla["by_priority"].values()) == sla["total_tickets"]
    rows = client.get(f"/analytics/drilldown/tickets/sla/?measure=breached&{query}").json()
    assert rows["count"] == cards["breached"].count
    for address, name in (
        ("tickets/status", "created"),
        ("tickets/age", "open"),
        ("tasks/origin", "items_new"),
    ):
        assert client.get(f"/analytics/{address}/?{query}").json()["total"] == cards[name].count


def test_bars_points_and_cells_open_what_they_count(world, analyst, now):
    view = View(analyst, Filters(periods.of_days(FIRST, FIRST + timedelta(days=50), BERLIN), ""), now)

    def opened(name, **changes):
        return selection(MEASURES[name], analyst, view.filters.with_(**changes), now).count()

    for unit in ("day", "week", "month"):
        trend = figures.trend(MEASURES["created"], view, unit)
        assert sum(count for *_edges, count in trend) == figures.figure("created", view).count
        assert [opened("created", start=start, end=end) for start, end, _count in trend] == [
            count for *_edges, count in trend
        ]
    cells = figures.week(MEASURES["created"], view)
    assert {key: opened("created", weekday=key[0], hour=key[1]) for key in cells} == cells
    for group in figures.counts_by("role", ("items_new", "items_resolved"), view, "role__name"):
        assert {name: opened(name, role=group.key) for name in group.counts} == group.counts


def test_an_autumn_night_has_two_hours_of_one_name(analyst, version, now):
    night = periods.of_days(date(2025, 10, 26), date(2025, 10, 26), BERLIN)
    for minute in (30, 90):  # 02:30 twice
        make_ticket(at=periods.midnight(date(2025, 10, 26), BERLIN) + timedelta(hours=2) + minute * MINUTE)
    trend = figures.trend(MEASURES["created"], View(analyst, Filters(night, ""), now), "hour")
    assert len(trend) == 25
    assert [count for *_edges, count in trend if count] == [1, 1]


MINUTE = timedelta(minutes=1)


def test_a_link_means_the_same_when_it_is_opened(now):
    filters = Filters(periods.of_days(FIRST, FIRST, BERLIN), "", priority="High", weekday=2, agent=0)
    params = dict(pair.split("=") for pair in filters.query().split("&"))
    read, wrong = parse({name: _decoded(text) for name, text in params.items()}, now, ZoneInfo("Asia/Tokyo"))
    assert wrong == {}
    assert (read.period.start, read.period.end) == (filters.period.start, filters.period.end)
    assert (read.priority, read.weekday, read.agent) == ("High", 2, 0)


def _decoded(text):
    return text.replace("%3A", ":").replace("%2B", "+")


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_quantiles_are_right_to_two_percent(level):
    random = Random(3)
    seconds = sorted(random.lognormvariate(9, 2) for _ in range(2000))
    bins = {}
    for value in seconds:
        number = int(figures.math.log(max(value, 1)) / figures.math.log(figures.BIN))
        bins[number] = bins.get(number, 0) + 1
    exact = seconds[figures.math.ceil(len(seconds) * level) - 1]
    assert figures.quantile(bins, level) == pytest.approx(exact, rel=0.02)


def test_the_bands_of_the_flow_are_what_their_lists_hold(world, analyst, now):
    span = periods.of_days(FIRST + 10 * DAY, FIRST + 35 * DAY, BERLIN)
    panel = workflows.content(View(analyst, Filters(span, ""), now)).panels[0]
    opened = page_as(analyst)
    bands = dict(zip(("finished", "was_in_work", "was_waiting"), panel.chart["data"], strict=True))
    for name, band in bands.items():
        assert sum(band["y"]) > 0, name
        for height, link in list(zip(band["y"], band["customdata"], strict=True))[::6]:
            assert f'data-count="{height}"' in opened.get(link).content.decode(), (name, link)
