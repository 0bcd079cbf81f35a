"""Addresses of the visits to come."""

from __future__ import annotations

from django.urls import URLPattern, path

from bot.desk.coming import changes, views

urlpatterns: list[URLPattern] = [
    path("coming", views.first_centre, name="coming"),
    path("coming/<slug:centre_id>", views.coming, name="coming-centre"),
    path("visits/<str:reference>/write", changes.write, name="visit-write"),
    path("visits/<str:reference>/move", changes.move, name="visit-move"),
    path("visits/<str:reference>/cancel", changes.cancel, name="visit-cancel"),
    path("visits/<str:reference>/told", changes.told, name="visit-told"),
]
