"""Every route declares who may use it; a test walks the URLconf and fails for one that does not.

Pages: `@allow(POLICY)` on the view. REST: `policy = POLICY` on the view class. What a person may do
with one particular ticket or workflow is the business of the access modules and the actions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission

from tts.core.errors import Forbidden


@dataclass(frozen=True)
class Policy:
    """A named test of a signed-in person. `test` None: no sign-in needed."""

    name: str
    test: Callable[[object], bool] | None
    refusal: str = ""


PUBLIC = Policy("public", None)
SIGNED_IN = Policy("signed in", lambda user: True)


def allow(policy: Policy):
    """Decorate a page view: anonymous people are sent to sign in, others are refused with 403."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if policy.test is not None and not policy.test(request.user):
                raise Forbidden(str(policy.refusal))
            return view(request, *args, **kwargs)

        guarded.policy = policy
        return login_not_required(guarded) if policy.test is None else guarded

    return decorate


class DeclaredPolicy(BasePermission):
    """REST: 401 for anonymous people, 403 for those whom the view's `policy` refuses."""

    def has_permission(self, request, view):
        policy = view.policy
        if policy.test is None:
            return True
        if not request.user.is_authenticated:
            raise NotAuthenticated
        if not policy.test(request.user):
            raise Forbidden(str(policy.refusal))
        return True
