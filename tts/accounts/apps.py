from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tts.accounts"
    label = "accounts"

    def ready(self):
        from tts.accounts import token_schema  # noqa: F401  drf-spectacular finds what is imported
