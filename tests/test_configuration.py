"""The documentation of the configuration and the settings name the same variables."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def documented():
    text = (ROOT / "docs" / "configuration.md").read_text()
    return set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))


def read_by_settings():
    text = (ROOT / "tts" / "settings.py").read_text()
    return set(re.findall(r"\benv\.\w+\(\s*\"([A-Z_]+)\"", text))


def test_every_variable_that_is_read_is_documented_and_none_besides():
    assert documented() == read_by_settings()


def test_the_variables_of_the_product_are_there():
    promised = (
        "SECRET_KEY DEBUG ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS DJANGO_ENV SITE_URL TIME_ZONE TRUSTED_PROXIES "
        "DATABASE_URL REDIS_URL DJANGO_CELERY_BROKER_URL DJANGO_JWT_SIGNING_KEY EMAIL_URL DEFAULT_FROM_EMAIL "
        "RATE_LIMITS MEDIA_ROOT MAX_UPLOAD_MB SLA_SCAN_MINUTES PORT CORS_ALLOWED_ORIGINS"
    )
    assert set(promised.split()) <= read_by_settings()
