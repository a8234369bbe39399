"""Between forms and actions."""

from tts.core.errors import Invalid


def add_errors(form, refusal: Invalid) -> None:
    """Put what an action refused beside the fields of `form`; what is about no field of it, above them."""
    form.full_clean()
    for field, messages in refusal.details.items():
        for message in messages:
            form.add_error(field if field in form.fields else None, message)
    if not refusal.details:
        form.add_error(None, refusal.message)
