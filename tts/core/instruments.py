"""What this process counts of itself, for /metrics: requests, queries, sockets; and logs slow queries.

Figures that the database knows are read from it when asked for (`tickets_app.views.metrics`).
"""

import logging
import time
from contextvars import ContextVar

from django.conf import settings
from prometheus_client import Counter, Gauge, Histogram

from tts.core import logs

log = logging.getLogger(__name__)
requests_log = logging.getLogger("tts.requests")

REQUESTS = Histogram(
    "tts_request_seconds",
    "Time of requests, by route",
    ["method", "route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
QUERIES = Counter("tts_queries", "Statements sent to the database")
QUERY_SECONDS = Counter("tts_query_seconds", "Time that statements took")
SLOW_QUERIES = Counter("tts_slow_queries", "Statements that took longer than SLOW_QUERY_MS")
SOCKETS = Gauge("tts_sockets", "Open sockets of pages")

LONGEST_SQL = 2000
_statements: ContextVar[list[int]] = ContextVar("statements")


class Measured:
    """Middleware: measures each request, counts its statements, and logs a line about it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began, count = time.perf_counter(), [0]
        token = _statements.set(count)
        try:
            with logs.during(request_id=request.request_id):
                response = self.get_response(request)
                _note(request, response, time.perf_counter() - began, count[0])
        finally:
            _statements.reset(token)
        return response


def _note(request, response, seconds, statements):
    match = request.resolver_match
    route = match.route if match else "none"
    REQUESTS.labels(request.method, route, response.status_code).observe(seconds)
    data = {
        "method": request.method, "path": request.path, "route": route, "status": response.status_code,
        "ms": round(seconds * 1000, 1), "statements": statements,
    }  # fmt: skip
    requests_log.info("%s %s", request.method, request.path, extra={"data": data})


def watch(sender, connection, **kwargs) -> None:
    """Receiver of `connection_created`: measures the statements of a connection, once."""
    if measured not in connection.execute_wrappers:
        connection.execute_wrappers.append(measured)


def measured(execute, sql, params, many, context):
    """Run a statement as `execute` does; count it, and log it where it is slow (without its values)."""
    began = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        _count(sql, time.perf_counter() - began)


def _count(sql, seconds):
    QUERIES.inc()
    QUERY_SECONDS.inc(seconds)
    statements = _statements.get(None)
    if statements is not None:
        statements[0] += 1
    if settings.SLOW_QUERY_MS and seconds * 1000 >= settings.SLOW_QUERY_MS:
        SLOW_QUERIES.inc()
        data = {"ms": round(seconds * 1000, 1), "sql": str(sql)[:LONGEST_SQL]}
        log.warning("slow query, %(ms)s ms: %(sql)s", data, extra={"data": data})
