"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

MISMATCH = _("This name and password do not belong together. Check both, or set a new password.")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people are invited, seeded, synced, or come with a token."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": MISMATCH,
        "username_password_mismatch": MISMATCH,
    }

    def is_open_for_signup(self, request):
        return False

    def pre_authenticate(self, request, **credentials):
        """Axes counts failed passwords; allauth's counter is left to codes of the second factor."""

    def render_mail(self, template_prefix, email, context, headers=None):
        headers = {"Auto-Submitted": "auto-generated", **(headers or {})}
        return super().render_mail(template_prefix, email, context, headers)
