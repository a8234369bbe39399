"""How content a requester is with what was done."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets_app.models.ticket import Ticket


class Rating(models.Model):
    """The requester's verdict on a ticket, 1 (bad) to 5 (good). One a ticket; reopening lets it change."""

    LOWEST, HIGHEST = 1, 5

    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, primary_key=True, related_name="rating")
    score = models.PositiveSmallIntegerField(
        _("score"), validators=[MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]
    )
    comment = models.TextField(_("comment"), blank=True)
    rated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["rated_at"], name="rating_at")]
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="rating_one_to_five")
        ]

    def __str__(self):
        return f"{self.score} of 5 for ticket {self.ticket_id}"
