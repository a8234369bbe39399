"""Which static files are collected, and how they are stored in production."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedFiles(StaticFilesConfig):
    """Static files, without the htmx copies of django_htmx.

    Ours stands under `static/vendor`. Those copies, among them another htmx, import modules that are not
    shipped, which would end `collectstatic` with an error.
    """

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "django_htmx"]


def _names_source_map(rule):
    pattern = rule if isinstance(rule, str) else rule[0]
    return "sourceMappingURL" in pattern


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files whose source map comments stay as they are.

    Vendored files name source maps that are not shipped; following those names would end
    `collectstatic` with an error. Imports between our ES modules are rewritten to hashed names.
    """

    support_js_module_import_aggregation = True
    patterns = tuple(
        (glob, tuple(rule for rule in rules if not _names_source_map(rule)))
        for glob, rules in CompressedManifestStaticFilesStorage.patterns
    )
