"""REST routes of dead letters and failed notifications."""

from django.urls import path

from tickets_app.api.views import messages

LETTER = "dead-letters/<int:letter_id>/"
FAILED = "tasks/failed-notifications/"

urlpatterns = [
    path("dead-letters/", messages.DeadLetters.as_view(), name="api_dead_letters"),
    path(LETTER, messages.OneDeadLetter.as_view(), name="api_dead_letter"),
    path(f"{LETTER}replay/", messages.ReplayLetter.as_view(), name="api_dead_letter_replay"),
    path(f"{LETTER}discard/", messages.DiscardLetter.as_view(), name="api_dead_letter_discard"),
    path(FAILED, messages.FailedNotifications.as_view(), name="api_failed_notifications"),
    path(
        f"{FAILED}<int:notification_id>/retry/",
        messages.RetryNotification.as_view(),
        name="api_failed_notification_retry",
    ),
]
