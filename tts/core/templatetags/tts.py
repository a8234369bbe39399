"""Template tags of the page shell: icons, people's initials, navigation, the theme."""

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"
HIDDEN = mark_safe('aria-hidden="true"')


@register.simple_tag
def icon(name: str, label: str = "", css: str = ""):
    """The icon `name` of static/icons.svg. With a `label` it is announced, else it is decoration."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else HIDDEN
    source = static("icons.svg")
    return format_html(
        '<svg class="icon {}" {} focusable="false"><use href="{}#{}"></use></svg>', css, spoken, source, name
    )


@register.filter
def initials(person) -> str:
    """Up to two letters for a person: "Ann Lee" -> "AL", "ann@example.org" -> "A"."""
    words = str(person).split("@")[0].split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.simple_tag
def face(person, css: str = ""):
    """The picture of a person over their initials. `person`: somebody, or only a name."""
    image = ""
    if getattr(person, "picture", ""):
        address = reverse("person_picture", args=[person.pk, person.picture])
        image = format_html('<img src="{}" alt="" loading="lazy">', address)
    return format_html('<span class="face {}" aria-hidden="true">{}{}</span>', css, initials(person), image)


CONTROL_CLASSES = {
    "checkbox": "form-check-input",
    "select": "form-select",
    "selectmultiple": "form-select",
    # Their class would go to the frame around the choices.
    "checkboxselectmultiple": "",
    "radioselect": "",
}


@register.filter
def control(field):
    """The control of a bound form field with the class of its kind, beside the classes it has."""
    own = field.field.widget.attrs.get("class", "")
    kind = CONTROL_CLASSES.get(field.widget_type, "form-control")
    classes = f"{kind} {own}".strip()
    return field.as_widget(attrs={"class": classes} if classes else None)


@register.inclusion_tag("core/_nav_entry.html", takes_context=True)
def nav_entry(context, name: str, symbol: str, label: str, also: str = "", css: str = ""):
    """A navigation entry to the URL called `name`, marked on that page and on those of `also`."""
    match = getattr(context.get("request"), "resolver_match", None)
    here = match is not None and match.view_name in (name, *also.split())
    return {"name": name, "symbol": symbol, "label": label, "here": here, "css": css}


@register.simple_tag(takes_context=True)
def theme(context) -> str:
    """What the person chose, a stranger's cookie says, else "auto"."""
    request = context.get("request")
    if request is None:
        return THEMES[0]
    chosen = getattr(request.user, "theme", None) or request.COOKIES.get(THEME_COOKIE)
    return chosen if chosen in THEMES else THEMES[0]


@register.simple_tag(takes_context=True)
def block_again(context, name: str):
    """What the block `name` shows, a second time: the heading repeats the title of the window."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return block.render(context) if block is not None else ""
