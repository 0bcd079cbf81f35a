"""What somebody looks for, in the words of seventeen languages: theme, audience, age, access."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.taxonomy import terms, worded, words
from nlu.wishes import Wish, find_wish

SON = {
    "pt": "Aulas de francês em Clermont para o meu filho de 19 anos",
    "en": "French classes in Clermont for my son of 19",
    "fr": "des cours de français à Clermont pour mon fils de 19 ans",
    "es": "clases de francés en Clermont para mi hijo de 19 años",
    "uk": "Курси французької в Клермоні для мого сина, 19 років",
    "ru": "Курсы французского в Клермоне для моего сына 19 лет",
    "ro": "cursuri de franceză la Clermont pentru fiul meu de 19 ani",
    "ar": "دروس فرنسية في كليرمون لابني عمره ١٩ سنة",
    "hi": "क्लेरमों में मेरे 19 साल के बेटे के लिए फ़्रेंच कक्षाएँ",
    "bn": "ক্লেরমোঁতে আমার ১৯ বছরের ছেলের জন্য ফরাসি ক্লাস",
    "ne": "क्लेरमोंमा मेरो १९ वर्षको छोराको लागि फ्रान्सेली कक्षा",
    "ur": "کلیرمون میں میرے 19 سال کے بیٹے کے لیے فرانسیسی کلاسیں",
    "pa": "ਕਲੇਰਮੌਂ ਵਿੱਚ ਮੇਰੇ 19 ਸਾਲ ਦੇ ਪੁੱਤਰ ਲਈ ਫਰਾਂਸੀਸੀ ਕਲਾਸਾਂ",
    "zh": "克莱蒙有没有适合我19岁儿子的法语课",
    "fa": "کلاس فرانسوی در کلرمون برای پسر ۱۹ ساله‌ام",
    "tr": "Clermont'ta 19 yaşındaki oğlum için Fransızca kursu",
    "de": "Französischkurse in Clermont für meinen 19-jährigen Sohn",
}
REFUGEES = {
    "pt": "ajuda psicológica para refugiados no Luxemburgo",
    "en": "psychological help for refugees in Luxembourg",
    "fr": "aide psychologique pour les réfugiés au Luxembourg",
    "es": "ayuda psicológica para refugiados en Luxemburgo",
    "uk": "Психологічна допомога біженцям у Люксембурзі",
    "ru": "психологическая помощь беженцам в Люксембурге",
    "ro": "ajutor psihologic pentru refugiați în Luxemburg",
    "ar": "مساعدة نفسية للاجئين في لوكسمبورغ",
    "hi": "लक्ज़मबर्ग में शरणार्थियों के लिए मनोवैज्ञानिक मदद",
    "bn": "লুক্সেমবার্গে শরণার্থীদের জন্য মানসিক সহায়তা",
    "ne": "लक्जेम्बर्गमा शरणार्थीका लागि मनोवैज्ञानिक सहयोग",
    "ur": "لکسمبرگ میں پناہ گزینوں کے لیے نفسیاتی مدد",
    "pa": "ਲਕਸਮਬਰਗ ਵਿੱਚ ਸ਼ਰਨਾਰਥੀਆਂ ਲਈ ਮਾਨਸਿਕ ਮਦਦ",
    "zh": "卢森堡难民心理帮助",
    "fa": "کمک روانی برای پناهندگان در لوکزامبورگ",
    "tr": "Lüksemburg'da mülteciler için psikolojik yardım",
    "de": "psychologische Hilfe für Flüchtlinge in Luxemburg",
}


@pytest.mark.parametrize("language", SON)
def test_a_course_a_language_and_a_son_of_nineteen(language: str) -> None:
    wish = find_wish(SON[language], language)
    assert (wish.themes, wish.age, wish.languages) == (("language_learning",), 19, ("fr",))
    assert "women" not in wish.audiences and "children" not in wish.audiences


@pytest.mark.parametrize("language", REFUGEES)
def test_a_theme_an_audience_and_a_territory_said_by_its_name(language: str) -> None:
    wish = find_wish(REFUGEES[language], language)
    assert (wish.themes, wish.audiences, wish.territories) == (("psychological_help",), ("refugees",), ("lu",))


@pytest.mark.parametrize(("text", "age"), [
    ("sport for my daughter, 8 years old", 8),
    ("sport for my 17yo son", 17),
    ("sport for my son (16)", 16),
    ("I have lived here 5 years and look for sport", None),
    ("sport for my baby of 6 months", None),
    ("sport for my son, I called 2024 times", None),
    ("sport for my son at 10 euros", None),
])  # fmt: skip
def test_an_age_is_a_figure_beside_a_person(text: str, age: int | None) -> None:
    assert find_wish(text, "en").age == age


def test_the_name_of_a_country_is_no_language_to_learn() -> None:
    assert find_wish("classes in Luxembourg", "en").themes == ()
    assert find_wish("Luxembourgish classes in Luxembourg", "en").languages == ("lb",)


@pytest.mark.parametrize(("language", "text"), [
    ("uk", "курси португальської мови"), ("hi", "पुर्तगाली नहीं आती, कक्षा चाहिए"), ("tr", "Portekizce kursu"),
    ("fa", "کلاس پرتغالی"), ("ur", "پرتگالی کلاس"), ("pa", "ਪੁਰਤਗਾਲੀ ਕਲਾਸ"), ("ru", "курсы португальского"),
])  # fmt: skip
def test_the_name_of_a_language_is_no_territory(language: str, text: str) -> None:
    wish = find_wish(text, language)
    assert wish.territories == () and wish.languages == ("pt",)


def test_a_course_without_a_language_is_not_a_language_course() -> None:
    assert "language_learning" not in find_wish("swimming lessons", "en").themes


def test_a_son_and_a_daughter_are_no_limit() -> None:
    assert not {"women", "men"} & set(find_wish("sport for my son and my daughter", "en").audiences)


def test_how_one_gets_in_is_read() -> None:
    assert find_wish("housing without referral", "en").access == "own_request"
    assert find_wish("logement sur prescription", "fr").access == "referral"


def test_words_of_another_language_count_where_the_own_ones_say_nothing() -> None:
    assert find_wish("aulas de francês", "en").themes == ("language_learning",)
    assert find_wish("cours de français", "und").themes == ("language_learning",)


@given(st.text(max_size=200), st.sampled_from(["en", "ar", "zh", "und", "xx"]))
def test_any_text_is_read(text: str, language: str) -> None:
    assert isinstance(find_wish(text, language), Wish)


@pytest.mark.parametrize("language", worded())
def test_what_farol_calls_a_theme_is_understood_as_that_theme(language: str) -> None:
    there = words(language)
    assert there is not None
    missed = [t for t in terms().themes if t not in find_wish(there.names[t], language).themes]
    assert missed == []
