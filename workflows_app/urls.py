"""Pages of workflows."""

urlpatterns = []
