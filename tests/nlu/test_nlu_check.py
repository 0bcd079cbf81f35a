"""The check of the training questions finds what makes the classifier learn the wrong thing, and names the cure."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from knowledge.packs import concepts, packs
from nlu.check import check

ROOT = Path(__file__).parents[2]
QUESTIONS = [
    ("como peço o NIF pela primeira vez?", "question"),
    ("número de contribuinte nas Finanças", "official"),
    ("o patrão exige o número para o contrato", "story"),
    ("NIF onde preço", "telegraphic"),
    ("a minha mulher precisa de contribuinte", "third"),
    ("qro tirar nif", "misspelt"),
    ("quanto custa tratar do cartão fiscal", "question"),
    ("dá para pedir sem morada portuguesa", "everyday"),
    ("documentos para me registar no fisco", "everyday"),
    ("abri conta no banco e pediram-me nove algarismos", "story"),
    ("serve o passaporte como identificação tributária?", "question"),
    ("representante fiscal obrigatório estrangeiros", "official"),
    ("perdi a folha das Finanças, peço segunda via onde", "story"),
    ("filho bebé também tem de ter algarismos próprios?", "third"),
    ("mudei de rua, atualizo aquilo sozinho no computador?", "everyday"),
]  # fmt: skip

Findings = Callable[..., list[str]]


@pytest.fixture
def found(tmp_path: Path) -> Findings:
    """What the check finds in a project whose only questions are these, for the concept or intent `label`."""
    (tmp_path / "bot" / "domain").mkdir(parents=True)
    (tmp_path / "knowledge").mkdir()
    shutil.copy(ROOT / "bot" / "domain" / "domain.yml", tmp_path / "bot" / "domain")
    shutil.copy(ROOT / "knowledge" / "concepts.tsv", tmp_path / "knowledge")
    concepts.cache_clear()

    def run(questions: list[tuple[str, str]], language: str = "pt", **more: list[tuple[str, str]]) -> list[str]:
        blocks = [
            {
                "intent": label.replace("__", "/"),
                "metadata": {"lang": language},
                "examples": [{"text": text, "metadata": {"kind": kind}} for text, kind in lines],
            }
            for label, lines in {"faq__tax_number": questions, **more}.items()
        ]
        folder = tmp_path / "nlu" / "data" / language
        folder.mkdir(parents=True, exist_ok=True)
        content = yaml.safe_dump({"nlu": blocks}, allow_unicode=True)
        (folder / "numbers.yml").write_text(content, encoding="utf-8")
        return [str(finding) for finding in check(tmp_path)]

    return run


def test_the_questions_of_this_project_have_nothing_to_mend() -> None:
    concepts.cache_clear()
    assert [str(finding) for finding in check(ROOT)] == []


def test_good_questions_have_no_finding(found: Findings) -> None:
    assert found(QUESTIONS) == []


def test_the_same_line_under_two_labels_is_found_however_it_is_written(found: Findings) -> None:
    (finding,) = found(QUESTIONS, greet=[("Quero tirar o NIF!", "short")], help=[("quero  tirar o nif", "short")])
    assert "nlu/data/pt/numbers.yml: help" in finding and "also under greet" in finding


def test_an_unknown_label_and_an_unknown_kind_are_found(found: Findings) -> None:
    findings = found(
        [*QUESTIONS, ("nif urgente", "shouted")], dance=[("vamos dançar", "short")], faq=[("bom", "short")]
    )
    assert any("unknown kind 'shouted'" in f for f in findings)
    assert sum("unknown label" in f for f in findings) == 2  # 'faq' is decided, nobody writes it


def test_an_unknown_language_is_found(found: Findings) -> None:
    assert any("unknown language 'xx'" in f for f in found(QUESTIONS, language="xx"))


@pytest.mark.parametrize(
    ("language", "text", "kind", "wrong"),
    [
        ("pt", "где получить налоговый номер", "question", True),
        ("hi", "nif kahan milega bhai", "question", True),
        ("hi", "nif kahan milega bhai", "romanised", False),
        ("hi", "atestado de residência कैसे मिलेगा", "official", False),
        ("hi", "মোটের উপর একটা নম্বর দরকার", "question", True),
        ("uk", "nif terminovo", "mixed", False),
        ("pt", "NIF 123", "short", False),
        ("ar", "112", "short", False),
    ],
)
def test_a_line_in_the_wrong_script_is_found(found: Findings, language: str, text: str, kind: str, wrong: bool) -> None:
    findings = found([(text, kind)], language=language)
    assert any("rewrite it, or mark it romanised" in finding for finding in findings) is wrong


def test_a_long_line_in_another_language_is_found(found: Findings) -> None:
    line = "where can I get the number that the landlord and the bank are asking me for"
    assert any("reads as en, not pt" in finding for finding in found([*QUESTIONS, (line, "story")]))
    assert found([*QUESTIONS, (line, "mixed")]) == []


def test_fewer_lines_than_the_language_asks_for_are_found(found: Findings) -> None:
    assert any("14 questions; write at least 15" in finding for finding in found(QUESTIONS[:14]))


def test_lines_that_are_almost_the_same_are_found(found: Findings) -> None:
    findings = found([*QUESTIONS, ("como peço NIF pela primeira vez", "everyday")])
    assert len(findings) == 1 and "is almost 'como peço o NIF pela primeira vez?'" in findings[0]


def test_the_same_opening_more_than_three_times_is_found(found: Findings) -> None:
    lines = ["casa própria", "abrir atividade", "comprar um carro usado", "assinar contrato de água"]
    openings = [(f"quero ter isso para {line}", "everyday") for line in lines]
    assert found([*QUESTIONS, *openings[:3]]) == []
    assert any("begin 'quero ter isso'" in finding for finding in found([*QUESTIONS, *openings]))


def test_two_chinese_characters_count_as_a_word_of_an_opening(found: Findings) -> None:
    endings = ("税号", "护照翻译", "学校注册", "医生预约", "租房合同")
    lines = [(f"我想请问一下{ending}怎么办理", "question") for ending in endings]
    assert any("questions begin" in finding for finding in found([*lines], language="zh"))
    assert not any(
        "questions begin" in f for f in found([(f"我想{e}办理", "question") for e in endings], language="zh")
    )


def test_too_few_kinds_are_found(found: Findings) -> None:
    assert any("fewer than 3 kinds" in f for f in found([(text, "everyday") for text, _ in QUESTIONS]))


def test_too_few_different_words_are_found(found: Findings) -> None:
    words = ["nif", "pedir", "onde", "quando", "taxa"]
    lines = [(" ".join(words[(i + j * (1 + i // 5)) % 5] for j in range(1 + i % 4)), "short") for i in range(15)]
    assert any("different content words; use at least 25" in finding for finding in found(lines))


def test_a_file_that_cannot_be_read_is_the_finding(found: Findings, tmp_path: Path) -> None:
    found(QUESTIONS)
    (tmp_path / "nlu" / "data" / "pt" / "broken.yml").write_text("nlu: [", encoding="utf-8")
    (finding,) = check(tmp_path)
    assert "broken.yml" in str(finding) and "not valid YAML" in str(finding)


def test_a_language_in_which_a_territory_answers_must_be_understood(found: Findings, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "knowledge" / "be", tmp_path / "knowledge" / "be")
    packs.cache_clear()
    findings = found(QUESTIONS)
    assert any(f.startswith("nlu/data/fr: -: be answers in it; write questions for") for f in findings)
