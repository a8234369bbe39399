"""Pages of tickets."""

from django.urls import include, path, register_converter

from tickets_app import intake
from tickets_app.views import (
    board,
    bulk,
    calendars,
    canned,
    conditions,
    guest,
    home,
    lists,
    new,
    notification_choices,
    notifications,
    saved_views,
    search,
    ticket,
)


class NumberConverter:
    """Ticket numbers in addresses: what can be none is 404 before anything is asked of the database."""

    regex = intake.NUMBER.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberConverter, "ticket_number")

urlpatterns = [
    path("", home.home, name="home"),
    path("inbox/", lists.inbox, name="inbox"),
    path("desk/", lists.desk, name="desk"),
    path("owned/", lists.owned, name="owned"),
    path("archive/", lists.archive, name="archive"),
    path("track/", lists.track, name="track"),
    path("board/", board.board, name="board"),
    path("board/<int:pk>/", board.hand_on, name="hand_on"),
    path("search/", search.search, name="search"),
    path("views/", saved_views.keep, name="saved_views"),
    path("views/<int:pk>/drop/", saved_views.drop, name="saved_view_drop"),
    path("bulk/undo/", bulk.undo, name="bulk_undo"),
    path("bulk/<slug:verb>/", bulk.act, name="bulk"),
    path("track/<str:token>/", guest.track, name="track_ticket"),
    path("track/<str:token>/files/<int:pk>/", guest.file, name="track_file"),
    path("track/<str:token>/say/", guest.say, name="track_say"),
    path("track/<str:token>/<slug:verb>/", guest.act, name="track_act"),
    path("new/similar/", new.similar, name="new_similar"),
    path("new/", new.new_ticket, name="new_ticket"),
    path("replies/", canned.replies, name="canned_replies"),
    path("replies/<int:pk>/", canned.reply, name="canned_reply"),
    path("ticket/<ticket_number:number>/", ticket.ticket, name="ticket"),
    path("", include("tickets_app.comments.urls")),
    path("ticket/<ticket_number:number>/print/", ticket.on_paper, name="ticket_print"),
    path("ticket/<ticket_number:number>/way/", ticket.way, name="ticket_way"),
    path("ticket/<ticket_number:number>/replies/", canned.choices, name="canned_choices"),
    path("ticket/<ticket_number:number>/<slug:verb>/", ticket.act, name="ticket_act"),
    path("designer/condition/fields/", conditions.fields, name="condition_fields"),
    path("designer/condition/try/", conditions.attempt, name="condition_try"),
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/new/", calendars.calendar_new, name="calendar_new"),
    path("calendars/preview/", calendars.calendar_preview, name="calendar_preview"),
    path("calendars/<int:pk>/", calendars.calendar, name="calendar"),
    path("calendars/<int:pk>/progress/", calendars.calendar_progress, name="calendar_progress"),
    path("profile/notifications/", notification_choices.choices, name="notification_choices"),
    path("unsubscribe/<str:token>/", notification_choices.unsubscribe, name="unsubscribe"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications_read_all"),
    path("notifications/<int:pk>/", notifications.open_one, name="notification_open"),
    path("notifications/<int:pk>/read/", notifications.read_one, name="notification_read"),
]
