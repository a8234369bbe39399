"""Pages about people: sign-in, profile, people, roles.

Of allauth's routes only these: its pages for managing e-mail addresses would let a person take on the
address, and with it the requests, of somebody else.
"""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from tts.accounts.views import api_tokens, people, profile, roles, sessions, sign_in

sign_in_routes = [
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("signup/", allauth.signup, name="account_signup"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("accounts/", include(sign_in_routes)),
    path("profile/", profile.profile, name="profile"),
    path("profile/absence/", profile.own_absence, name="own_absence"),
    path("profile/picture/", profile.picture, name="own_picture"),
    path("profile/sessions/", sessions.own_sessions, name="own_sessions"),
    path("profile/sessions/end/", sessions.sessions_end, name="sessions_end"),
    path("profile/sessions/<int:pk>/end/", sessions.session_end, name="session_end"),
    path("profile/theme/", profile.set_theme, name="set_theme"),
    path("profile/tokens/", api_tokens.own_tokens, name="own_tokens"),
    path("profile/tokens/<int:pk>/revoke/", api_tokens.revoke, name="token_revoke"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/picture/<slug:name>/", profile.person_picture, name="person_picture"),
    path("people/<int:pk>/roles/<int:role_pk>/", people.person_role, name="person_role"),
    path("people/<int:pk>/away/", people.person_away, name="person_away"),
    path("people/<int:pk>/active/", people.person_active, name="person_active"),
    path("people/<int:pk>/erase/", people.person_erase, name="person_erase"),
    path("people/<int:pk>/invite/", people.person_invite, name="person_invite"),
    path("people/<int:pk>/uninvite/", people.person_uninvite, name="person_uninvite"),
    path("people/tokens/", api_tokens.all_tokens, name="all_tokens"),
    path("people/roles/", roles.roles, name="roles"),
    path("people/roles/new/", roles.role_new, name="role_new"),
    path("people/roles/<int:pk>/", roles.role, name="role"),
    path("people/roles/<int:pk>/retire/", roles.role_retire, name="role_retire"),
    path("people/roles/<int:pk>/restore/", roles.role_restore, name="role_restore"),
]
