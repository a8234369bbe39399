"""Lists of tickets as people narrow, order and take them along. Pages of them: `tickets_app.views.lists`."""
