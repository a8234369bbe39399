"""Between forms and actions."""

from tts.core.errors import Invalid


def posted(request):
    """What was posted, for a form: None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None


def add_errors(form, refusal: Invalid) -> None:
    """Put what an action refused beside the fields of `form`; what is about no field of it, above them.

    The form must have been validated.
    """
    for field, messages in refusal.details.items():
        for message in messages:
            form.add_error(field if field in form.fields else None, message)
    if not refusal.details:
        form.add_error(None, refusal.message)


def carried_out(form, act) -> bool:
    """Whether `form` is sound and `act(cleaned data)` did not refuse it; else its errors say why."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Invalid as refusal:
        add_errors(form, refusal)
        return False
    return True
