"""REST: dead letters, and mails that failed for good."""

import base64

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.serializers import BooleanField, CharField, DateTimeField, IntegerField, JSONField

from tickets_app import notices
from tickets_app.actions import messages
from tickets_app.ingest import figures
from tickets_app.models import DeadLetter, Notification
from tts.accounts.access import ADMIN
from tts.core.api_views import ApiView, Filters
from tts.core.errors import NotFound
from tts.core.fields import StrictSerializer, StrictText
from tts.core.ordering import Ordering
from tts.core.paging import Paged


class Letter(serializers.Serializer):
    """A dead letter in a list."""

    id = IntegerField()
    queue = CharField()
    message_id = CharField()
    reason = CharField(help_text="why it could not be used")
    state = serializers.ChoiceField(choices=DeadLetter.State.choices)
    edited = BooleanField()
    received_at = DateTimeField()
    handled_at = DateTimeField(allow_null=True)
    note = CharField(help_text="why it was discarded, or what became of it")


class WholeLetter(Letter):
    """A dead letter with all that came."""

    payload = JSONField(help_text="what it says, as it would be replayed; null where it could not be read")
    headers = JSONField()
    properties = JSONField()
    body = CharField(allow_null=True, help_text="as text; null where it is none")
    body_base64 = CharField()


class LetterFilters(Filters):
    """Filters of dead letters."""

    ordering = Ordering(received_at="received_at", handled_at="handled_at")
    state = serializers.ChoiceField(choices=DeadLetter.State.choices, required=False)


class Repair(StrictSerializer):
    """What a letter should have said."""

    payload = serializers.DictField()


class Discard(StrictSerializer):
    """Why a letter is given up."""

    reason = StrictText()


class FailedNotification(serializers.Serializer):
    """A mail that failed for good."""

    id = IntegerField()
    ticket_number = CharField(source="ticket.number")
    kind = CharField()
    text = serializers.SerializerMethodField()
    recipient = serializers.SerializerMethodField(help_text="the address")
    attempts = IntegerField()
    error = CharField()
    created_at = DateTimeField()

    def get_text(self, notice) -> str:
        return notices.sentence(notice)

    def get_recipient(self, notice) -> str:
        return notice.recipient.email if notice.recipient else notice.address


def whole(letter: DeadLetter) -> Response:
    """A letter with all that came."""
    body = bytes(letter.body)
    try:
        letter.body = body.decode("utf-8")
    except UnicodeDecodeError:
        letter.body = None
    letter.body_base64 = base64.b64encode(body).decode("ascii")
    return Response(WholeLetter(letter).data)


def letter_called(letter_id: int) -> DeadLetter:
    """The letter with that id. Raises NotFound."""
    letter = DeadLetter.objects.filter(pk=letter_id).first()
    if letter is None:
        raise NotFound
    return letter


class DeadLetters(Paged, ApiView):
    """Messages that could not be used."""

    policy = ADMIN

    @extend_schema(operation_id="dead_letters", parameters=[LetterFilters], responses=Letter(many=True))
    def get(self, request):
        """Messages that could not be used, newest first; without `state`, those that were dealt with too."""
        return self.paged(figures.letters(self.filters(LetterFilters).get("state", "")), Letter)


class OneDeadLetter(ApiView):
    """A message that could not be used."""

    policy = ADMIN

    @extend_schema(operation_id="dead_letter", responses=WholeLetter)
    def get(self, request, letter_id):
        """A dead letter with all that came."""
        return whole(letter_called(letter_id))

    @extend_schema(operation_id="dead_letter_edit", request=Repair, responses=WholeLetter)
    def put(self, request, letter_id):
        """Set right what a letter says. The message as it came is kept; `replay` takes what is set here."""
        messages.edit_letter(self.actor, letter_id, self.body(Repair)["payload"])
        return whole(letter_called(letter_id))


class ReplayLetter(ApiView):
    """Taking a dead letter again."""

    policy = ADMIN

    @extend_schema(operation_id="dead_letter_replay", request=None, responses=Letter)
    def post(self, request, letter_id):
        """Take a letter as if it came just now. 400 with the reason when it still cannot be used."""
        return Response(Letter(messages.replay_letter(self.actor, letter_id)).data)


class DiscardLetter(ApiView):
    """Giving a dead letter up."""

    policy = ADMIN

    @extend_schema(operation_id="dead_letter_discard", request=Discard, responses=Letter)
    def post(self, request, letter_id):
        """Give a letter up, with a reason. It is kept, but waits no more."""
        why = self.body(Discard)["reason"]
        return Response(Letter(messages.discard_letter(self.actor, letter_id, why)).data)


class FailedNotifications(Paged, ApiView):
    """Mails that failed for good."""

    policy = ADMIN

    @extend_schema(operation_id="failed_notifications", responses=FailedNotification(many=True))
    def get(self, request):
        """Mails that failed for good, newest first."""
        self.filters(Filters)
        return self.paged(figures.failed_notifications(), FailedNotification)


class RetryNotification(ApiView):
    """Trying a failed mail again."""

    policy = ADMIN

    @extend_schema(operation_id="failed_notification_retry", request=None, responses=FailedNotification)
    def post(self, request, notification_id):
        """Have a mail that failed for good tried again."""
        notice = messages.retry_notification(self.actor, notification_id)
        rows = Notification.objects.select_related("recipient", "ticket")
        return Response(FailedNotification(rows.get(pk=notice.pk)).data)
