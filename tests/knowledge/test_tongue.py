"""A text in the wrong language's file is found; the texts that stand in the right ones are left alone."""

from __future__ import annotations

import shutil
import time
from datetime import date
from pathlib import Path

import pytest
import yaml

from knowledge.check import check
from knowledge.packs import packs
from knowledge.tongue import other_tongue
from locales.languages import languages

ROOT = Path(__file__).parents[2] / "knowledge"
TODAY = date(2026, 11, 21)
CLOSE = [("uk", "ru"), ("ur", "fa"), ("hi", "ne"), ("es", "pt")]

# The long form in a language that has no answers yet; the short form has fewer words than the detector needs.
PERSIAN = (
    "برای تمدید کارت اقامت، اول در سامانه وقت بگیرید. این کار رایگان است. گذرنامه، کارت اقامت قبلی و مدرک نشانی را با "
    "خود ببرید. اگر کارت شما تمام شده است، رسید درخواست را نگه دارید و به کارفرما نشان دهید. این رسید از روزی که "
    "درخواست می‌دهید معتبر است و می‌توانید با آن کار کنید."
)
SHORT = {
    "uk": "Зверніться до центру підтримки, якщо ви ще не маєте цієї довідки",
    "ru": "Обратитесь в центр поддержки, если у вас ещё нет этой справки, чтобы вы были спокойны",
    "ur": "اپنا پاسپورٹ اور رہائشی کارڈ ساتھ لے کر دفتر جائیں",
    "fa": "این کارت را با خود بیاورید، گذرنامه هم لازم است و برای شما رایگان است",
    "hi": "आप अपना पासपोर्ट और कार्ड साथ में लाएँ, यह सेवा मुफ़्त है",
    "ne": "यो सेवा नि:शुल्क छ र तपाईंले राहदानी वा कार्ड लिएर आउनु पर्छ भने फोन गर्नुहोस्",
    "es": "Vaya con su pasaporte y el contrato a la oficina de los inmigrantes mañana",
    "pt": "Leve o passaporte e o contrato de trabalho: não é preciso marcação em janeiro",
}


def other_way(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [*pairs, *((second, first) for first, second in pairs)]


@pytest.mark.parametrize(("written", "folder"), other_way(CLOSE))
def test_a_short_text_of_a_close_language_is_told_apart(written: str, folder: str) -> None:
    assert other_tongue(SHORT[written], folder) == written
    assert other_tongue(SHORT[written], written) is None


@pytest.mark.parametrize(("written", "folder"), other_way(CLOSE))
def test_every_answer_misfiled_among_close_languages_is_found(written: str, folder: str) -> None:
    texts = [a.text for (_, language), a in packs()["pt"].answers.items() if language == written]
    assert texts or written == "fa"
    assert {other_tongue(text, folder) for text in texts or [PERSIAN]} == {written}


def test_every_answer_is_told_from_every_language_of_its_script() -> None:
    """All languages of the list, not only the close ones: each text is misfiled once in each folder of its script."""
    missed = []
    for (concept, language), answer in packs()["pt"].answers.items():
        for folder, other in languages().items():
            if folder != language and set(other.scripts) & set(languages()[language].scripts):
                found = other_tongue(answer.text, folder)
                missed += [(concept, language, folder, found)] if found != language else []
    assert missed == []


def test_no_answer_of_this_project_is_taken_for_another_language_and_the_judging_is_quick() -> None:
    start = time.perf_counter()
    judged = {
        (territory, concept, language): other_tongue(answer.text, language)
        for territory, pack in packs().items()
        for (concept, language), answer in pack.answers.items()
    }
    spent = time.perf_counter() - start
    assert {key: other for key, other in judged.items() if other} == {}
    assert spent / len(judged) * 3000 < 5


def test_the_names_of_papers_in_brackets_do_not_count() -> None:
    text = "Pida el certificado en la junta y lleve su contrato. "
    names = "(atestado de residência, certidão de nascimento, cartão de cidadão, não ou não)"
    assert other_tongue(text + names, "es") is None
    assert other_tongue(names.strip("()"), "es") == "pt"


@pytest.mark.parametrize(("written", "folder"), [(w, f) for w, f in other_way(CLOSE) if "fa" not in (w, f)])
def test_the_check_names_file_and_both_languages_of_a_misfiled_answer(
    tmp_path: Path, written: str, folder: str
) -> None:
    copy = tmp_path / "knowledge"
    shutil.copytree(ROOT / "pt", copy / "pt", ignore=shutil.ignore_patterns("answers"))
    shutil.copytree(ROOT / "documents", copy / "documents")
    shutil.copy(ROOT / "concepts.tsv", copy)
    file = copy / "pt" / "answers" / folder / "numbers.yml"
    file.parent.mkdir(parents=True)
    content = yaml.safe_load((ROOT / file.relative_to(copy)).read_text(encoding="utf-8"))
    content["tax_number"]["text"] = packs()["pt"].answers["tax_number", written].text
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    found = [str(finding) for finding in check(copy, TODAY) if "wrong file" in finding.cure]
    names = languages()[written].english, languages()[folder].english
    assert found == [
        f"knowledge/pt/answers/{folder}/numbers.yml: tax_number: text is written in {names[0]}, not in {names[1]}; "
        "is it in the wrong file?"
    ]
