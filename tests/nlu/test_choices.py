"""Which line of a menu a person means: by number in any dress, by word, by label; and nothing when it is not clear."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales.languages import languages as known_languages
from nlu.choices import FOLDER, begins_with_yes, match_option, only_fine, says_nearest, yes_or_no
from nlu.model import Option

TOPICS = (
    Option("1", "Renovar o cartão de residência"),
    Option("2", "O cartão caducou"),
    Option("3", "O cartão não chegou"),
    Option("0", "Outra coisa"),
)
TIMES = (Option("1", "10:00"), Option("2", "10:30"), Option("3", "11:30"), Option("4", "outro dia"))
DAYS = (Option("1", "seg 23/11"), Option("2", "ter 24/11"), Option("3", "qui 26/11"), Option("0", "Outro dia"))
CENTRES = (
    Option("1", "Demonstração – Odivelas, cerca de 1 km, fala português e inglês, primeira vaga qui 26/11 10:00"),
    Option("2", "Demonstração – Lisboa, cerca de 9 km, fala bengali e nepali, primeira vaga qua 25/11 9:30"),
    Option("0", "Outro lugar"),
)
CONFIRM = (Option("1", "Sim, marcar"), Option("0", "Não"))
LANGUAGES = sorted(file.stem for file in FOLDER.glob("*.yml"))
UNDERSTOOD = {code for code, language in known_languages().items() if language.understand}
ZEROS = "0०٠۰০੦０๐௦"


def key(text, options=TOPICS, language="pt"):
    found = match_option(text, options, language)
    return found and found[0].key


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "2.",
        "2)",
        "(2)",
        "nº 2",
        "n.º 2",
        "2️⃣",
        "②",
        "02",
        "opção 2",
        "quero a 2",
        "2 por favor",
        "a 2, por favor",
        "Número 2",
        "#2",
        "[2]",
        "2!",
        " 2 ",
    ],
)
def test_a_number_counts_in_any_dress(text):
    assert key(text) == "2"


@settings(deadline=None)
@given(zero=st.sampled_from(ZEROS), number=st.integers(1, 3), language=st.sampled_from(LANGUAGES))
def test_a_number_counts_in_the_digits_of_any_script_and_in_every_language(zero, number, language):
    assert key(chr(ord(zero) + number), language=language) == str(number)


@settings(deadline=None)
@given(hour=st.integers(0, 23), minute=st.integers(0, 59), sign=st.sampled_from([":", "h", "/", "."]))
def test_a_time_or_date_is_not_a_number_of_the_menu(hour, minute, sign):
    assert key(f"{hour}{sign}{minute:02}") is None


@pytest.mark.parametrize(
    "text",
    [
        "2 filhos tenho",
        "2 filhos",
        "1 dia",
        "2 anos",
        "12",
        "qual o preço da 1?",
        "1 e 2",
        "1 ou 2",
        "cartão",
        "o cartão",
        "sim",
        "um momento",
        "tenho 2 perguntas",
        "",
        "?",
        "2,5",
        "como",
        "a residência do meu marido foi negada, o que posso fazer?",
    ],
)
def test_what_is_not_clear_is_not_chosen(text):
    assert match_option(text, TOPICS, "pt") is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "a segunda"),
        ("pt", "dois"),
        ("en", "the second one"),
        ("en", "2nd please"),
        ("fr", "la deuxième"),
        ("es", "la segunda por favor"),
        ("uk", "друга"),
        ("ru", "второй"),
        ("ro", "a doua"),
        ("ar", "الثاني"),
        ("ar", "tani"),
        ("hi", "दूसरा"),
        ("hi", "doosra"),
        ("hi", "dusra wala"),
        ("hi", "2 number wala"),
        ("bn", "দুই নম্বর"),
        ("bn", "২ টা"),
        ("ne", "dosro"),
        ("ur", "دوسرا"),
        ("pa", "ਦੂਜਾ"),
        ("zh", "第二个"),
        ("zh", "选2"),
        ("fa", "دومی"),
        ("tr", "ikincisi"),
        ("de", "die zweite bitte"),
        ("hi", "second one"),
    ],
)
def test_number_words_and_ordinals_count_in_every_language(language, text):
    assert key(text, language=language) == "2"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "outra coisa"),
        ("pt", "nenhuma destas"),
        ("pt", "0"),
        ("pt", "nenhuma"),
        ("en", "none of these"),
        ("fr", "autre chose"),
        ("es", "ninguna"),
        ("uk", "інше"),
        ("ru", "другое"),
        ("hi", "कुछ और"),
        ("hi", "koi nahi"),
        ("ar", "شيء آخر"),
        ("bn", "অন্য কিছু"),
        ("zh", "都不是"),
        ("fa", "هیچکدام"),
        ("tr", "hiçbiri"),
        ("de", "keine davon"),
        ("ro", "altceva"),
        ("ur", "کچھ اور"),
    ],
)
def test_none_of_these_is_zero(language, text):
    assert key(text, language=language) == "0"


def test_none_of_these_needs_a_zero_in_the_menu():
    assert key("nenhuma", TIMES) is None


@pytest.mark.parametrize(
    ("text", "rest", "language"),
    [
        ("1 mas qual o preço mesmo?", "mas qual o preço mesmo?", "pt"),
        ("1, e o preço?", "e o preço?", "pt"),
        ("1 quanto custa", "quanto custa", "pt"),
        ("1) qual o custo?", "qual o custo?", "pt"),
        ("a primeira mas quanto custa", "mas quanto custa", "pt"),
        ("1 but how much", "but how much", "en"),
        ("१ लेकिन कितना पैसा", "लेकिन कितना पैसा", "hi"),
        ("1 lekin kitna paisa", "lekin kitna paisa", "hi"),
        ("1 а сколько стоит?", "а сколько стоит?", "ru"),
        ("١ بس كم السعر", "بس كم السعر", "ar"),
        ("1，多少钱", "多少钱", "zh"),
        ("1 et combien ça coûte", "et combien ça coûte", "fr"),
    ],
)
def test_a_choice_may_be_followed_by_a_question(text, rest, language):
    found = match_option(text, CENTRES, language)
    assert found == (CENTRES[0], rest)


def test_zero_may_be_followed_by_anything():
    assert match_option("0 perdi na praia", TOPICS, "pt") == (TOPICS[3], "perdi na praia")


@pytest.mark.parametrize(
    ("text", "options", "chosen"),
    [
        ("o cartao caducou", TOPICS, "2"),
        ("renovar", TOPICS, "1"),
        ("chegou", TOPICS, "3"),
        ("renovr o cartao de residecia", TOPICS, "1"),
        ("lisboa", CENTRES, "2"),
        ("Lisbao", CENTRES, "2"),
        ("odivelas", CENTRES, "1"),
        ("demonstração", CENTRES, None),
        ("10:30", TIMES, "2"),
        ("10h30", TIMES, "2"),
        ("10.30", TIMES, "2"),
        ("10", TIMES, "1"),
        ("às 10h", TIMES, "1"),
        ("outro dia", TIMES, "4"),
        ("26/11", DAYS, "3"),
        ("qui", DAYS, "3"),
        ("sim", CONFIRM, "1"),
        ("nao", CONFIRM, "0"),
        ("a última", TOPICS, "3"),
    ],
)
def test_what_the_label_says_counts(text, options, chosen):
    assert key(text, options) == chosen


def test_segunda_in_a_menu_of_days_is_monday_and_not_the_second():
    assert key("a segunda", DAYS) is None and key("a segunda", TOPICS) == "2"


@settings(deadline=None)
@given(st.text(max_size=50), st.sampled_from(LANGUAGES), st.sampled_from([TOPICS, TIMES, DAYS, CENTRES, CONFIRM, ()]))
def test_any_text_gives_an_option_of_the_menu_or_none(text, language, options):
    found = match_option(text, options, language)
    assert found is None or found[0] in options


@settings(deadline=None)
@given(st.sampled_from(TOPICS), st.sampled_from(LANGUAGES))
def test_a_label_copied_whole_is_that_option(option, language):
    assert key(option.label, language=language) == option.key
    assert key(option.label.upper(), language=language) == option.key


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("sim", "pt", True),
        ("não", "pt", False),
        ("haan ji", "hi", True),
        ("नहीं", "hi", False),
        ("ok", "uk", True),
        ("ні", "uk", False),
        ("yes please", "pt", True),
        ("sim mas quanto custa", "pt", None),
        ("talvez", "pt", None),
        ("لا", "ar", False),
        ("是的", "zh", True),
        ("evet", "tr", True),
        ("", "pt", None),
        ("हाँ", "hi", True),
        ("oui", "fr", True),
        ("hoina", "ne", False),
    ],
)
def test_a_bare_yes_or_no_is_told_apart_from_all_else(text, language, meant):
    assert yes_or_no(text, language) is meant


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_word_of_a_language_chooses_its_line(language):
    import yaml

    options = tuple(Option(str(n), "xxxxxxxx") for n in range(1, 10))
    for number, forms in enumerate(yaml.safe_load((FOLDER / f"{language}.yml").read_text())["numbers"], start=1):
        for form in forms:
            assert key(form, options, language) == str(number), form


def test_every_language_that_is_understood_has_its_words():
    assert set(LANGUAGES) == UNDERSTOOD


@pytest.mark.parametrize(
    ("text", "language", "fine"),
    [
        ("ok thank you", "en", True),
        ("ok obrigado", "pt", True),
        ("ok merci !", "fr", True),
        ("ठीक है", "hi", True),
        ("yes", "en", False),
        ("sim", "pt", False),
        ("ok book it", "en", False),
        ("", "pt", False),
    ],
)
def test_ok_and_thanks_are_politeness_and_a_yes_is_more(text, language, fine):
    assert only_fine(text, language) is fine


@pytest.mark.parametrize(
    ("text", "language", "nearest"),
    [
        ("o mais próximo", "pt", True),
        ("the closest one please", "en", True),
        ("sabse paas wala", "hi", True),
        ("最近的", "zh", True),
        ("the cheapest", "en", False),
        ("o mais cedo", "pt", False),
    ],
)
def test_the_nearest_is_chosen_in_words(text, language, nearest):
    assert says_nearest(text, language) is nearest


@pytest.mark.parametrize(
    ("text", "language", "begins"),
    [
        ("yes, cancel it", "en", True),
        ("sim, cancelar", "pt", True),
        ("हाँ रद्द करो", "hi", True),
        ("是的取消", "zh", True),
        ("cancel", "en", False),
        ("ok but no", "en", False),
        ("no, don't cancel", "en", False),
    ],
)
def test_a_clear_yes_may_be_followed_by_what_is_agreed_to(text, language, begins):
    assert begins_with_yes(text, language) is begins
