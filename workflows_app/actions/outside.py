"""Workflows described elsewhere: by a file, by another system."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from tts.core.actor import Actor
from tts.core.errors import Invalid
from workflows_app.actions.editing import Saved, create_workflow

SCRIPT = re.compile(r"<\s*/?\s*script\b", re.IGNORECASE)


def receive_workflow(actor: Actor, details: dict, graph: dict | None = None) -> Saved:
    """A new draft as `create_workflow` makes it; a name with a script in it is refused by its place.

    What people type into a name is text, and is shown as such. In what comes from elsewhere a script can
    only be meant for a reader that is less careful. Raises as `create_workflow`.
    """
    places = [place for place, name in _names(details, graph or {}) if SCRIPT.search(name)]
    if places:
        raise Invalid({place: [_("A name cannot hold a script.")] for place in places})
    return create_workflow(actor, details, graph)


def _names(details, graph) -> Iterator[tuple[str, str]]:
    """(place, name) of everything in unchecked data that has a name which is text."""
    lists = [("", [details])] + [(f"graph.{kind}", graph.get(kind)) for kind in ("nodes", "edges")]
    for kind, items in lists:
        for index, item in enumerate(items if isinstance(items, list) else []):
            name = item.get("name") if isinstance(item, dict) else None
            if isinstance(name, str):
                yield f"{kind}[{index}].name" if kind else "name", name
