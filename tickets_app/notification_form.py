"""The form in which a person chooses what they are told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets_app.models import MailTimes, Mute, Notification
from tts.accounts.access import standing
from tts.accounts.models import User

Channel, Kind = Notification.Channel, Notification.Kind
OF_REQUESTERS = (Kind.TICKET_STATUS, Kind.COMMENT_ADDED)
TIMES = ("digest", "daily_at", "quiet_from", "quiet_until", "urgent_at_once")


def kinds_for(user: User) -> list[tuple[str, str]]:
    """(kind, words) of what `user` can be told at all."""
    kinds = list(Kind) if standing(user).is_staff else OF_REQUESTERS
    return [(kind.value, kind.label) for kind in kinds]


def _clock(label: str, **more) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **more)


class NotificationForm(forms.Form):
    """A box for each kind and channel, ticked where it is wanted; then the times of mails."""

    digest = forms.ChoiceField(
        label=_("Mails come"), choices=MailTimes.Digest.choices, widget=forms.RadioSelect
    )
    daily_at = _clock(_("The daily mail comes at"))
    quiet_from = _clock(_("Quiet from"), required=False)
    quiet_until = _clock(
        _("Quiet until"), required=False, help_text=_("Mails of these hours wait until their end.")
    )
    urgent_at_once = forms.BooleanField(
        label=_("When an urgent ticket is out of time, mail me at once, even then"), required=False
    )

    def __init__(self, user: User, data=None):
        times = MailTimes.objects.filter(user=user).first() or MailTimes()
        super().__init__(data, initial={name: getattr(times, name) for name in TIMES})
        self.kinds = kinds_for(user)
        muted = set(Mute.objects.filter(user=user).values_list("kind", "channel"))
        for channel in Channel:
            wanted = [kind for kind, _words in self.kinds if (kind, channel.value) not in muted]
            self.fields[channel.value] = forms.MultipleChoiceField(
                choices=self.kinds, initial=wanted, required=False
            )

    @property
    def rows(self) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
        """(kind, words, (channel, words, whether it is ticked)) of each line of the table."""
        ticked = {channel: self[channel.value].value() or [] for channel in Channel}
        return [
            (kind, words, [(c.value, c.label, kind in ticked[c]) for c in Channel])
            for kind, words in self.kinds
        ]

    def wanted(self) -> dict[str, list[str]]:
        """The kinds ticked, by channel. Only of a valid form."""
        return {channel.value: self.cleaned_data[channel.value] for channel in Channel}

    def times(self) -> dict:
        """The times of mails. Only of a valid form."""
        return {name: self.cleaned_data[name] for name in TIMES}
