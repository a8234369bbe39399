"""Forms about people. They read what was typed; what is allowed, the actions decide."""

from allauth.account.forms import LoginForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tts.accounts.directory import active_roles, possible_substitutes, zone_names
from tts.accounts.models import Role, User
from tts.accounts.pictures import MOST_MB


class SignInForm(LoginForm):
    """allauth's form in our words, without text inside the controls."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail or user name")
        self.fields["login"].widget.attrs.update(placeholder="", autocomplete="username", autofocus=True)
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["remember"].label = _("Keep me signed in")


class LocalMoment(forms.DateTimeField):
    """A day and time as the browser's own control gives it, in the person's time zone."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, required=False, **kwargs)


class AwayForm(forms.Form):
    """When somebody is away, and who stands in."""

    away_from = LocalMoment(label=_("Away from"))
    away_until = LocalMoment(label=_("Away until"), help_text=_("Empty: until further notice."))
    substitute = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Substitute"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Is told of new work meanwhile, and gets open work when a coordinator confirms it."),
    )

    def __init__(self, person, *args, **kwargs):
        names = ("away_from", "away_until", "substitute")
        initial = {name: getattr(person, name) for name in names}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["substitute"].queryset = possible_substitutes(person)


class ProfileForm(forms.Form):
    """What a person says of themselves."""

    first_name = forms.CharField(label=_("First name"), required=False, max_length=150)
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=150)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), choices=User.Theme.choices, widget=forms.RadioSelect)

    def __init__(self, person, *args, **kwargs):
        initial = {name: getattr(person, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        site = _("As the site (%(zone)s)") % {"zone": settings.TIME_ZONE}
        self.fields["time_zone"].choices = [("", site), *((name, name) for name in zone_names())]


class PictureForm(forms.Form):
    """A picture of the person. What it may be, the action decides: Django would take any kind for one."""

    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp", "required": True}),
        help_text=_("PNG, JPEG or WebP, at most %(most)s MB. Colleagues see it; requesters do not.")
        % {"most": MOST_MB},
    )


class InviteForm(forms.Form):
    """A person to add."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    full_name = forms.CharField(label=_("Name"), required=False, max_length=300)
    roles = forms.ModelMultipleChoiceField(
        active_roles(), label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple
    )
    send = forms.BooleanField(
        label=_("Send an invitation"),
        required=False,
        initial=True,
        help_text=_("A mail with a link to set a password."),
    )


class MembershipForm(forms.Form):
    """Whether a person is in a role, and what they oversee there."""

    is_active = forms.TypedChoiceField(choices=[("1", ""), ("0", "")], coerce=lambda value: value == "1")
    departments = forms.CharField(required=False, max_length=2000)

    def clean_departments(self):
        """Names given with commas between them; None where the form did not ask."""
        if "departments" not in self.data:
            return None
        return [name.strip() for name in self.cleaned_data["departments"].split(",") if name.strip()]


class RoleForm(forms.Form):
    """A role's words, and how it hands out work."""

    name = forms.CharField(label=_("Name"), max_length=64)
    description = forms.CharField(label=_("What its members do"), required=False, max_length=256)
    policy = forms.ChoiceField(
        label=_("Who gets new work"), choices=Role.Policy.choices, initial=Role.Policy.ROUND_ROBIN
    )
    cap = forms.IntegerField(
        label=_("Most open items a person"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("Whoever has so many gets no more. Empty: no limit."),
    )
