"""What the audit log can be narrowed to."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets_app.audit_log.selectors import KINDS
from tts.accounts.models import User

LARGEST_ID = 2**63 - 1
DAY = forms.DateInput(attrs={"type": "date"})


class FilterForm(forms.Form):
    """Filters of the page; `given` has those of `selectors.events`."""

    action = forms.CharField(
        label=_("What"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"placeholder": _("task.held, or task."), "spellcheck": "false"}),
    )
    target_type = forms.ChoiceField(
        label=_("On what"), required=False, choices=[("", _("Anything")), *((kind, kind) for kind in KINDS)]
    )
    target_id = forms.IntegerField(label=_("Its id"), required=False, min_value=0, max_value=LARGEST_ID)
    user_id = forms.ModelChoiceField(
        label=_("Who"),
        required=False,
        queryset=User.objects.order_by("first_name", "last_name", "pk"),
        empty_label=_("Anybody"),
    )
    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("To"), required=False, widget=DAY)
    request_id = forms.CharField(label=_("Request"), required=False, max_length=64)

    @property
    def given(self) -> dict:
        """The filters as `selectors.events` takes them; days are the viewer's, the last one included."""
        data = dict(self.cleaned_data)
        person, last = data.pop("user_id"), data.pop("until")
        return {
            **data,
            "user_id": person.pk if person else None,
            "since": _midnight(data["since"]),
            "until": _midnight(last and last + timedelta(days=1)),
        }


def _midnight(day) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
