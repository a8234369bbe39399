"""What may be stored about people and roles. Each check raises Invalid that names the field."""

import zoneinfo
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tts.accounts.models import Role, User
from tts.core.errors import Invalid

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def new_person(email: str, username: str, full_name: str) -> None:
    """Refuse a person whose address or user name is missing, malformed, too long or taken."""
    if "@" not in email:
        raise Invalid({"email": [_("Enter an e-mail address.")]})
    fits(User, email=email, username=username)
    person_name(full_name)
    if User.objects.filter(email=email).exists():
        raise Invalid({"email": [_("Someone with this e-mail address exists already.")]})
    if User.objects.filter(username=username).exists():
        raise Invalid({"username": [_("Someone with this user name exists already.")]})


def person_name(full_name: str) -> None:
    """Refuse a name of which a part is longer than what is stored."""
    first, _space, last = full_name.strip().partition(" ")
    if len(first) > 150 or len(last) > 150:
        raise Invalid({"full_name": [_too_long(150)]})


def fits(model, **values) -> None:
    """Refuse text that is longer than its field of `model` holds."""
    for name, value in values.items():
        longest = model._meta.get_field(name).max_length
        if longest is not None and len(value) > longest:
            raise Invalid({name: [_too_long(longest)]})


def _too_long(longest):
    return ngettext("At most %(n)d character.", "At most %(n)d characters.", longest) % {"n": longest}


def time_zone(name: str) -> None:
    """Refuse a time zone that does not exist; "" is the site's own."""
    if name and name not in zoneinfo.available_timezones():
        raise Invalid({"time_zone": [_("There is no such time zone.")]})


def absence(user: User, away_from: datetime | None, away_until: datetime | None, substitute) -> None:
    """Refuse an absence that ends before it begins, is out of this century, or names its person."""
    for name, moment in (("away_from", away_from), ("away_until", away_until)):
        if moment and not EARLIEST <= moment < LATEST:
            raise Invalid({name: [_("Choose a day between the years 2000 and 2100.")]})
    if away_from and away_until and away_until <= away_from:
        raise Invalid({"away_until": [_("Must be after the beginning.")]})
    if substitute is not None and substitute.pk == user.pk:
        raise Invalid({"substitute": [_("Choose someone else.")]})


def role_values(values: dict, besides: int | None = None) -> dict:
    """`values` of a role with its name trimmed. Refuses a name that is missing, too long or taken."""
    if "name" in values:
        values = {**values, "name": values["name"].strip()}
        if not values["name"]:
            raise Invalid({"name": [_("Enter a name.")]})
    fits(Role, **{name: values[name] for name in ("name", "description") if name in values})
    if "name" in values and Role.objects.filter(name__iexact=values["name"]).exclude(pk=besides).exists():
        raise Invalid({"name": [_("There is a role of this name already.")]})
    if values.get("cap") is not None and not 1 <= values["cap"] <= 10_000:
        raise Invalid({"cap": [_("A number from 1 to 10,000, or nothing for no limit.")]})
    return values
