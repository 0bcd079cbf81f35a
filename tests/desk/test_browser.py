"""The desk in Debian's Chromium: flows by mouse and by keys, axe, 320 px, right to left."""

from __future__ import annotations

import os
from typing import Any

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's own loop runs in this thread

from actions.appointments import outbox, queue, triage  # noqa: E402
from actions.appointments.models import OutboxMessage, QueueTicket, Status  # noqa: E402
from actions.directory.models import Centre  # noqa: E402
from bot.desk.accounts import invitations  # noqa: E402
from bot.desk.models import Role  # noqa: E402
from tests.desk.conftest import SignIn  # noqa: E402
from tests.desk.live import CHROMIUM, keep, signed_in  # noqa: E402
from tests.desk.test_today import make_visit  # noqa: E402

if CHROMIUM is None and os.environ.get("FAROL_CI"):
    raise RuntimeError("Chromium is missing: .ci/run installs it")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


def serious(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found if v["impact"] in ("serious", "critical")]


def fill_the_day(centre: Centre) -> None:
    first = make_visit(centre, 10, 30)
    triage.keep(first, triage.Answers(language="hi", interpreter=True, ticked=["passport", "residence_card"],
                                      missing=["proof_of_address"]))  # fmt: skip
    row = outbox.enqueue(first.contact, "reminder_48h", "reminder_48h", {}, first)
    OutboxMessage.objects.filter(pk=row.pk).update(state="sent", delivery=5)
    second = make_visit(centre, 9, 30, "+351900000002", language="ar", topic="family_reunification_who")
    triage.keep(second, triage.Answers(language="ar", facts=["child_alone"]))
    queue.arrive(second, "ana")
    make_visit(centre, 11, 0, "+351900000003", language="uk", topic="tax_number")
    make_visit(centre, 15, 0, "+351900000004", language="bn", topic="residence_permit_renewal")
    queue.walk_in(centre, "work", "en", "ana")


def test_a_visit_from_arrival_to_outcome_by_keys_alone(
    browser: Any, address: str, sign_in: SignIn, centre: Centre
) -> None:
    visit = make_visit(centre, 10, 30)
    page = signed_in(browser, address, sign_in(Role.FRONT_DESK))
    page.goto(f"{address}/desk/today/{centre.pk}")
    page.select_option("[name=desk]", "demo-braga-1")
    page.keyboard.press("Tab")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.locator("#said", has_text="Number 1").wait_for()
    page.keyboard.press("N")
    page.locator("#said", has_text="desk 1").wait_for()
    page.locator("tr[data-row]").first.focus()
    page.keyboard.press("d")
    page.locator("#said", has_text="Saved").wait_for()
    visit.refresh_from_db()
    assert visit.status == Status.DONE
    assert (page.elsewhere, page.faults) == ([], [])


def test_keys_can_be_turned_off_and_stay_off(browser: Any, address: str, sign_in: SignIn, centre: Centre) -> None:
    visit = make_visit(centre, 10, 30)
    page = signed_in(browser, address, sign_in(Role.FRONT_DESK))
    page.goto(f"{address}/desk/today/{centre.pk}")
    page.get_by_role("button", name="Keys").click()
    page.reload()
    page.locator("tr[data-row]").first.focus()
    page.keyboard.press("a")
    page.wait_for_timeout(500)
    visit.refresh_from_db()
    assert visit.status == Status.BOOKED


def test_what_another_desk_does_appears_without_reload(
    browser: Any, address: str, sign_in: SignIn, centre: Centre
) -> None:
    page = signed_in(browser, address, sign_in(Role.FRONT_DESK))
    page.goto(f"{address}/desk/today/{centre.pk}")
    queue.walk_in(centre, "work", "en", "somebody else")
    page.wait_for_selector("tr[data-row]", timeout=15000)
    assert page.faults == []


def test_a_double_click_gives_one_number(browser: Any, address: str, sign_in: SignIn, centre: Centre) -> None:
    page = signed_in(browser, address, sign_in(Role.FRONT_DESK))
    page.goto(f"{address}/desk/today/{centre.pk}")
    page.locator("summary", has_text="without appointment").click()
    page.select_option("select[name=topic]", "work")
    page.select_option("select[name=language]", "hi")
    page.get_by_role("button", name="Give a number").dblclick()
    page.locator(".huge", has_text="1").wait_for()
    assert QueueTicket.objects.count() == 1


def test_outcome_and_hand_over_by_mouse(browser: Any, address: str, sign_in: SignIn, centre: Centre) -> None:
    entry = queue.walk_in(centre, "work", "en", "ana")
    page = signed_in(browser, address, sign_in(Role.FRONT_DESK))
    page.goto(f"{address}/desk/today/{centre.pk}")
    page.select_option("[name=desk]", "demo-braga-1")
    page.get_by_role("button", name="Call c").click()
    page.locator("#said", has_text="Number 1").wait_for()
    page.locator("summary", has_text="Outcome").click()
    page.get_by_role("button", name="referred").click()
    page.locator("#said", has_text="Saved").wait_for()
    assert QueueTicket.objects.get(pk=entry.ticket_id).entries.last().outcome == "referred"


@pytest.mark.parametrize(("width", "interface"), [(1280, "en"), (1280, "pt"), (320, "fr")])
def test_the_day_fits_and_has_no_serious_accessibility_finding(
    browser: Any, address: str, sign_in: SignIn, centre: Centre, width: int, interface: str
) -> None:
    fill_the_day(centre)
    client = sign_in(Role.FRONT_DESK)
    client.post("/desk/language", {"language": interface})
    page = signed_in(browser, address, client, width=width, height=720, axe=True)
    for name, path in {"today": f"today/{centre.pk}", "unfinished": f"today/{centre.pk}/unfinished",
                       "paper": f"today/{centre.pk}/paper", "coming": f"coming/{centre.pk}"}.items():  # fmt: skip
        page.goto(f"{address}/desk/{path}")
        keep(page, f"{name}-{width}-{interface}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert serious(page) == [], path
    page.goto(f"{address}/desk/today/{centre.pk}")
    page.locator("tbody a").first.click()
    page.wait_for_selector("dl.pairs")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert serious(page) == []
    keep(page, f"sheet-{width}-{interface}")
    assert page.elsewhere == []


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("ar", 320), ("hi", 1280), ("zh", 320)])
def test_counter_mode_fits_in_every_script_and_has_no_serious_finding(
    browser: Any, address: str, sign_in: SignIn, language: str, width: int
) -> None:
    page = signed_in(browser, address, sign_in(Role.FRONT_DESK), width=width, height=720, language="pt", axe=True)
    concept = "residence_permit_renewal"
    for path in ("counter", f"counter/{language}", f"counter/{language}/answer/{concept}",
                 f"counter/{language}/slip/{concept}", f"counter/{language}/triage?topic={concept}"):  # fmt: skip
        page.goto(f"{address}/desk/{path}")
        keep(page, f"{path.partition('?')[0].replace('/', '-').replace(f'-{concept}', '')}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert serious(page) == [], path
    page.goto(f"{address}/desk/counter/{language}/answer/{concept}")
    page.keyboard.press("t")
    assert page.locator(".staff").is_hidden() and page.locator(".person").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert serious(page) == []
    keep(page, f"counter-{language}-turned-{width}")
    assert (page.elsewhere, page.faults) == ([], [])


@pytest.mark.parametrize("width", [1280, 320])
def test_every_other_page_fits_and_has_no_serious_finding(
    browser: Any, address: str, sign_in: SignIn, centre: Centre, width: int
) -> None:
    fill_the_day(centre)
    visit = make_visit(centre, 16, 0, "+351900000005")
    invitations.invite("eva", [Role.MEDIATOR], by="ana")
    for language in ("hi", "uk", "ar"):
        for _ in range(6 if language != "ar" else 1):
            entry = queue.walk_in(centre, "work", language, "ana")
            queue.finish(queue.call(entry, centre.desks.first(), "ana"), "informed", "ana")
    everybody = sign_in(Role.FRONT_DESK, Role.COORDINATOR, Role.ADMINISTRATOR)
    page = signed_in(browser, address, everybody, width=width, axe=True)
    for name, path in {
        "coming": f"coming/{centre.pk}", "move": f"visits/{visit.reference}/move",
        "sheet-coming": f"visits/{visit.reference}",
        "sheet-paper": f"visits/{visit.reference}/paper", "centres": "centres", "centre": f"centres/{centre.pk}",
        "statistics": "statistics", "accounts": "accounts", "invite": "accounts/invite", "audit": "audit",
        "number": f"queue/{entry.ticket_id}/number", "nowhere": "today/nowhere",
    }.items():  # fmt: skip
        page.goto(f"{address}/desk/{path}")
        keep(page, f"{name}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert serious(page) == [], path
    assert page.elsewhere == []


@pytest.mark.parametrize("width", [1280, 320])
def test_signing_in_fits_and_has_no_serious_finding(browser: Any, address: str, sign_in: SignIn, width: int) -> None:
    page = signed_in(browser, address, None, width=width, axe=True)
    for path in ("", "desk/login", f"desk/invitation/{invitations.invite('eva', [Role.MEDIATOR], by='ana')}"):
        page.goto(f"{address}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert serious(page) == [], path
    half = signed_in(browser, address, sign_in(Role.FRONT_DESK, verified=False), width=width, axe=True)
    half.goto(f"{address}/desk/")
    keep(half, f"second-factor-{width}")
    assert half.locator("svg").count() == 1
    assert serious(half) == []
