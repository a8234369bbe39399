"""The sentences that the editor's scripts say. Those about problems are the ones of the server's checks."""

from django.utils.translation import gettext as _

from workflows_app.condition_words import FIELD_WORDS, PHRASES, PRIORITY_PHRASES
from workflows_app.thresholds import PEOPLE


def texts() -> dict[str, str]:
    """Every text by the name that the scripts use, in the person's language."""
    return {
        **_problems(),
        **_conditions(),
        **_condition_words(),
        **_words(),
        **_deeds(),
        **_fixes(),
        **_spoken(),
        **_states(),
        **_differences(),
        **_thresholds(),
    }


def _problems():
    return {
        "too_large": _("A workflow has at most %(steps)d steps and %(edges)d transitions."),
        "unnamed_step": _("“%(step)s” needs a name."),
        "unnamed_edge": _("“%(edge)s” from “%(step)s” needs a name."),
        "duplicate_edge_name": _("“%(step)s” has more than one transition named “%(edge)s”."),
        "no_start": _("No step is marked as the start."),
        "many_starts": _("“%(step)s” is a start, but so is “%(first)s”; there must be exactly one."),
        "no_end": _("No step is marked as an end."),
        "end_with_outgoing": _("“%(step)s” is an end, so transition “%(edge)s” cannot leave it."),
        "self_loop": _("Transition “%(edge)s” leads from “%(step)s” to itself."),
        "unreachable": _("“%(step)s” cannot be reached from the start."),
        "no_way_to_end": _("No end can be reached from “%(step)s”."),
        "no_role": _("“%(step)s” has no role."),
        "no_escalation_role": _("“%(step)s” is to escalate on a breach, but has no escalation role."),
        **{f"unknown_{kind}": _("“%(step)s” names a role that does not exist.") for kind in ROLES},
        **{
            f"inactive_{kind}": _("“%(step)s” needs the role “%(role)s”, which is retired.") for kind in ROLES
        },
        **{
            f"{kind}_without_members": _("“%(step)s” needs the role “%(role)s”, which has no active member.")
            for kind in ROLES
        },
        "weight_not_positive": _("The weight of “%(step)s” must be more than 0 and at most %(most)s."),
        "weight_sum": _("The weights add up to %(total)s instead of 1; shares are taken of that sum."),
        "bad_condition": _("The condition of “%(edge)s” from “%(step)s” cannot be used: %(reason)s"),
        "all_conditional": _("Every transition of “%(step)s” has a condition; one needs to have none."),
        "sla_zero": _("An SLA must be longer than zero."),
        "sla_shorter": _("The SLA must be shorter than that of priority %s.") % "%(name)s",
        "sla_longer": _("The SLA must be longer than that of priority %s.") % "%(name)s",
        "sla_shape": _("Write hours, or HH:MM:SS such as 72:00:00."),
    }


ROLES = ("role", "escalation_role")


def _conditions():
    return {
        "condition_deep": _("Conditions are nested more than %(n)d deep."),
        "condition_large": _("A condition has more than %(n)d parts."),
        "condition_object": _("A condition is an object."),
        "condition_shape": _("A condition has one of “all”, “any”, “not”, or a field."),
        "condition_list": _("This must be a list of at least one condition."),
        "condition_keys": _("Only field, op and value stand here."),
        "condition_field": _("There is no field “%(name)s”."),
        "condition_op": _("There is no operator “%(name)s”."),
        "condition_suits": _("The operator “%(name)s” does not suit this field."),
        "condition_no_value": _("This operator takes no value."),
        "condition_choices": _("This must be a list of 1 to %(n)d values."),
        "condition_priority": _("This must be one of Low, Medium, High, Urgent."),
        "condition_text": _("This must be text of 1 to %(n)d characters."),
        "condition_number": _("This must be a number."),
        "op_eq": _("is"),
        "op_ne": _("is not"),
        "op_in": _("is one of"),
        "op_not_in": _("is none of"),
        "op_lt": _("is less than"),
        "op_lte": _("is at most"),
        "op_gt": _("is more than"),
        "op_gte": _("is at least"),
        "op_lt_priority": _("is below"),
        "op_gt_priority": _("is above"),
        "op_contains": _("contains"),
        "op_starts_with": _("starts with"),
        "op_empty": _("is empty"),
        "op_not_empty": _("is not empty"),
        "several_values": _("separated by commas"),
        "offered_if": _("Holds if %(sentence)s."),
        "has_condition": _("with a condition"),
        "no_condition": _("always"),
    }


def _condition_words():
    return {
        **{f"cond_{op}": str(phrase) for op, phrase in PHRASES.items()},
        **{f"cond_{op}_priority": str(PRIORITY_PHRASES[op]) for op in ("lt", "gt")},
        **{f"cond_field_{name}": str(word) for name, word in FIELD_WORDS.items()},
        "cond_and": _("%(first)s and %(second)s"),
        "cond_or": _("%(first)s or %(second)s"),
        "cond_not": _("not (%(condition)s)"),
        "if_condition": _("if %(condition)s"),
    }


def _words():
    return {
        "new_step": _("Step"),
        "new_edge": _("Continue"),
        "unnamed": _("unnamed"),
        "choose_step": _("Choose a step"),
        "choose_both": _("Choose both steps."),
        "chosen_one": _("%(count)d thing is selected"),
        "chosen_many": _("%(count)d things are selected"),
        "share": _("%(share)s %% of the time"),
        "order": _("%(number)d of %(total)d ways out of this step"),
        "way_to": _("%(name)s → %(step)s"),
        "way_from": _("%(step)s → %(name)s"),
        "unit_hours": _("h"),
        "unit_minutes": _("min"),
        "unit_seconds": _("s"),
        "priority_urgent": _("Urgent"),
        "priority_high": _("High"),
        "priority_medium": _("Medium"),
        "priority_low": _("Low"),
        "weight_total": _("Weights: %(total)s of 1"),
        "weight_of": _("Weight of %(name)s"),
        "boundary": _("Boundary between %(left)s and %(right)s"),
        "choose_of": _("Choose %(name)s"),
        "name_of": _("Name of %(name)s"),
        "role_of": _("Role of %(name)s"),
        "escalation_of": _("Escalation role of %(name)s"),
        "start_of": _("%(name)s is the start"),
        "end_of": _("%(name)s is an end"),
        "from_of": _("Where %(name)s leaves"),
        "to_of": _("Where %(name)s leads"),
        "automatic_of": _("%(name)s goes by itself"),
        "open_of": _("All about %(name)s"),
        "remove_of": _("Remove %(name)s"),
        "earlier_of": _("Offer %(name)s earlier"),
        "later_of": _("Offer %(name)s later"),
        "yes": _("yes"),
        "no": _("no"),
    }


def _deeds():
    return {
        "did_add": _("Step added"),
        "did_insert": _("Step inserted"),
        "did_connect": _("Transition added"),
        "did_relink": _("Transition led elsewhere"),
        "did_move": _("Moved"),
        "did_rename": _("Renamed"),
        "did_change": _("Changed"),
        "did_condition": _("Condition changed"),
        "did_order": _("Order changed"),
        "did_details": _("Details changed"),
        "did_weight": _("Weights changed"),
        "did_end": _("End changed"),
        "did_fix": _("Mended"),
        "did_arrange": _("Arranged"),
        "arranged_already": _("Everything is arranged already."),
        "not_arranged": _("Left as it was."),
        "would_move_one": _("Preview: %(count)d step would move"),
        "would_move_many": _("Preview: %(count)d steps would move"),
        "did_remove_one": _("Removed"),
        "did_remove_many": _("%(count)d things removed"),
        "did_copy_one": _("%(count)d step copied"),
        "did_copy_many": _("%(count)d steps copied"),
        "did_paste_one": _("%(count)d step pasted"),
        "did_paste_many": _("%(count)d steps pasted"),
        "undone": _("Undone: %(what)s"),
        "redone": _("Done again: %(what)s"),
        "nothing_to_undo": _("There is nothing to undo."),
        "nothing_to_redo": _("There is nothing to do again."),
        "choose_target": _("Choose the step that it leads to. Escape gives up."),
        "refusal_self": _("A step cannot lead to itself."),
        "refusal_end": _("Nothing leaves an end."),
        "refusal_ends": _("A transition cannot lead there."),
    }


def _fixes():
    return {
        "fix_first_start": _("Start at the first step"),
        "fix_not_start": _("No start"),
        "fix_last_end": _("End at the last step"),
        "fix_remove": _("Remove it"),
        "fix_rename": _("Give it another name"),
        "fix_normalise": _("Make them add up to 1"),
        "level_error": _("Error"),
        "level_warning": _("Warning"),
        "level_hint": _("Hint"),
        "errors_one": _("%(count)d error"),
        "errors_many": _("%(count)d errors"),
        "hints_one": _("No errors, %(count)d hint"),
        "hints_many": _("No errors, %(count)d hints"),
        "sound": _("No problems"),
    }


def _spoken():
    return {
        "step_says": _("%(name)s, step %(number)d of %(total)d"),
        "says_role": _("role %(role)s"),
        "says_no_role": _("no role"),
        "says_weight": _("weight %(weight)s, %(share)d %% of the time"),
        "says_start": _("start"),
        "says_end": _("end"),
        "says_way": _("%(name)s to %(to)s"),
        "says_outgoing": _("%(count)d outgoing: %(ways)s"),
        "says_problems_one": _("%(count)d problem"),
        "says_problems_many": _("%(count)d problems"),
        "edge_says": _("Transition %(name)s from %(from)s to %(to)s"),
        "says_condition": _("with a condition"),
        "says_automatic": _("automatic"),
        "also_here": _("%(names)s has this draft open too"),
        "mark_+": _("new"),
        "mark_-": _("gone"),
        "mark_~": _("changed"),
    }


def _states():
    return {
        "status_saved": _("Saved"),
        "status_unsaved": _("Unsaved"),
        "status_saving": _("Saving…"),
        "status_offline": _("Offline: not saved yet"),
        "status_conflict": _("Conflict"),
        "status_refused": _("Not saved: see the fields"),
        "publish_errors_one": _("Mend %(count)d error first:"),
        "publish_errors_many": _("Mend %(count)d errors first:"),
        "publish_unsaved": _("The draft could not be saved; publish when it is."),
        "publish_authors": _("Changed since the last version by: %(names)s"),
        "publish_first_authors": _("Made by: %(names)s"),
    }


def _differences():
    return {
        "diff_value": _("%(name)s: %(before)s → %(after)s"),
        "diff_step": _("Step “%(name)s”"),
        "diff_edge": _("Transition “%(name)s” from “%(from)s” to “%(to)s”"),
        "field_name": _("name"),
        "field_description": _("description"),
        "field_instruction": _("instruction"),
        "field_role_id": _("role"),
        "field_escalate_to": _("escalation role"),
        "field_escalate_on_breach": _("escalates on a breach"),
        "field_weight": _("weight"),
        "field_is_start": _("start"),
        "field_is_end": _("end"),
        "field_from": _("from"),
        "field_to": _("to"),
        "field_condition": _("condition"),
        "field_automatic": _("automatic"),
        "detail_name": _("Name"),
        "detail_description": _("Description"),
        "detail_department": _("Department"),
        "detail_category": _("Category"),
        "detail_sub_category": _("Sub-category"),
        "detail_low_sla": _("Low SLA"),
        "detail_medium_sla": _("Medium SLA"),
        "detail_high_sla": _("High SLA"),
        "detail_urgent_sla": _("Urgent SLA"),
        "detail_sla_thresholds": _("Thresholds"),
        "detail_first_response_percent": _("First response, % of the time"),
        "detail_calendar_id": _("Calendar"),
        "detail_reopen_hours": _("Reopen within hours"),
        "detail_auto_close_hours": _("Close after hours"),
        "detail_end_logic": _("At the end"),
    }


def _thresholds():
    return {
        **{f"tell_{person}": str(word) for person, word in PEOPLE.items()},
        "tell_nobody": _("nobody"),
        "told_escalates": _("%(told)s; escalates"),
        "threshold_of": _("At %(percent)s %% of the time"),
        "threshold_range": _("A percentage is a whole number from 1 to 100."),
        "threshold_twice": _("Each percentage stands once."),
    }
