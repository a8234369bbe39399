from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tts.accounts"
    label = "accounts"
