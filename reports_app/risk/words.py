"""What the risk model stored, in words. Reads only what is stored, so pages need no model."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports_app.risk.models import RiskModel, TicketRisk

KINDS = {
    "workflow": gettext_lazy("Workflow %(text)s"),
    "priority": gettext_lazy("Priority %(text)s"),
    "category": gettext_lazy("Category %(text)s"),
    "department": gettext_lazy("Department %(text)s"),
    "requester": gettext_lazy("Requests of the same person"),
    "source": gettext_lazy("From %(text)s"),
    "workflow and priority": gettext_lazy("%(text)s"),
    "step": gettext_lazy("Step %(text)s"),
    "holder": gettext_lazy("In the same hands"),
}
UNTOLD = {
    "category": gettext_lazy("Without a category"),
    "source": gettext_lazy("Entered by hand"),
    "holder": gettext_lazy("With nobody"),
}
PLAIN = {
    "unassigned": gettext_lazy("Nobody has taken it."),
    "waiting": gettext_lazy("Work on it has not begun."),
    "hour": gettext_lazy("It came at a time of day after which work takes longer."),
    "weekday": gettext_lazy("It came on a day of the week after which work takes longer."),
}
CHANGES = {
    "begin": gettext_lazy("Begin it: %(rate)s then, as far as tickets like it tell."),
    "assign": gettext_lazy("Give it to somebody: %(rate)s then, as far as tickets like it tell."),
    "lighten": gettext_lazy("Half the open work in its role: %(rate)s then, as far as tickets like it tell."),
}
HIGH, RAISED = 0.5, 0.25


def percent(share: float) -> str:
    """A chance as a whole percent; the ends stay open, since nothing is certain."""
    if share < 0.01:
        return _("under 1 %")
    return _("over 99 %") if share > 0.99 else f"{100 * share:.0f} %"


def level(probability: float) -> str:
    """ "bad", "warn" or "" for how much a chance should worry."""
    return "bad" if probability >= HIGH else "warn" if probability >= RAISED else ""


def reasons(risk: TicketRisk) -> list[str]:
    """Why it is at risk: what speaks for being late, strongest first, and how much of its time is used."""
    used = _("%(share)s of its time was used.") % {"share": f"{100 * risk.share:.0f} %"}
    return [*map(_reason, risk.reasons), used]


def _reason(reason) -> str:
    name = reason["column"]
    if name in KINDS:
        return _kind(name, reason)
    return str(PLAIN[name]) if name in PLAIN else _size(name, reason["size"])


def _kind(name, reason) -> str:
    text = reason["text"]
    what = (KINDS[name] % {"text": text}) if text else UNTOLD.get(name, KINDS[name])
    if not reason["count"]:
        return _("%(what)s: none like it before.") % {"what": what}
    told = {"what": what, "rate": percent(reason["rate"]), "count": f"{reason['count']:,}"}
    return _("%(what)s: about %(rate)s late, judged by %(count)s before.") % told


def _size(name, size) -> str:
    counted = {"n": size}
    if name == "moves":
        return ngettext("It was passed on once.", "It was passed on %(n)s times.", size) % counted
    if name == "load":
        told = ngettext("%(n)s open assignment in its role.", "%(n)s open assignments in its role.", size)
        return told % counted
    told = ngettext("Its holder has %(n)s open assignment.", "Its holder has %(n)s open assignments.", size)
    return told % counted


def changes(risk: TicketRisk) -> list[str]:
    """What would lower it, best first."""
    return [CHANGES[one["change"]] % {"rate": percent(one["probability"])} for one in risk.changes]


def method(model: RiskModel) -> str:
    """What the chances come from, in a sentence."""
    if model.method == RiskModel.Method.REGRESSION:
        return _("By a regression, which was better than the table of rates on tickets it had not seen.")
    if model.method == RiskModel.Method.NONE:
        return _("There are too few finished and late tickets to learn from, so no chances are given.")
    if model.tested:
        return _("By a table of rates, which was no worse than the model on tickets it had not seen.")
    return _("By a table of rates: there are too few tickets to train and test a model.")
