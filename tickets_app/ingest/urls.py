"""Pages of integrations, and metrics for machines."""

from django.urls import path

from tickets_app.views import integrations, metrics, status

PAGE = "integrations/"
LETTER = f"{PAGE}dead-letters/<int:pk>/"

urlpatterns = [
    path(PAGE, integrations.integrations, name="integrations"),
    path(LETTER, integrations.letter, name="dead_letter"),
    path(f"{LETTER}body/", integrations.body, name="dead_letter_body"),
    path(f"{LETTER}discard/", integrations.discard, name="dead_letter_discard"),
    path(f"{PAGE}dead-letters/replay/", integrations.replay_all, name="dead_letters_replay"),
    path(f"{PAGE}outbox/retry/", integrations.retry_messages, name="outbox_retry_all"),
    path(f"{PAGE}outbox/<int:pk>/retry/", integrations.retry_message, name="outbox_retry"),
    path(f"{PAGE}mails/<int:pk>/retry/", integrations.retry_mail, name="mail_retry"),
    path("status/", status.show, name="status"),
    path("metrics", metrics.metrics, name="metrics"),
]
