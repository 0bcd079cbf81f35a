"""Addresses of counter mode."""

from __future__ import annotations

from django.urls import URLPattern, path

from bot.desk.counter import views, walk_in

urlpatterns: list[URLPattern] = [
    path("counter", views.start, name="counter"),
    path("counter/detect", views.detect, name="counter-detect"),
    path("counter/<str:language>", views.counter, name="counter-language"),
    path("counter/<str:language>/ask", views.ask, name="counter-ask"),
    path("counter/<str:language>/answer/<str:concept>", views.answer, name="counter-answer"),
    path("counter/<str:language>/slip/<str:concept>", views.slip, name="counter-slip"),
    path("counter/<str:language>/triage", walk_in.questions, name="counter-triage"),
    path("counter/<str:language>/walk-in", walk_in.walk_in, name="counter-walk-in"),
    path("counter/<str:language>/number/<int:pk>", walk_in.number, name="counter-number"),
]
