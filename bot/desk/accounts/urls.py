"""Addresses of signing in, accounts and the trace."""

from __future__ import annotations

from django.urls import URLPattern, path

from bot.desk.accounts import manage, signing_in, trace

urlpatterns: list[URLPattern] = [
    path("", signing_in.home, name="home"),
    path("login", signing_in.SignIn.as_view(), name="login"),
    path("logout", signing_in.sign_out, name="logout"),
    path("language", signing_in.language, name="language"),
    path("demonstration", signing_in.demonstrate, name="demonstration"),
    path("second-factor", signing_in.second_factor, name="second-factor"),
    path("second-factor/set-up", signing_in.set_up, name="second-factor-set-up"),
    path("accounts", manage.accounts, name="accounts"),
    path("accounts/invite", manage.invite, name="invite"),
    path("accounts/<int:pk>", manage.account, name="account"),
    path("invitation/<str:token>", manage.accept, name="invitation"),
    path("audit", trace.page, name="audit"),
]
