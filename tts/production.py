"""What production may not start with."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured


def problems(settings: Mapping) -> list[str]:
    """Each unsafe or missing value of `settings`, as a sentence that names the variable."""
    found = []
    if len(settings["SECRET_KEY"]) < 50:
        found.append("SECRET_KEY must be set, to at least 50 random characters.")
    if settings["DEBUG"]:
        found.append("DEBUG must be off.")
    hosts = settings["ALLOWED_HOSTS"]
    if not hosts or "*" in hosts:
        found.append("ALLOWED_HOSTS must name the hosts, without '*'.")
    if not settings["SITE_URL"].startswith("https://"):
        found.append("SITE_URL must be the https address that people use.")
    if not settings["CSRF_TRUSTED_ORIGINS"]:
        found.append("CSRF_TRUSTED_ORIGINS must name the origins of the site, as https://host.")
    if settings["DATABASES"]["default"]["ENGINE"].endswith("sqlite3"):
        found.append("DATABASE_URL must name a PostgreSQL database.")
    for name, keys in _signing_keys(settings).items():
        if any(key and len(key) < 32 for key in keys):
            found.append(f"{name} must have at least 32 characters.")
    if settings["EMAIL_URL"].startswith("consolemail"):
        found.append("EMAIL_URL must name a mail server.")
    if settings["FAILPOINTS"]:
        found.append("FAILPOINTS is for tests only.")
    return found


def _signing_keys(settings) -> dict[str, list[str]]:
    now, old = "DJANGO_JWT_SIGNING_KEY", "DJANGO_JWT_OLD_SIGNING_KEYS"
    return {now: [settings[now]], old: settings[old]}


def refuse_unsafe(settings: Mapping) -> None:
    """Raise ImproperlyConfigured that lists every problem, when there is one."""
    found = problems(settings)
    if found:
        raise ImproperlyConfigured("Unsafe for production:\n- " + "\n- ".join(found))
