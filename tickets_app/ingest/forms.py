"""Forms of the integrations page."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets_app.actions.hold import LONGEST_REASON


class RepairForm(forms.Form):
    """What a dead letter should say, as JSON."""

    payload = forms.CharField(
        label=_("What it says"),
        help_text=_("JSON. This is what is taken when you replay it; the message as it came is kept."),
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false", "class": "code"}),
    )

    def clean_payload(self):
        try:
            payload = json.loads(self.cleaned_data["payload"])
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_("This is not JSON: %(why)s."), params={"why": error}) from error
        if not isinstance(payload, dict):
            raise forms.ValidationError(_("This must be an object: { … }."))
        return payload


class DiscardForm(forms.Form):
    """Why a dead letter is given up."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)
