"""Addresses of the front desk's day."""

from __future__ import annotations

from django.urls import URLPattern, path

from bot.desk.today import paper, sheet, steps, views

urlpatterns: list[URLPattern] = [
    path("today", views.today, name="today"),
    path("today/<slug:centre_id>", views.day, name="day"),
    path("today/<slug:centre_id>/rows", views.live, name="day-rows"),
    path("today/<slug:centre_id>/unfinished", views.unfinished, name="unfinished"),
    path("today/<slug:centre_id>/next", steps.call_next, name="call-next"),
    path("today/<slug:centre_id>/walk-in", steps.walk_in, name="walk-in"),
    path("today/<slug:centre_id>/paper", paper.day, name="day-paper"),
    path("today/<slug:centre_id>/copy", paper.copy, name="day-copy"),
    path("visits/<str:reference>", sheet.sheet, name="sheet"),
    path("visits/<str:reference>/contact", sheet.contact, name="contact"),
    path("visits/<str:reference>/level", sheet.level, name="visit-level"),
    path("visits/<str:reference>/paper", paper.sheet, name="sheet-paper"),
    path("visits/<str:reference>/step/<str:step>", steps.visit_step, name="visit-step"),
    path("queue/<int:pk>/step/<str:step>", steps.queue_step, name="queue-step"),
    path("queue/<int:pk>/finish/<str:outcome>", steps.finish, name="finish"),
    path("queue/<int:pk>/hand-over", steps.hand_over, name="hand-over"),
    path("queue/<int:pk>/number", paper.number, name="number"),
]
