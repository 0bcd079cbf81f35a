"""The mediators' pages in Debian's Chromium: the keys, the live check, axe, 1280 and 320 px, right to left."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's own loop runs in this thread

from actions import clock  # noqa: E402
from actions.answers import demand, editing, handover  # noqa: E402
from actions.answers.models import Conflict, Handover, HandoverLine, PublishedAnswer, Unanswered  # noqa: E402
from actions.answers.publish import load  # noqa: E402
from actions.answers.serving import serve  # noqa: E402
from actions.answers.texts import tidy  # noqa: E402
from actions.appointments.contacts import contact_for  # noqa: E402
from bot.desk.models import Profile, Role  # noqa: E402
from knowledge.packs import packs  # noqa: E402
from nlu import default_folder  # noqa: E402
from tests.desk.conftest import SignIn  # noqa: E402
from tests.desk.live import CHROMIUM, keep, signed_in  # noqa: E402
from tests.desk.test_browser import serious  # noqa: E402

pytestmark = [pytest.mark.model, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]
ANSWER = "answers/pt/residence_permit_renewal"


@pytest.fixture
def work(database: object) -> Handover:
    """The whole pack and something of everything a mediator works on."""
    load(packs()["pt"])
    now = clock.now()
    for concept, language, times in (("tax_number", "hi", 12), ("expired_card", "ar", 7), ("tax_number", "ti", 3)):
        for _ in range(times):
            demand.asked("pt", concept, language, now)
    PublishedAnswer.objects.filter(concept="tax_number", language="uk").update(source_version="0" * 64)
    PublishedAnswer.objects.filter(concept="tax_number", language="fr").update(withdrawn=True)
    for words in ("posso importar o meu carro", "Posso importar o meu carro?", "quero trazer o meu cão"):
        Unanswered.objects.create(language="pt", territory="pt", words=words, ranking=["tax_number"], at=now)
    Unanswered.objects.create(language="ar", territory="pt", words="هل يمكنني استيراد سيارتي", at=now)
    Conflict.objects.create(
        territory="pt", concept="tax_number", language="en", file_hash="0", title="Tax number", text="Another text.",
        sms="s", cite="c", as_of="2026", at=now,
    )  # fmt: skip
    return Handover.objects.create(
        contact=contact_for("telegram", "12345", "pt"), language="ar", concept="residence_permit_renewal",
        words="أريد أن أتحدث مع شخص", at=now - timedelta(minutes=6),
    )  # fmt: skip


PAGES = ("answers", "answers/work", "answers/calendar", f"{ANSWER}/hi", f"{ANSWER}/pt", "question-box", "unanswered",
         "people")  # fmt: skip


@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_fits_and_has_no_serious_accessibility_finding(
    browser: Any, address: str, sign_in: SignIn, work: Handover, width: int
) -> None:
    page = signed_in(browser, address, sign_in(Role.MEDIATOR), width=width, height=720, axe=True)
    for path in PAGES:
        page.goto(f"{address}/desk/{path}")
        keep(page, f"mediation-{path.replace('/', '-')}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert serious(page) == [], path
    assert (page.elsewhere, page.faults) == ([], [])


@pytest.mark.parametrize("width", [1280, 320])
def test_right_to_left_texts_stand_beside_their_source(
    browser: Any, address: str, sign_in: SignIn, work: Handover, width: int
) -> None:
    key = ("pt", "residence_permit_renewal", "ar")
    if editing.row_of(key) is None:
        source = packs()["pt"].answers["residence_permit_renewal", "pt"]
        author, other = (Profile.objects.get(user=sign_in_user(sign_in)).user for _ in range(2))
        editing.accept(editing.propose(key, tidy("تجديد بطاقة الإقامة", source.text, source.sms), "", author), other)
    page = signed_in(browser, address, sign_in(Role.MEDIATOR), width=width, height=720, axe=True)
    page.goto(f"{address}/desk/{ANSWER}/ar")
    page.keyboard.press("e")
    assert page.locator("textarea#text").evaluate("e => getComputedStyle(e).direction") == "rtl"
    keep(page, f"mediation-answer-ar-{width}")
    page.locator("textarea#text").scroll_into_view_if_needed()
    page.locator("#note").scroll_into_view_if_needed()
    keep(page, f"mediation-edit-ar-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert serious(page) == []


def sign_in_user(sign_in: SignIn) -> Any:
    """The user of a new mediator."""
    return sign_in(Role.MEDIATOR).session["_auth_user_id"]


def test_the_check_follows_what_is_typed_and_one_key_approves(
    browser: Any, address: str, sign_in: SignIn, work: Handover
) -> None:
    page = signed_in(browser, address, sign_in(Role.MEDIATOR), width=1280, height=720)
    page.goto(f"{address}/desk/{ANSWER}/en")
    page.keyboard.press("e")
    page.locator("#text").fill("Too short.")
    page.locator("#check", has_text="Figures of the source text are missing").wait_for()
    page.goto(f"{address}/desk/{ANSWER}/en")
    page.keyboard.press("e")
    page.locator("#title").fill("Renew your permit")
    page.locator("button[value=propose]").click()
    page.locator(".said", has_text="A second person decides").wait_for()
    page.keyboard.press("a")
    page.locator(".said", has_text="Saved").wait_for()
    served = serve("residence_permit_renewal", "pt", "en")
    assert served is not None and served.state == "approved"
    page.goto(f"{address}/desk/answers/calendar")
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.locator(".said", has_text="Saved").wait_for()
    assert page.faults == []


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("pt", 320)])
def test_a_conversation_is_taken_answered_and_given_back(
    browser: Any, address: str, sign_in: SignIn, work: Handover, language: str, width: int
) -> None:
    client = sign_in(Role.MEDIATOR)
    Profile.objects.update(interface_language=language)
    page = signed_in(browser, address, client, width=width, height=720, language=language, axe=True)
    page.goto(f"{address}/desk/people")
    page.keyboard.press("j")
    page.keyboard.press("t")
    page.wait_for_selector("fieldset")
    HandoverLine.objects.create(handover=work, by_mediator=False, words="هل تسمعني؟", at=clock.now())
    page.locator("#lines", has_text="هل تسمعني").wait_for(timeout=9000)
    page.locator("#words").fill("Bom dia, sou mediador.")
    page.locator("#language").select_option("pt")
    page.locator("section.card", has=page.locator("#words")).locator("button").nth(1).click()
    page.locator("#lines li.mediator", has_text="Bom dia, sou mediador.").wait_for()
    keep(page, f"mediation-conversation-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert serious(page) == []
    page.locator("form[action$='give-back'] button").click()
    page.wait_for_selector("#people")
    assert handover.taken(work.contact) is None
    assert (page.elsewhere, page.faults) == ([], [])


def test_the_question_box_says_why(browser: Any, address: str, sign_in: SignIn, work: Handover) -> None:
    if not (default_folder() / "fingerprint.txt").exists():
        pytest.skip("no trained model")
    page = signed_in(browser, address, sign_in(Role.MEDIATOR), width=1280, height=720, axe=True)
    page.goto(f"{address}/desk/question-box")
    page.locator("#message").fill("mera residence card khatam ho gaya renew kaise karu")
    page.locator("main form button").click()
    page.wait_for_selector("td.number")
    keep(page, "mediation-question-box-asked")
    assert "Hindi" in page.content() and serious(page) == []
