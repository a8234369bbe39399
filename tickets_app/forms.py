"""Forms about tickets. They read what was typed; what is allowed, the actions decide."""

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tickets_app.actions.hold import LONGEST_REASON
from tickets_app.models import TaskItem, TicketLink
from tts.accounts.models import Role, User
from workflows_app.models import Workflow, WorkflowStatus

LONGEST_NOTES = 10_000


def text_area(rows: int = 3, **attributes) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attributes})


class NotesForm(forms.Form):
    """Acting on a step: the transition chosen (none at an end step), notes, and the page's revision."""

    transition_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    notes = forms.CharField(label=_("Notes"), required=False, max_length=LONGEST_NOTES, widget=text_area())


class PlainForm(forms.Form):
    """An act that needs no words."""


class ReasonForm(forms.Form):
    """An act that needs a reason."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=text_area(autofocus=True), strip=True
    )


class ItemReasonForm(ReasonForm):
    """A reason about the assignment that the page showed: another one by now is a conflict."""

    item_id = forms.IntegerField(widget=forms.HiddenInput)


class CancelForm(ReasonForm):
    """Ending a ticket before its end."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            ("cancelled", _("Withdrawn: it is not needed any more")),
            ("rejected", _("Rejected: it will not be done")),
        ],
        initial="cancelled",
        widget=forms.RadioSelect,
    )
    field_order = ["outcome", "reason"]


class ReopenForm(forms.Form):
    """Taking up a resolved ticket again."""

    reason = forms.CharField(
        label=_("What is still wrong?"),
        required=False,
        max_length=LONGEST_NOTES,
        widget=text_area(autofocus=True),
    )


class LinkForm(forms.Form):
    """A link to another ticket."""

    kind = forms.ChoiceField(label=_("This ticket is"), choices=TicketLink.Kind.choices)
    number = forms.CharField(
        label=_("Number of the other ticket"),
        max_length=64,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
    )


class UnlinkForm(forms.Form):
    """Taking a link away."""

    link_id = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class WithdrawForm(forms.Form):
    """Taking one's request back."""

    reason = forms.CharField(
        label=_("Why is it not needed any more?"),
        max_length=LONGEST_REASON,
        widget=text_area(autofocus=True),
        strip=True,
    )


class RatingForm(forms.Form):
    """How content a requester is."""

    score = forms.TypedChoiceField(
        label=_("How content are you?"), choices=[(n, str(n)) for n in range(1, 6)], coerce=int
    )
    comment = forms.CharField(label=_("Comment"), required=False, max_length=2000, widget=text_area(2))


class WorkflowForm(forms.Form):
    """Giving an unmatched ticket a workflow by hand."""

    workflow = forms.ModelChoiceField(
        label=_("Workflow"),
        queryset=Workflow.objects.filter(status=WorkflowStatus.INITIALIZED).order_by("name"),
        empty_label=_("Choose a workflow"),
    )


class TransferForm(forms.Form):
    """Giving an open item to somebody else. Another role than the item's must be confirmed.

    `address`: where the people of another role are fetched from when one is chosen.
    """

    item_id = forms.IntegerField(widget=forms.HiddenInput)
    role = forms.ModelChoiceField(
        label=_("Role"), queryset=Role.objects.filter(retired_at__isnull=True), empty_label=None
    )
    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), required=False)
    confirm = forms.BooleanField(label=_("Yes, another role than the step's is meant"), required=False)
    notes = forms.CharField(label=_("Notes"), required=False, max_length=LONGEST_NOTES, widget=text_area(2))

    def __init__(self, *args, item: TaskItem, address: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.item = item
        self.role_id = self._chosen_role()
        self.is_other_role = self.role_id != item.role_id
        self._offer_people()
        self.fields["role"].widget.attrs.update(reloads("#transfer-person", address))
        if not self.is_other_role:
            del self.fields["confirm"]

    def _chosen_role(self) -> int:
        given = self.data.get("role") if self.is_bound else self.initial.get("role")
        return int(given) if re.fullmatch(r"[0-9]{1,18}", str(given or "")) else self.item.role_id

    def _offer_people(self):
        person = self.fields["person"]
        members = User.objects.filter(
            memberships__role_id=self.role_id, memberships__is_active=True, is_active=True
        )
        person.queryset = members.exclude(pk=self.item.user_id if not self.is_other_role else None).order_by(
            "first_name", "last_name", "pk"
        )
        person.label_from_instance = _name_and_absence
        person.empty_label = _("Whoever's turn it is") if self.is_other_role else _("Choose a person")

    def clean(self):
        values = super().clean()
        if self.is_other_role and not values.get("confirm"):
            self.add_error("confirm", _("Confirm that another role than the step's is meant."))
        if not self.is_other_role and not values.get("person") and "person" not in self.errors:
            self.add_error("person", _("Choose a person."))
        return values


def reloads(part: str, address: str) -> dict[str, str]:
    """Attributes of a control whose change fetches `part` of the page at `address` again."""
    return {"hx-get": address, "hx-target": part, "hx-select": part, "hx-swap": "outerHTML"}


def _name_and_absence(user: User) -> str:
    return _("%(name)s (away)") % {"name": user.full_name} if user.is_away(timezone.now()) else user.full_name
