"""Where allauth's pages are not enough."""

from allauth.account import views


class NewPassword(views.PasswordResetFromKeyView):
    """The page behind the link of a reset or an invitation; 400 for a link that is used or expired."""

    def render_to_response(self, context, **kwargs):
        status = 400 if context.get("token_fail") else 200
        return super().render_to_response(context, status=status, **kwargs)
