"""Where a person came from."""

from django.utils.http import url_has_allowed_host_and_scheme


def next_page(request) -> str:
    """The address on this site that the person came from; "" where none was given."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and wanted.startswith("/") else ""


def is_from_row(request) -> bool:
    """Whether the person acts on a row of the list at `next_page`, which stays as it is around the row."""
    return bool(request.POST.get("row") or request.GET.get("row"))
