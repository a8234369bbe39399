"""Who has a draft open: a sign of life every few seconds, kept in the cache, forgotten soon."""

import time

from django.core.cache import cache

from tts.accounts.models import User
from tts.core.templatetags.tts import face

FORGOTTEN_AFTER = 40  # seconds; an editor tells every 15


def seen(workflow_id: int, user: User) -> list[dict]:
    """Note that `user` has the draft open; who else has: [{"name", "face"}], the face as HTML."""
    key = f"editing:{workflow_id}"
    now = time.time()
    people = {pk: at for pk, at in (cache.get(key) or {}).items() if now - at < FORGOTTEN_AFTER}
    people[user.pk] = now
    cache.set(key, people, FORGOTTEN_AFTER)
    others = User.objects.filter(pk__in=set(people) - {user.pk})
    by_name = sorted(others, key=lambda other: (other.full_name, other.pk))
    return [{"name": other.full_name, "face": face(other)} for other in by_name]
