"""Addresses of the centres' pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from bot.desk.centres import views

urlpatterns: list[URLPattern] = [
    path("centres", views.centres, name="centres"),
    path("centres/<slug:centre_id>", views.centre, name="centre"),
    path("centres/<slug:centre_id>/notice", views.notice, name="centre-notice"),
    path("centres/<slug:centre_id>/contact", views.contact, name="centre-contact"),
    path("centres/<slug:centre_id>/contact/files", views.take_files, name="centre-contact-files"),
    path("centres/<slug:centre_id>/hours", views.add_hours, name="centre-hours"),
    path("centres/<slug:centre_id>/hours/<int:pk>/remove", views.remove_hours, name="hours-remove"),
    path("centres/<slug:centre_id>/closures", views.add_closure, name="centre-closures"),
    path("centres/<slug:centre_id>/closures/<int:pk>/remove", views.remove_closure, name="closure-remove"),
    path("centres/<slug:centre_id>/desks", views.add_desk, name="centre-desks"),
    path("centres/<slug:centre_id>/desks/<slug:desk_id>/switch", views.switch_desk, name="desk-switch"),
    path("centres/<slug:centre_id>/absences", views.add_absence, name="centre-absences"),
    path("centres/<slug:centre_id>/absences/<int:pk>/remove", views.remove_absence, name="absence-remove"),
]
