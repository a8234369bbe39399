"""How collected static files are stored in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


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
