"""Addresses of the mediators' pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from bot.desk.mediation import answer, box, matrix, people, queue

ONE = "answers/<slug:territory>/<slug:concept>/<slug:language>"

urlpatterns: list[URLPattern] = [
    path("answers", matrix.answers, name="answers"),
    path("answers/work", matrix.work, name="answers-work"),
    path("answers/calendar", matrix.calendar, name="answers-calendar"),
    path("answers/conflicts/<int:number>", matrix.resolve, name="answer-conflict"),
    path("answers/suggestions/<int:number>", answer.decide, name="answer-decide"),
    path(ONE, answer.answer, name="answer"),
    path(f"{ONE}/check", answer.check, name="answer-check"),
    path(f"{ONE}/approve", answer.approve, name="answer-approve"),
    path(f"{ONE}/save", answer.save, name="answer-save"),
    path(f"{ONE}/withdraw", answer.withdraw, name="answer-withdraw"),
    path("question-box", box.question_box, name="question-box"),
    path("unanswered", queue.queue, name="unanswered"),
    path("unanswered/settle", queue.settle, name="unanswered-settle"),
    path("people", people.people, name="people"),
    path("people/live", people.people_live, name="people-live"),
    path("people/<int:number>", people.conversation, name="conversation"),
    path("people/<int:number>/live", people.conversation_live, name="conversation-live"),
    path("people/<int:number>/take", people.take, name="conversation-take"),
    path("people/<int:number>/write", people.write, name="conversation-write"),
    path("people/<int:number>/give-back", people.give_back, name="conversation-give-back"),
    path("people/<int:number>/close", people.close, name="conversation-close"),
]
