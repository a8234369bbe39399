"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people are invited, seeded, synced, or come with a token."""

    def is_open_for_signup(self, request):
        return False
