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

    def require(self, user) -> None:
        """Raise Forbidden unless the policy lets `user` in."""
        if self.test is not None and not self.test(user):
            raise Forbidden(str(self.refusal))


PUBLIC = Policy("public", None)
SIGNED_IN = Policy("signed in", lambda user: True)


def allow(policy: Policy):
    """Decorate a page view: anonymous people are sent to sign in, others are refused with 403."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            policy.require(request.user)
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
        policy.require(request.user)
        return True
