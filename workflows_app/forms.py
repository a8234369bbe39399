"""Forms of the workflow pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows_app.models import WorkflowStatus


class FilterForm(forms.Form):
    """What the list shows; a value that is not offered narrows nothing."""

    q = forms.CharField(required=False, max_length=200)
    status = forms.ChoiceField(required=False, choices=[("", _("Any status")), *WorkflowStatus.choices])

    def filters(self) -> dict:
        """Keyword arguments for `listing.narrowed`."""
        self.is_valid()
        data = self.cleaned_data
        return {"search": data.get("q", ""), "status": data.get("status", "")}


class PublishForm(forms.Form):
    """What is new in the version."""

    note = forms.CharField(required=False, max_length=256)
