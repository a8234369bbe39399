"""The shapes of what the REST API answers of tickets and tasks (SPEC 9); `answers` fills them."""

from rest_framework import serializers
from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateTimeField,
    FloatField,
    IntegerField,
    JSONField,
    Serializer,
)


class Rating(Serializer):
    """How content the requester is, 1 to 5."""

    score = IntegerField()
    comment = CharField()
    rated_at = DateTimeField()


class Step(Serializer):
    """A step of the version that the task runs on."""

    step_id = IntegerField()
    name = CharField()


class Person(Serializer):
    """A person; requesters are told first names of staff only."""

    user_id = IntegerField(allow_null=True)
    full_name = CharField()
    email = CharField(allow_null=True)


class WorkflowOfItem(Serializer):
    """The workflow of a task, by the name that its version has."""

    workflow_id = IntegerField()
    name = CharField()


class WorkflowOfTask(WorkflowOfItem):
    """The workflow of a task, and the number of its version."""

    version = IntegerField()


class Assignee(Serializer):
    """An open assignment; without a person it waits for one of the role."""

    task_item_id = IntegerField()
    user_id = IntegerField(allow_null=True)
    full_name = CharField(allow_null=True)
    email = CharField(allow_null=True)
    role = CharField()
    status = CharField()
    origin = CharField()
    target_resolution = DateTimeField(allow_null=True)


class Choice(Serializer):
    """A transition that may be taken now."""

    transition_id = IntegerField()
    name = CharField()
    to_step = Step()


class Work(Serializer):
    """A row of work. Without a workflow, `task_id`, `workflow` and `owner` are null and `reason` says why."""

    task_id = IntegerField(allow_null=True)
    ticket_id = IntegerField()
    ticket_number = CharField()
    ticket_subject = CharField()
    priority = CharField()
    status = CharField(help_text="the task's; without a task the ticket's")
    reason = CharField(help_text="why nobody works on it; empty where somebody does")
    workflow = WorkflowOfTask(allow_null=True)
    current_step = Step(allow_null=True)
    owner = Person(allow_null=True)
    assignees = Assignee(many=True)
    transitions = Choice(many=True)
    created_at = DateTimeField()
    target_resolution = DateTimeField(allow_null=True)


class ItemChange(Serializer):
    status = CharField()
    at = DateTimeField()
    actor_id = IntegerField(allow_null=True)


class Item(Assignee):
    """An assignment, past or present, with the changes of its status."""

    step = Step()
    assigned_on = DateTimeField(allow_null=True)
    began_at = DateTimeField(allow_null=True)
    closed_at = DateTimeField(allow_null=True)
    breached_at = DateTimeField(allow_null=True)
    history = ItemChange(many=True)


class TaskDetail(Work):
    """A task with all its assignments, oldest first; requesters do not see those."""

    revision = IntegerField(help_text="send it back with a transition, to have a stale view refused")
    began_at = DateTimeField(allow_null=True)
    completed_at = DateTimeField(allow_null=True)
    items = Item(many=True)


class Place(Serializer):
    """Where a node stands on the canvas."""

    x = FloatField()
    y = FloatField()


class VisitedStep(Serializer):
    """A step of the task's version, and how often it was entered; requesters are told no role."""

    step_id = IntegerField()
    name = CharField()
    role = CharField(allow_null=True)
    state = ChoiceField(["done", "current", "ahead"])
    entries = IntegerField()
    is_start = BooleanField()
    is_end = BooleanField()
    design = Place(allow_null=True)


class TakenTransition(Serializer):
    """A transition of the task's version, and how often it was taken."""

    transition_id = IntegerField()
    name = CharField()
    from_id = IntegerField()
    to_id = IntegerField()
    automatic = BooleanField()
    taken = IntegerField()


class Visualization(Serializer):
    """A task's way through the graph. Requesters are told the steps entered, and no transitions."""

    task_id = IntegerField()
    status = CharField()
    workflow = WorkflowOfTask()
    current_step = Step(allow_null=True)
    nodes = VisitedStep(many=True)
    edges = TakenTransition(many=True)


class TicketOfItem(Serializer):
    ticket_number = CharField()
    subject = CharField()
    priority = CharField()
    status = CharField()


class TaskOfItem(Serializer):
    task_id = IntegerField()
    ticket = TicketOfItem()
    workflow = WorkflowOfItem()
    current_step = Step(allow_null=True)


class MyItem(Serializer):
    """One of the signed-in person's own assignments."""

    task_item_id = IntegerField()
    task = TaskOfItem()
    role = CharField()
    status = CharField()
    origin = CharField()
    assigned_on = DateTimeField(allow_null=True)
    target_resolution = DateTimeField(allow_null=True)


class TicketBrief(Serializer):
    """`id` is TTS's own; `ticket_id` repeats the number, for older clients."""

    id = IntegerField()
    ticket_number = CharField()
    ticket_id = CharField()
    subject = CharField()
    status = CharField()
    priority = CharField()
    created_at = DateTimeField()


class Link(Serializer):
    """What another ticket is to this one; `text` says it as seen from this one."""

    id = IntegerField()
    kind = CharField()
    text = CharField()
    ticket = TicketBrief()


class Watching(Serializer):
    watching = serializers.BooleanField()


class FilledReply(Serializer):
    id = IntegerField()
    name = CharField()
    text = CharField()


class TicketRow(TicketBrief):
    department = CharField()
    category = CharField()
    sub_category = CharField()
    updated_at = DateTimeField()
    task_id = IntegerField(allow_null=True)
    current_step = Step(allow_null=True)
    target_resolution = DateTimeField(allow_null=True)


class Requester(Serializer):
    external_id = CharField()
    name = CharField()
    email = CharField()
    company_id = CharField()
    department = CharField()


class TicketDetail(TicketRow):
    """A ticket with all that its sender gave; what has no field of its own is in `extra`."""

    description = CharField()
    source_service = CharField()
    requester = Requester()
    attachments = JSONField()
    extra = JSONField()
    submitted_at = DateTimeField(allow_null=True)
    resolved_at = DateTimeField(allow_null=True)
    closed_at = DateTimeField(allow_null=True)
    reason = CharField()
    workflow = WorkflowOfTask(allow_null=True)
    owner = Person(allow_null=True)
    assignees = Assignee(many=True)


class LogEntry(Serializer):
    """Something that happened to a ticket. `rule`: which rule acted by itself, and the values it saw."""

    id = IntegerField()
    at = DateTimeField()
    action = CharField()
    text = CharField()
    actor = Person(allow_null=True)
    on_behalf_of = Person(allow_null=True)
    before = JSONField()
    after = JSONField()
    note = CharField()
    rule = JSONField()


class TaskState(Serializer):
    task_id = IntegerField()
    status = CharField()
    current_step = Step(allow_null=True)


class Done(Serializer):
    """The answer to an action on a task."""

    success = serializers.BooleanField()
    task = TaskState()
    message = CharField()


class ItemDone(Done):
    """The answer to an action that made or changed an assignment."""

    task_item = Assignee()
