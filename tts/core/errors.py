"""How an action refuses. Pages and REST each turn these into their kind of answer, in one place."""

from django.utils.translation import gettext as _


class ActionError(Exception):
    """Base of every refusal: `message` is a sentence for people, `status` the HTTP status."""

    status = 400

    def __init__(self, message: str = "", details: dict[str, list[str]] | None = None):
        super().__init__(message)
        self.message = message
        self.details = details or {}


class Invalid(ActionError):
    """Bad input: `details` maps each field to its messages. Nothing was stored."""

    status = 400

    def __init__(self, details: dict[str, list[str]], message: str = ""):
        super().__init__(message or _("Some fields need another value."), details)


class Forbidden(ActionError):
    """The person may see the thing but may not do this."""

    status = 403


class NotFound(ActionError):
    """There is no such thing, or the person may not know that there is."""

    status = 404

    def __init__(self, message: str = ""):
        super().__init__(message or _("Not found."))


class Conflict(ActionError):
    """The thing is no longer in the state that the request assumed; the message says what happened."""

    status = 409


class PreconditionFailed(ActionError):
    """What `If-Match` names is no longer what is there."""

    status = 412


class TooLarge(ActionError):
    """What was sent is larger than what is taken."""

    status = 413


class Unprocessable(ActionError):
    """A repeated Idempotency-Key with another body."""

    status = 422
