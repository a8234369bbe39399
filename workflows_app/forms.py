"""Forms of the workflow pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows_app.models import WorkflowStatus
from workflows_app.starters import starter_choices


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


class NewWorkflowForm(forms.Form):
    """What a new workflow needs before it can be drawn."""

    name = forms.CharField(label=_("Name"), max_length=64)
    department = forms.CharField(label=_("Department"), max_length=64)
    category = forms.CharField(label=_("Category"), max_length=64)
    sub_category = forms.CharField(
        label=_("Sub-category"), max_length=64, required=False, help_text=_("Empty: all of the category.")
    )
    starter = forms.ChoiceField(choices=starter_choices, required=False)
