"""What people write and what stands in addresses: Markdown, mentions, searches, filters."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from hypothesis import strategies as st

from reports_app import filters
from reports_app.attainability import asked
from tests.fuzz.making import pieced, text
from tests.fuzz.target import LONGEST, target
from tickets_app.comments import mentions
from tickets_app.comments.actions import LONGEST_TEXT
from tickets_app.saved_views import actions as saved_views
from tickets_app.search import joined, query
from tickets_app.search.schema import MOST_INDEXED
from tickets_app.views.places import next_page
from tts.core import markdown
from tts.core.errors import Invalid
from tts.core.middleware import SignInForHtmx

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
MARKDOWN = pieced(
    "*", "**", "_", "`", "```\n", "~~", "[", "](", ")", "![", "]", "<", ">", "> ", "- ", "1. ", "# ", "|",
    "\n", "\n\n",
    "    ", "\\", "&", "&#x41;", "&colon;", "javascript:alert(1)", "http://a.example/", "<a@b.example>",
    "<script>",
    "[a]: /b 'c'\n", "|-|-|\n", "@{7}", "@{", "a", "\t", "\0", "---\n", "===\n", "(", "<!--", "<?",
    "<![CDATA[",
    longest=LONGEST_TEXT,
)  # fmt: skip


@target("Markdown", MARKDOWN)
def read_markdown(words):
    html = markdown.render(words, mentions.STORED, mentions.shower({7: "ann"}.get))
    assert "<script" not in html.lower()


TYPED = pieced(
    "@", "ann", ".", "@ann", "@ann@example.com", "/", " ", "@{7}", "@{", "}", "-", "+", longest=LONGEST_TEXT
)


@target("mentions", TYPED)
def read_mentions(words):
    mentions.names_in(words)
    stored, _ids = mentions.to_stored(words, {"ann": 7})
    mentions.shown(stored, {7: "ann"}.get)
    mentions.without(stored)


WORDS = pieced("wi", "-", "fi", "_", "9", " ", "'", '"', "*", "(", ")", ":", "NEAR", "AND", "&", "|", "!",
    "\\", "é", "%",
               longest=LONGEST)  # fmt: skip


@target("search", WORDS)
def read_search(words):
    terms = query.terms_of(words[:200])
    assert len(terms.words) == len(terms.joined)
    if terms.words:
        assert terms.postgresql
        assert terms.sqlite
    assert terms.number_pattern


LONG_WORDS = pieced("wi", "-", "fi", "_", "9", " ", "a", "--", longest=MOST_INDEXED)


@target("words for the index", LONG_WORDS)
def index_words(words):
    joined.with_joined(words)


EDGES = st.one_of(
    pieced(
        "2026-03-29",
        "T",
        "02:30",
        "+",
        " ",
        "0001-01-01",
        "9999-12-31",
        "Z",
        "-W01",
        ":",
        "24",
        most=6,
        longest=200,
    ),
    st.sampled_from(["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "0001-01-01", "9999-12-31"]),
)
NAMES = (*filters.NARROWING, "period", "from", "to", "x")
values = st.one_of(
    text, EDGES, st.sampled_from(["7", "0", "High", "older", "me", "30d", "quarter", "²", "-1", "9" * 5000])
)
ADDRESSED = st.dictionaries(st.sampled_from(NAMES), values, max_size=5)


@target(
    "filters of reports", st.tuples(ADDRESSED, st.sampled_from(["UTC", "Pacific/Apia", "America/New_York"]))
)
def read_filters(case):
    params, zone = case
    found, _wrong = filters.parse(params, NOW, ZoneInfo(zone))
    found.query()
    found.period.before(NOW)
    found.period.buckets(found.period.fitting(found.period.unit()))
    found.period.start.astimezone(UTC), found.period.end.astimezone(UTC)


QUERIES = pieced(
    "q=", "&", "tab=", "sort=", "active", "%00", "%ff", "+", "=", "status=New", "%", "?", ";", longest=2000
)


@target("query of a saved view", QUERIES, SuspiciousOperation)  # Django answers that with 400
def read_query(address):
    tidy = saved_views.tidy(address)
    assert saved_views.tidy(tidy) == tidy


ADDRESSES = pieced("/", "//", "http:", "https://", "testserver", "evil.example", "[", "]", "\\", "@",
    "?next=", "#", "%2f", "\t",
                   "::1", ":", "a", most=10, longest=2000)  # fmt: skip


@target("address to go back to", ADDRESSES)
def read_next(address):
    request = RequestFactory().get("/", {"next": address.encode("utf-8", "replace").decode()})
    found = next_page(request)
    assert not found or url_has_allowed_host_and_scheme(found, {"testserver"})


@target("address of a page that htmx names", ADDRESSES)
def read_current_page(address):
    come = address.encode("utf-8", "surrogatepass").decode("latin-1")  # as servers hand over headers
    request = RequestFactory().get("/", headers={"HX-Request": "true", "HX-Current-URL": come})
    answer = HttpResponse(status=302, headers={"Location": reverse("account_login")})
    assert SignInForHtmx(lambda _request: answer)(request)["HX-Redirect"]


SLIDERS = {
    "low": "4320", "was-low": "4320", "urgent": "240", "was-urgent": "480", "weight-1": "0.5",
    "weight-2": "1", "revision": "3", "days": "90", "goal": "90",
}  # fmt: skip
FIELDS = (*SLIDERS, *SLIDERS, "high", "weight-x", "weight-" + "9" * 5000)
usual = st.sampled_from(["60", "1", "90", "4320"])
odd = st.sampled_from(["0" * 12 + "9" * 5000, "nan", "1e999", "-0", "²", "٣", "1_0"])
TRIED = st.dictionaries(st.sampled_from(FIELDS), st.one_of(usual, usual, usual, text, odd), max_size=2).map(
    lambda changes: SLIDERS | changes
)


@target("targets that a report tries", TRIED, Invalid)
def read_tried(given):
    asked.days_of(given), asked.goal_of(given)
    refusal = None
    for read in (asked.changed_targets, asked.weights_of, asked.revision_of):
        try:
            read(given)
        except Invalid as error:
            refusal = error
    if refusal:
        raise refusal
