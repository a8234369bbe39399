"""The tables of the database to look at, for superusers: Django's admin, in which nothing can be changed.

What is changed goes through the product's pages and REST, whose actions check and record it. Signing in is
the product's own, second factor included; the admin's pages for that are not served.
"""

from collections.abc import Iterable, Iterator

from django.contrib.admin import AdminSite, ModelAdmin
from django.db.models import BinaryField, Field, ForeignKey, Model
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext_lazy as _

from tts.core.ids import MOST_DIGITS
from tts.core.policy import Policy
from tts.core.strict_json import storable

SUPERUSER = Policy("superuser", lambda user: user.is_superuser, _("This is for superusers."))
SERVED = ("index", "app_list", "jsi18n")
LONGEST_QUERY = 200


class Tables(AdminSite):
    """An admin site that only looks. Every route of it has the policy SUPERUSER, and asks it."""

    site_header = site_title = _("TTS tables")
    index_title = _("To look at; nothing can be changed here")
    index_template = "core/tables_index.html"
    enable_nav_sidebar = False
    site_url = None

    def has_permission(self, request) -> bool:
        return request.user.is_active and SUPERUSER.test(request.user)

    def admin_view(self, view, cacheable=False):
        guarded = super().admin_view(view, cacheable)

        def asked(request, *args, **kwargs):
            SUPERUSER.require(request.user)
            return guarded(request, *args, **kwargs)

        return asked

    def get_urls(self):
        """The index and the tables. Each view says its policy; who is signed out signs in as everywhere."""
        urls = [url for url in super().get_urls() if isinstance(url, URLResolver) or url.name in SERVED]
        for pattern in _patterns(urls):
            pattern.callback.policy = SUPERUSER
            vars(pattern.callback).pop("login_url", None)
        return urls


def _patterns(urls) -> Iterator[URLPattern]:
    for url in urls:
        if isinstance(url, URLResolver):
            yield from _patterns(url.url_patterns)
        else:
            yield url


class Table(ModelAdmin):
    """One table: a list that can be searched, and its rows. No row can be added, changed or deleted."""

    policy = SUPERUSER
    actions = None
    ordering = ("-pk",)
    list_per_page = 50
    show_full_result_count = False
    change_form_template = "core/tables_row.html"

    def has_module_permission(self, request) -> bool:
        return SUPERUSER.test(request.user)

    def has_view_permission(self, request, obj=None) -> bool:
        return SUPERUSER.test(request.user)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def lookup_allowed(self, lookup, value, request) -> bool:
        """No filters by address: some would tell, bit by bit, what is not shown."""
        return False

    def get_object(self, request, object_id, from_field=None):
        """The row, or None; an id that no column can hold is that of nothing."""
        too_long = object_id.isdecimal() and len(object_id) > MOST_DIGITS
        impossible = too_long or not storable(object_id)
        return None if impossible else super().get_object(request, object_id, from_field)

    def get_search_results(self, request, queryset, search_term):
        """Rows that hold what is searched for; what is too long is in none."""
        if len(search_term) > LONGEST_QUERY:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self):
        """The list and a row; there is nothing else to do here."""
        own = ("changelist", "change")
        return [url for url in super().get_urls() if url.name and url.name.rpartition("_")[2] in own]


def show(site: Tables, model: type[Model], columns: Iterable[str], *, search=(), hidden=()) -> None:
    """Serve a table: `columns` in its list, rows found by the fields `search`, all fields but `hidden`."""
    fields = [field.name for field in model._meta.fields if field.name not in hidden and _is_shown(field)]
    joined = [name for name in columns if isinstance(model._meta.get_field(name), ForeignKey)]
    members = {
        "list_display": ("pk", *columns),
        "list_select_related": joined or False,
        "fields": fields,
        "readonly_fields": fields,
        "search_fields": search,
        "sortable_by": (),
    }
    site.register(model, type(f"{model.__name__}Table", (Table,), members))


def _is_shown(field: Field) -> bool:
    return not isinstance(field, BinaryField)
