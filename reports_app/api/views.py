"""REST: figures of the reports. The numbers are those of the pages: the same measures, filters and rows."""

from collections.abc import Callable
from functools import partial

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from reports_app import periods
from reports_app.api.rows import ItemRow, item_row
from reports_app.api.shapes import SHAPES
from reports_app.figures import View
from reports_app.filters import CHOICES, IDS, NARROWING, parse
from reports_app.measure import selection
from reports_app.measures import MEASURES
from reports_app.subjects import TICKETS, Subject
from tickets_app.api.answers import work_rows
from tickets_app.api.serializers import Work
from tickets_app.selectors import with_work
from tts.accounts.access import OVERSIGHT
from tts.accounts.models import User
from tts.accounts.zones import zone_of
from tts.core.api_views import PAGING, ApiView
from tts.core.errors import Invalid
from tts.core.paging import Paged
from workflows_app.models import Workflow

FILTERS = ("period", "from", "to", *NARROWING)
NUMBERS = {"weekday": (1, 7), "hour": (0, 23), **dict.fromkeys(IDS, (0, 2**63 - 1))}


def _filter(name: str) -> OpenApiParameter:
    """What a report may be narrowed by, as the description has it."""
    if name in NUMBERS:
        least, most = NUMBERS[name]
        return OpenApiParameter(name, {"type": "integer", "minimum": least, "maximum": most}, required=False)
    values = list(periods.DAYS) if name == "period" else CHOICES.get(name)
    return OpenApiParameter(name, str, enum=values, required=False)


PARAMETERS = [_filter(name) for name in FILTERS]
BY_HOURS = OpenApiParameter("interval", str, enum=periods.UNITS, required=False)
NARROWED = {"agent": User, "workflow": Workflow}
BY_MEASURE = OpenApiParameter("measure", str, enum=sorted(MEASURES), required=False)


class Analysis(ApiView):
    """Figures for those who oversee: analysts and administrators of everything, coordinators of theirs."""

    policy = OVERSIGHT
    own_filters: tuple[str, ...] = ()
    usual_period = ""

    def asked(self, **more) -> View:
        """What the query asks for; without a period, of all time. Raises Invalid naming an odd filter."""
        given = {name: value for name, value in self.request.query_params.items() if value != ""}
        known = {*FILTERS, *self.own_filters}
        wrong = {name: [_("There is no such filter.")] for name in given if name not in known}
        if not {"period", "from", "to"} & set(given):
            given["period"] = self.usual_period
        if not given.get("period") and not given.get("from"):
            given["from"] = periods.EARLIEST
        now = timezone.now()
        filters, odd = parse({**given, **more}, now, zone_of(self.request.user))
        if wrong | odd:
            raise Invalid(wrong | odd)
        return View(self.request.user, filters, now)

    def one_of(self, name: str, values, default: str) -> str:
        """The query's own filter `name`. Raises Invalid where it is none of `values`."""
        value = self.request.query_params.get(name) or default
        if value not in values:
            raise Invalid({name: [_("Use one of %(names)s.") % {"names": ", ".join(values)}]})
        return value


def answering(name: str, of: Callable[[View], dict], doc: str) -> type[Analysis]:
    """A view that answers what `of` makes of the filters."""

    reply = {200: SHAPES[name]}

    @extend_schema(operation_id=f"analytics_{name}", description=doc, parameters=PARAMETERS, responses=reply)
    def get(self, request):
        return Response(of(self.asked()))

    return type(name.title().replace("_", ""), (Analysis,), {"get": get, "__doc__": doc})


def trend(name: str, of: Callable[[View, str], dict], doc: str) -> type[Analysis]:
    """A view that answers counts over time, of the last 30 days unless asked otherwise."""
    parameters, reply = [*PARAMETERS, BY_HOURS], {200: SHAPES[name]}

    @extend_schema(operation_id=f"analytics_{name}", description=doc, parameters=parameters, responses=reply)
    def get(self, request):
        view = self.asked()
        unit = self.one_of("interval", periods.UNITS, view.filters.period.unit())
        return Response(of(view, unit))

    members = {"get": get, "own_filters": ("interval",), "usual_period": periods.USUAL, "__doc__": doc}
    return type(name.title().replace("_", ""), (Analysis,), members)


class Drilldown(Paged, Analysis):
    """The rows behind a figure, newest first."""

    own_filters = ("measure", *PAGING)
    subject: Subject
    measure: str

    def rows(self, **more) -> Response:
        """A page of the rows that the asked measure counts."""
        names = [name for name, measure in MEASURES.items() if measure.subject is self.subject]
        measure = MEASURES[self.one_of("measure", names, self.measure)]
        view = self.asked(**more)
        found = selection(measure, view.user, view.filters, view.now).order_by("-pk")
        if self.subject is TICKETS:
            return self.paged(with_work(found), Work, partial(work_rows, view.user))
        found = found.select_related("task__ticket", "role", "user")
        return self.paged(found, ItemRow, lambda page: map(item_row, page))


def drilldown(name: str, subject: Subject, measure: str, narrowing: str = "") -> type[Drilldown]:
    """A view that answers the rows of a measure, by default `measure`. `narrowing`: a filter in its path."""
    doc = f"The {subject.name} that a figure counts: those of `measure` (“{measure}” unless given)."
    shape = Work if subject is TICKETS else ItemRow
    described = extend_schema(
        operation_id=f"analytics_drilldown_{name}",
        description=doc,
        parameters=[*(one for one in PARAMETERS if one.name != narrowing), BY_MEASURE],
        responses=shape(many=True),
    )

    def get(self, request, **path):
        if not narrowing:
            return self.rows()
        if narrowing in request.query_params:
            raise Invalid({narrowing: [_("The address names it already.")]})
        (pk,) = path.values()
        get_object_or_404(NARROWED[narrowing], pk=pk)
        return self.rows(**{narrowing: str(pk)})

    members = {"get": described(get), "subject": subject, "measure": measure, "__doc__": doc}
    return type(f"Drilldown{name.title().replace('_', '')}", (Drilldown,), members)
