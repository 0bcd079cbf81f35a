"""The day and time that a message means: in every language, never guessed."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locales.languages import languages as known_languages
from nlu.date_words import languages
from nlu.dates import When, find_when, names_day

NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Europe/Lisbon"))  # a Saturday
TODAY = NOW.date()
TOMORROW, AFTER = TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=2)
MONDAY, WEDNESDAY, THURSDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 25), dt.date(2026, 11, 26)
KAL = (dt.date(2026, 11, 20), TOMORROW)
PARSO = (dt.date(2026, 11, 19), AFTER)
UNDERSTOOD = {code for code, language in known_languages().items() if language.understand}
DIGITS = {
    "devanagari": "०१२३४५६७८९",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "persian": "۰۱۲۳۴۵۶۷۸۹",
    "bengali": "০১২৩৪৫৬৭৮৯",
    "gurmukhi": "੦੧੨੩੪੫੬੭੮੯",
    "fullwidth": "０１２３４５６７８９",
}


def at(hour, minute=0):
    return dt.time(hour, minute)


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("pt", "quinta de manhã", THURSDAY),
        ("pt", "na quinta-feira", THURSDAY),
        ("pt", "amanha", TOMORROW),
        ("pt", "depois de amanhã", AFTER),
        ("pt", "hoje à tarde", TODAY),
        ("pt", "26 de novembro", THURSDAY),
        ("pt", "dia 26", THURSDAY),
        ("pt", "daqui a dois dias", AFTER),
        ("pt", "quinta da próxima semana", THURSDAY),
        ("en", "next Monday", MONDAY),
        ("en", "thursday morning", THURSDAY),
        ("en", "day after tomorrow", AFTER),
        ("en", "November 26", THURSDAY),
        ("en", "the 26th", THURSDAY),
        ("en", "tmrw", TOMORROW),
        ("fr", "jeudi matin", THURSDAY),
        ("fr", "après-demain", AFTER),
        ("fr", "aujourd'hui", TODAY),
        ("fr", "le 26 novembre", THURSDAY),
        ("es", "el jueves", THURSDAY),
        ("es", "mañana", TOMORROW),
        ("es", "pasado mañana", AFTER),
        ("es", "26 de noviembre", THURSDAY),
        ("uk", "у четвер", THURSDAY),
        ("uk", "післязавтра", AFTER),
        ("uk", "26 листопада", THURSDAY),
        ("uk", "v chetver", THURSDAY),
        ("ru", "в четверг", THURSDAY),
        ("ru", "завтра после обеда", TOMORROW),
        ("ru", "через два дня", AFTER),
        ("ru", "26 ноября", THURSDAY),
        ("ru", "poslezavtra", AFTER),
        ("ro", "joi dimineața", THURSDAY),
        ("ro", "poimaine", AFTER),
        ("ro", "26 noiembrie", THURSDAY),
        ("ar", "يوم الخميس", THURSDAY),
        ("ar", "بعد غد", AFTER),
        ("ar", "بكرة الصبح", TOMORROW),
        ("ar", "٢٦ نوفمبر", THURSDAY),
        ("ar", "26 تشرين الثاني", THURSDAY),
        ("ar", "bokra", TOMORROW),
        ("hi", "गुरुवार सुबह", THURSDAY),
        ("hi", "आने वाले कल", TOMORROW),
        ("hi", "२६ नवंबर", THURSDAY),
        ("hi", "somvar ko", MONDAY),
        ("hi", "do din baad", AFTER),
        ("bn", "বৃহস্পতিবার", THURSDAY),
        ("bn", "আগামীকাল", TOMORROW),
        ("bn", "২৬ নভেম্বর", THURSDAY),
        ("bn", "agamikal sokale", TOMORROW),
        ("ne", "भोलि बिहान", TOMORROW),
        ("ne", "bholi", TOMORROW),
        ("ne", "पर्सि", AFTER),
        ("ne", "बिहीबार", THURSDAY),
        ("ur", "جمعرات کو", THURSDAY),
        ("ur", "jumerat", THURSDAY),
        ("ur", "۲۶ نومبر", THURSDAY),
        ("pa", "ਵੀਰਵਾਰ ਨੂੰ", THURSDAY),
        ("pa", "bhalke", KAL),
        ("pa", "੨੬ ਨਵੰਬਰ", THURSDAY),
        ("zh", "明天", TOMORROW),
        ("zh", "后天下午", AFTER),
        ("zh", "星期四", THURSDAY),
        ("zh", "下周三下午", WEDNESDAY),
        ("zh", "11月26日", THURSDAY),
        ("zh", "十一月二十六号", THURSDAY),
        ("fa", "پنج‌شنبه", THURSDAY),
        ("fa", "پس فردا", AFTER),
        ("fa", "۲۶ نوامبر", THURSDAY),
        ("tr", "perşembe günü", THURSDAY),
        ("tr", "yarın sabah", TOMORROW),
        ("tr", "26 Kasım", THURSDAY),
        ("de", "am Donnerstag", THURSDAY),
        ("de", "übermorgen", AFTER),
        ("de", "26. November", THURSDAY),
        ("de", "26.11.", THURSDAY),
    ],
)
def test_a_day_is_understood_in_the_words_of_the_language(language, text, day):
    found = find_when(text, language, NOW)
    if isinstance(day, tuple):
        assert day[1] in (found.date, *(found.ambiguous or ()))
    else:
        assert found.date == day and found.ambiguous is None


@pytest.mark.parametrize(
    ("language", "text", "time"),
    [
        ("pt", "às 10", at(10)),
        ("pt", "10h30", at(10, 30)),
        ("pt", "10:30", at(10, 30)),
        ("pt", "3 da tarde", at(15)),
        ("pt", "às dez e meia", at(10, 30)),
        ("pt", "10h", at(10)),
        ("pt", "ao meio-dia", at(12)),
        ("pt", "às 3", at(15)),
        ("pt", "08:15", at(8, 15)),
        ("en", "3pm", at(15)),
        ("en", "10 a.m.", at(10)),
        ("en", "half past ten", at(10, 30)),
        ("en", "at 10 o'clock", at(10)),
        ("fr", "à 14h", at(14)),
        ("fr", "10 heures et demie", at(10, 30)),
        ("es", "a las 10 y media", at(10, 30)),
        ("es", "a las tres de la tarde", at(15)),
        ("uk", "о 10", at(10)),
        ("uk", "об 11 годині", at(11)),
        ("ru", "в 10 часов", at(10)),
        ("ru", "3 часа дня", at(15)),
        ("ro", "la ora 10", at(10)),
        ("ar", "الساعة ١٠", at(10)),
        ("ar", "الساعة العاشرة", at(10)),
        ("hi", "शाम 5 बजे", at(17)),
        ("hi", "das baje", at(10)),
        ("hi", "साढ़े दस बजे", at(10, 30)),
        ("bn", "সকাল ১০টায়", at(10)),
        ("bn", "dosh ta", at(10)),
        ("ne", "१० बजे", at(10)),
        ("ur", "صبح ۱۰ بجے", at(10)),
        ("pa", "10 ਵਜੇ", at(10)),
        ("zh", "下午三点半", at(15, 30)),
        ("zh", "上午10点", at(10)),
        ("fa", "ساعت ۱۰", at(10)),
        ("tr", "saat 10 buçukta", at(10, 30)),
        ("tr", "yarın sabah 10'da", at(10)),
        ("de", "halb zehn", at(9, 30)),
        ("de", "10.30 Uhr", at(10, 30)),
        ("de", "um 10 Uhr", at(10)),
    ],
)
def test_a_time_is_understood_in_the_words_of_the_language(language, text, time):
    assert find_when(text, language, NOW).time == time


@pytest.mark.parametrize(
    ("language", "text", "part"),
    [
        ("pt", "quinta de manha", "morning"),
        ("pt", "à tarde", "afternoon"),
        ("en", "in the evening", "evening"),
        ("es", "el lunes por la mañana", "morning"),
        ("es", "lunes mañana", "morning"),
        ("de", "Montag Morgen", "morning"),
        ("de", "morgen früh", "morning"),
        ("ru", "после обеда", "afternoon"),
        ("ar", "بعد الظهر", "afternoon"),
        ("hi", "सुबह", "morning"),
        ("hi", "dopahar ko", "afternoon"),
        ("zh", "下午", "afternoon"),
        ("fa", "بعد از ظهر", "afternoon"),
        ("uk", "вранці", "morning"),
        ("tr", "öğleden sonra", "afternoon"),
        ("bn", "বিকালে", "afternoon"),
    ],
)
def test_a_part_of_the_day_is_understood(language, text, part):
    assert find_when(text, language, NOW).part_of_day == part


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("hi", "kal", KAL),
        ("hi", "कल सुबह", KAL),
        ("hi", "परसों", PARSO),
        ("hi", "parso 3 baje", PARSO),
        ("ur", "کل", KAL),
        ("ur", "پرسوں", PARSO),
        ("ur", "kal", KAL),
        ("pa", "ਕੱਲ੍ਹ", KAL),
        ("bn", "কাল", KAL),
        ("ne", "कल", KAL),
        ("pt", "quinta ou sexta", (THURSDAY, dt.date(2026, 11, 27))),
        ("pt", "sexta 26/11", (THURSDAY, dt.date(2026, 11, 27))),
    ],
)
def test_what_may_mean_two_days_is_asked_back(language, text, days):
    found = find_when(text, language, NOW)
    assert found.ambiguous == days and found.date is None


@pytest.mark.parametrize(
    ("language", "text", "bad"),
    [
        ("pt", "31 de fevereiro", "31 de fevereiro"),
        ("pt", "31/02", "31/02"),
        ("pt", "12/10/2025", "12/10/2025"),
        ("pt", "ontem", "ontem"),
        ("pt", "às 25:70", "25:70"),
        ("en", "30 February", "30 February"),
        ("ru", "31 апреля", "31 апреля"),
        ("hi", "३१ फ़रवरी", "31 फ़रवरी"),
        ("zh", "2月31日", "2月31日"),
        ("en", "yesterday", "yesterday"),
        ("pt", "01/10", "01/10"),
        ("zh", "2025年11月26日", "2025年11月26"),
    ],
)
def test_a_day_that_is_past_or_does_not_exist_is_named_back(language, text, bad):
    found = find_when(text, language, NOW)
    assert found.bad == bad and found.date is None and found.time is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "segunda via do cartão"),
        ("pt", "é a segunda vez que escrevo"),
        ("pt", "tenho 2 filhos"),
        ("pt", "5"),
        ("pt", "boa tarde"),
        ("pt", "aberto 24/7"),
        ("pt", "artigo 88"),
        ("en", "I have 3 children"),
        ("en", "good morning"),
        ("ro", "de 3 luni"),
        ("hi", "आजकल"),
        ("ru", "доброе утро"),
        ("zh", "早上好"),
        ("de", "guten Morgen"),
        ("fr", "bonsoir"),
        ("pt", "dentro de 48h"),
        ("pt", "vivemos fechados numa quinta"),
        ("es", "de segunda generación"),
        ("fr", "à quoi sert le 144"),
        ("fr", "quand il aura dix-huit ans"),
        ("es", "kmo ago un pastel"),
        ("en", "he came at one month"),
        ("pt", "linha 24 horas"),
        ("en", "finished 12th grade"),
    ],
)
def test_what_only_looks_like_a_date_is_left_alone(language, text):
    assert find_when(text, language, NOW) == When()


@pytest.mark.parametrize(
    ("text", "asked", "day", "time"),
    [
        ("5", "date", dt.date(2026, 12, 5), None),
        ("26", "date", THURSDAY, None),
        ("२६", "date", THURSDAY, None),
        ("qui", "date", THURSDAY, None),
        ("10", "time", None, at(10)),
        ("3", "time", None, at(15)),
        ("26-11", "date", THURSDAY, None),
    ],
)
def test_short_answers_count_where_they_were_asked_for(text, asked, day, time):
    found = find_when(text, "pt", NOW, asked=asked)
    assert (found.date, found.time) == (day, time)
    assert asked == "time" or text == "26-11" or find_when(text, "pt", NOW).date is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "no dia 3 de março"),
        ("en", "on the 3rd of March"),
        ("en", "March 3rd"),
        ("es", "el día 3 de marzo"),
        ("fr", "le 3 mars"),
        ("de", "am 3. März"),
    ],
)
def test_a_day_of_the_month_may_go_on_with_its_month(language, text):
    assert find_when(text, language, NOW).date == dt.date(2027, 3, 3)


def test_a_weekday_with_its_number_is_that_day():
    assert find_when("quinta 3", "pt", NOW).date == dt.date(2026, 12, 3)
    assert find_when("Thursday 26", "en", NOW).date == THURSDAY
    assert find_when("quinta 10:30", "pt", NOW) == When(date=THURSDAY, time=at(10, 30))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pode ser quinta de manhã mas qual o preço", "quinta de manhã"),
        ("dia 26/11 às 10:30 por favor", "26/11 10:30"),
        ("no dia 26 de novembro", "26 de novembro"),
        ("qual o preço", ""),
    ],
)
def test_the_words_that_were_read_are_told(text, words):
    assert find_when(text, "pt", NOW).text == words


def test_a_week_is_a_span():
    assert find_when("na próxima semana", "pt", NOW) == When(date=MONDAY, until=dt.date(2026, 11, 29))


def test_words_of_portuguese_and_english_count_in_every_language():
    assert find_when("amanhã", "hi", NOW).date == TOMORROW
    assert find_when("monday ko", "bn", NOW).date == MONDAY
    assert find_when("jumerat", "en", NOW, asked="date").date == THURSDAY


def test_a_month_that_babel_does_not_know_is_read_by_dateparser():
    assert find_when("26. Jänner", "de", NOW).date == dt.date(2027, 1, 26)
    assert find_when("26 embrulhos", "pt", NOW) == When()


@settings(deadline=None)
@given(day=st.dates(TODAY, TODAY + dt.timedelta(days=180)), script=st.sampled_from(sorted(DIGITS)))
def test_a_date_in_figures_is_that_date_in_the_digits_of_any_script(day, script):
    text = f"{day.day:02}/{day.month:02}/{day.year}".translate(str.maketrans("0123456789", DIGITS[script]))
    assert find_when(text, "pt", NOW).date == day
    assert find_when(text[:5], "pt", NOW, asked="date").date == day


@settings(deadline=None)
@given(hour=st.integers(7, 18), minute=st.integers(0, 59))
def test_a_time_in_figures_is_that_time(hour, minute):
    assert find_when(f"{hour}:{minute:02}", "pt", NOW).time == at(hour, minute)
    assert find_when(f"{hour}h{minute:02}", "fr", NOW).time == at(hour, minute)


@settings(deadline=None)
@given(text=st.text(max_size=60), language=st.sampled_from(languages()), asked=st.sampled_from([None, "date", "time"]))
def test_no_text_breaks_the_reader_or_gives_a_day_gone_by(text, language, asked):
    found = find_when(text, language, NOW, asked)
    assert found.date is None or found.date >= TODAY
    assert found.ambiguous is None or (found.date is None and found.ambiguous[0] < found.ambiguous[1])


def test_every_language_that_is_understood_has_its_words():
    assert set(languages()) == UNDERSTOOD


@pytest.mark.parametrize("language", languages())
def test_every_weekday_is_known_by_each_of_its_names(language):
    import yaml

    from nlu.date_words import FOLDER

    for number, forms in enumerate(yaml.safe_load((FOLDER / f"{language}.yml").read_text())["weekdays"]):
        for form in forms:
            found = find_when(form.replace("#", "2"), language, NOW)
            assert found.date and found.date.weekday() == number, form


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "posso ir na quinta?"),
        ("fr", "vers 15h"),
        ("hi", "kal aa jaun?"),
        ("en", "on 31 February"),
        ("de", "am 3. Mai"),
    ],
)
def test_a_day_is_named_whatever_day_it_is_today(language: str, text: str) -> None:
    assert names_day(text, language)


@pytest.mark.parametrize(("language", "text"), [("pt", "quanto custa o NIF?"), ("en", "I have 2 children"), ("fr", "")])
def test_a_message_without_day_or_hour_names_none(language: str, text: str) -> None:
    assert not names_day(text, language)


@pytest.mark.parametrize(
    ("language", "text", "asked", "first", "before"),
    [
        ("en", "before 11", "time", None, at(11)),
        ("en", "Thursday before 11am", None, None, at(11)),
        ("en", "Thursday before 11", None, None, at(11)),
        ("en", "between 2 and 4", "time", at(14), at(16)),
        ("en", "9:30-12", "time", at(9, 30), at(12)),
        ("pt", "das 14h às 16h", None, at(14), at(16)),
        ("pt", "até às 12:30", "time", None, at(12, 30)),
        ("fr", "entre 9h et 11h", "date", at(9), at(11)),
        ("es", "antes de las 11h", "date", None, at(11)),
        ("de", "vor 11 Uhr", "date", None, at(11)),
        ("nl", "voor 11 uur", "date", None, at(11)),
        ("ro", "înainte de ora 11", "date", None, at(11)),
        ("tr", "saat 11'den önce", "date", None, at(11)),
        ("uk", "між 10 і 12", "time", at(10), at(12)),
        ("ru", "до 11 часов", "date", None, at(11)),
        ("ar", "قبل الساعة 11", "date", None, at(11)),
        ("fa", "قبل از ساعت ۱۱", "date", None, at(11)),
        ("hi", "11 baje se pehle", None, None, at(11)),
        ("ur", "۱۱ بجے سے پہلے", None, None, at(11)),
        ("pa", "11 ਵਜੇ ਤੋਂ ਪਹਿਲਾਂ", None, None, at(11)),
        ("bn", "১১ টার আগে", "time", None, at(11)),
        ("ne", "११ बजे अगाडि", None, None, at(11)),
        ("zh", "下午2点到4点", None, at(14), at(16)),
    ],
)
def test_hours_bound_a_visit_in_every_language(language, text, asked, first, before):
    when = find_when(text, language, NOW, asked)
    assert (when.time, when.before) == (first, before)


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("en", "before 11 december", "date"),
        ("en", "I came between 3 and 4 years ago", None),
        ("pt", "de 3 a 4 meses", "date"),
        ("en", "10-12", "date"),
        ("en", "10-11-2026", "time"),
        ("en", "912 345 678", "time"),
        ("en", "after 11", "time"),
    ],
)
def test_other_figures_bound_nothing(language, text, asked):
    assert find_when(text, language, NOW, asked).before is None
