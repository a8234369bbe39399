"""The form for a new ticket: what it is about is chosen from what live workflows take, or written freely."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from tickets_app import catalogue
from tickets_app.catalogue import Kind
from tickets_app.forms import reloads, text_area
from tickets_app.models import Priority
from tts.core.ids import id_in
from workflows_app.models import EndLogic

OTHER = "*other*"
KIND_FIELDS = ("department", "category", "sub_category")


# While the subject is typed, tickets that may be about the same are shown below it.
SUGGESTS = {
    "hx-get": reverse_lazy("new_similar"),
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#similar",
    "hx-swap": "outerHTML",
    "autocomplete": "off",
}


def _text(label: str, most: int = 255) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False)


def _date(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


FURTHER = {
    EndLogic.ASSET: {
        "asset_name": lambda: _text(_("Asset")),
        "serial_number": lambda: _text(_("Serial number")),
        "location": lambda: _text(_("Location")),
        "expected_return_date": lambda: _date(_("Expected return")),
    },
    EndLogic.BUDGET: {
        "requested_budget": lambda: forms.DecimalField(
            label=_("Requested budget"), min_value=0, max_digits=15, decimal_places=2, required=False
        ),
        "fiscal_year": lambda: _text(_("Fiscal year"), 16),
        "performance_start_date": lambda: _date(_("From")),
        "performance_end_date": lambda: _date(_("Until")),
    },
}


class NewTicketForm(forms.Form):
    """Fields appear as far as the choices before them allow; `further` names the facts of the category."""

    department = forms.ChoiceField(label=_("Department"))
    department_other = forms.CharField(label=_("Which department?"), max_length=64)
    category = forms.ChoiceField(label=_("Category"))
    category_other = forms.CharField(label=_("What is it about?"), max_length=64, required=False)
    sub_category = forms.ChoiceField(label=_("Sub-category"))
    subject = forms.CharField(label=_("Subject"), max_length=255)
    description = forms.CharField(
        label=_("Description"), max_length=20_000, required=False, widget=text_area(6)
    )
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices, initial=Priority.MEDIUM)

    file = forms.Field(label=_("Files"), required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, data=None, *, kinds: list[Kind], address: str, initial=None):
        super().__init__(data, initial=initial)
        self.fields["subject"].widget.attrs.update(SUGGESTS)
        self.kinds = kinds
        self._choose_the_only_department()
        self._offer_departments(address)
        self._offer_categories(address)
        self._offer_sub_categories(address)
        self.further = list(self._further_fields())

    def chosen(self, name: str) -> str:
        """What is chosen in a field so far, whether it was sent or stands in the address."""
        given = self.data.get(name) if self.is_bound else self.initial.get(name)
        return given or ""

    def _choose_the_only_department(self):
        names = catalogue.departments(self.kinds)
        if len(names) == 1 and not self.is_bound:
            self.initial.setdefault("department", names[0])

    def _offer_departments(self, address):
        names = catalogue.departments(self.kinds)
        self._offer("department", [("", _("Choose a department"))], names, address, "#new-category")
        if self.chosen("department") != OTHER:
            del self.fields["department_other"]

    def _offer_categories(self, address):
        names = catalogue.categories(self.kinds, self.chosen("department"))
        if names:
            self._offer("category", [("", _("Choose a category"))], names, address, "#new-sub-category")
        else:
            del self.fields["category"]
        if OTHER not in (self.chosen("category") if names else "", self.chosen("department")):
            del self.fields["category_other"]

    def _offer_sub_categories(self, address):
        names = catalogue.sub_categories(self.kinds, self.chosen("department"), self.chosen("category"))
        named = [name for name in names if name]
        if not named:
            del self.fields["sub_category"]
            return
        takes_any = "" in names
        first = [("", _("General") if takes_any else _("Choose a sub-category"))]
        self._offer("sub_category", first, named, address, "#new-further", others=not takes_any)
        self.fields["sub_category"].required = not takes_any

    def _offer(self, name, first, names, address, part, others=True):
        field = self.fields[name]
        rest = [(OTHER, _("Something else"))] if others else []
        field.choices = [*first, *((choice, choice) for choice in names), *rest]
        included = ",".join(f"[name={other}]" for other in KIND_FIELDS)
        field.widget.attrs.update({**reloads(part, address), "hx-include": included})

    def _further_fields(self):
        about = [self.chosen(name) for name in KIND_FIELDS]
        for name, make in FURTHER.get(catalogue.end_logic(self.kinds, *about), {}).items():
            self.fields[name] = make()
            yield name

    def clean_file(self) -> list[int]:
        """The ids of the files that go with it."""
        ids = [id_in(text) for text in self.cleaned_data["file"] or []]
        return [pk for pk in ids if pk is not None]

    def ticket_data(self) -> dict:
        """What was sent, as `intake.read_ticket` takes it. Only of a valid form."""
        values = self.cleaned_data
        data = {name: values[name] for name in ("subject", "description", "priority")}
        for name in KIND_FIELDS:
            free = values.get(f"{name}_other", "")
            data[name] = free if values.get(name, OTHER) == OTHER else values[name]
        given = {name: values[name] for name in self.further if values.get(name) not in (None, "")}
        return data | {name: str(value) for name, value in given.items()}
