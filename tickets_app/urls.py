"""Pages of tickets."""

from django.urls import path

from tickets_app.views import home, lists, new, notifications, ticket

urlpatterns = [
    path("", home.home, name="home"),
    path("inbox/", lists.inbox, name="inbox"),
    path("desk/", lists.desk, name="desk"),
    path("owned/", lists.owned, name="owned"),
    path("archive/", lists.archive, name="archive"),
    path("track/", lists.track, name="track"),
    path("new/", new.new_ticket, name="new_ticket"),
    path("ticket/<str:number>/", ticket.ticket, name="ticket"),
    path("ticket/<str:number>/<slug:verb>/", ticket.act, name="ticket_act"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications_read_all"),
    path("notifications/<int:pk>/", notifications.open_one, name="notification_open"),
    path("notifications/<int:pk>/read/", notifications.read_one, name="notification_read"),
]
