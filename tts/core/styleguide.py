"""What the page of all components shows."""

from django import forms
from django.utils.translation import gettext_lazy as _

STATUSES = (
    "New", "Open", "In Progress", "On Hold", "Resolved", "Closed", "Rejected", "Withdrawn", "Breached",
)  # fmt: skip


class SampleForm(forms.Form):
    """One field of each kind."""

    subject = forms.CharField(label=_("Subject"), help_text=_("In one line."))
    description = forms.CharField(
        label=_("Description"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    priority = forms.ChoiceField(label=_("Priority"), choices=[(name, name) for name in ("Low", "High")])
    urgent = forms.BooleanField(label=_("Tell me by e-mail"), required=False)
    channels = forms.MultipleChoiceField(
        label=_("Channels"), choices=[("a", "In TTS"), ("b", "E-mail")], widget=forms.CheckboxSelectMultiple
    )
