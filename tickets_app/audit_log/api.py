"""REST: the audit trail, for administrators."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.serializers import CharField, DateTimeField, IntegerField, JSONField

from tickets_app.api.answers import person_data
from tickets_app.api.serializers import Person
from tickets_app.audit_log import selectors
from tickets_app.audit_log.export import export
from tickets_app.presenters.ticket import STAFF
from tts.accounts.access import ADMIN
from tts.core.api_views import ApiView, CsvView, Filters
from tts.core.errors import NotFound
from tts.core.fields import StrictText
from tts.core.models import AuditEvent
from tts.core.ordering import Ordering
from tts.core.paging import Paged

LARGEST_ID = 2**63 - 1


class Event(serializers.Serializer):
    """One action that changed something."""

    id = IntegerField(source="event.id")
    at = DateTimeField(source="event.at", help_text="when it happened")
    recorded_at = DateTimeField(source="event.recorded_at")
    action = CharField(source="event.action")
    actor = serializers.SerializerMethodField()
    on_behalf_of = serializers.SerializerMethodField()
    target_type = CharField(source="event.target_type")
    target_id = IntegerField(source="event.target_id")
    target = CharField(help_text="what people call it: a ticket's number, a name")
    before = JSONField(source="event.before")
    after = JSONField(source="event.after")
    note = CharField(source="event.note")
    rule = JSONField(source="event.rule", help_text="of an automatic action: the rule and the values it saw")
    request_id = CharField(source="event.request_id")

    @extend_schema_field(Person(allow_null=True))
    def get_actor(self, told):
        return _person(told.actor)

    @extend_schema_field(Person(allow_null=True))
    def get_on_behalf_of(self, told):
        return _person(told.on_behalf_of)


def _person(user):
    return person_data(user, STAFF) if user else None


class TargetFilters(Filters):
    """Which thing's events."""

    target_type = serializers.ChoiceField(choices=selectors.KINDS)
    target_id = IntegerField(min_value=0, max_value=LARGEST_ID)


class EventFilters(Filters):
    """Filters of the audit trail; each may be left out."""

    ordering = Ordering(id="pk")
    action = StrictText(required=False, max_length=64, help_text="with a final dot: all that begin so")
    user_id = IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    target_type = serializers.ChoiceField(choices=selectors.KINDS, required=False)
    target_id = IntegerField(required=False, min_value=0, max_value=LARGEST_ID)
    request_id = StrictText(required=False, max_length=64)
    since = DateTimeField(required=False, help_text="recorded at this instant or later")
    until = DateTimeField(required=False, help_text="recorded before this instant")


class ExportFilters(EventFilters):
    """Those of the list, whose pages are one file."""

    page = page_size = None


class Events(Paged, ApiView):
    """The audit trail, newest first."""

    policy = ADMIN

    @extend_schema(parameters=[EventFilters], responses=Event(many=True))
    def get(self, request):
        return self.paged(selectors.events(**self.filters(EventFilters)), Event, selectors.told)


class EventsExport(CsvView):
    """The audit trail as a file, newest first."""

    policy = ADMIN

    @extend_schema(
        operation_id="audit_events_export",
        parameters=[ExportFilters],
        responses={(200, CsvView.media_type): OpenApiTypes.STR},
    )
    def get(self, request):
        """The events that the filters leave, as CSV: one line each below a header, 100,000 at most."""
        rows = selectors.events(**self.filters(ExportFilters))
        return export(rows.order_by(*self.order) if self.order else rows)


class EventsByTarget(Paged, ApiView):
    """What happened to one thing, newest first."""

    policy = ADMIN

    @extend_schema(parameters=[TargetFilters], responses=Event(many=True))
    def get(self, request):
        return self.paged(selectors.events(**self.filters(TargetFilters)), Event, selectors.told)


class OneEvent(ApiView):
    """One event of the audit trail."""

    policy = ADMIN

    @extend_schema(responses=Event)
    def get(self, request, event_id: int):
        event = AuditEvent.objects.filter(pk=event_id).first()
        if event is None:
            raise NotFound
        (told,) = selectors.told([event])
        return Response(Event(told).data)
