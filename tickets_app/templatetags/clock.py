"""Times and clocks in templates: words, with the exact time on hover."""

from django import template
from django.utils import timezone
from django.utils.html import format_html

from tickets_app.presenters import words
from tts.core.markdown import render

register = template.Library()


@register.simple_tag
def moment(at, style: str = "ago"):
    """A <time>. `style`: "ago" (`3 h ago`), or "at" (`14:30`, `Tue 24 Nov, 14:30`). Nothing for None."""
    if at is None:
        return ""
    now = timezone.now()
    text = words.clock_time(at, now) if style == "at" else words.ago(at, now)
    iso = at.isoformat(timespec="seconds")
    return format_html('<time datetime="{}" title="{}">{}</time>', iso, words.exact(at), text)


@register.inclusion_tag("tickets_app/_clock.html")
def clock(view, css: str = ""):
    """What is left of a clock: bar and words. `view`: a presenters.clock.ClockView."""
    return {"clock": view, "css": css}


@register.filter
def markdown(text: str):
    """Markdown as safe HTML."""
    return render(text)
