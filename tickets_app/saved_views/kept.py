"""What everything that people keep under a name has, and what is checked of it."""

from django.db import models
from django.utils.translation import gettext as _

from tts.core.errors import Invalid

LONGEST_NAME, LONGEST_QUERY = 64, 500


class Kept(models.Model):
    """What an address asks of a page (`query`, without "?"), under a name."""

    name = models.CharField(max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


def check(name: str, query: str = "", **places: tuple[str, object]) -> None:
    """Raise Invalid, naming the field, for a name or a query that cannot be kept.

    `places`: for each field that says where it belongs, its value and the values that there are.
    """
    unknown = [field for field, (value, known) in places.items() if value not in known]
    errors = {field: [_("There is no such list.")] for field in unknown}
    if not name or len(name) > LONGEST_NAME:
        errors["name"] = [_("Give a name of at most %(most)s characters.") % {"most": LONGEST_NAME}]
    if len(query) > LONGEST_QUERY:
        errors["query"] = [_("This asks for too much to be kept.")]
    if errors:
        raise Invalid(errors)
