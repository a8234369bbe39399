"""What the editor's scripts send to pages."""

import json

from django.utils.translation import gettext as _

from tts.core import strict_json
from tts.core.errors import Invalid


def body_of(request) -> dict:
    """The JSON object in the body. Raises Invalid where there is none."""
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Invalid({}, _("This is no JSON.")) from error
    if not isinstance(found, dict):
        raise Invalid({}, _("This must be an object."))
    unusable = strict_json.problem(found)
    if unusable:
        raise Invalid({unusable[0]: [unusable[1]]})
    return found
