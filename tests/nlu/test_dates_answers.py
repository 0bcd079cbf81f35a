"""What people answer to 'which day': ordinals, days that confirm each other, days excluded, any day, whole months."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.choices import match_option
from nlu.date_words import FOLDER, languages, words
from nlu.dates import When, find_when, names_day
from nlu.entities import find_entities
from nlu.model import Context, Option

NOW = dt.datetime(2026, 12, 10, 10, 0, tzinfo=ZoneInfo("Europe/Lisbon"))  # a Thursday
TODAY = NOW.date()
FRIDAY, MONDAY, TUESDAY, WEDNESDAY = (TODAY + dt.timedelta(days=n) for n in (1, 4, 5, 6))
THE_18TH = dt.date(2026, 12, 18)  # a Friday
JANUARY = When(date=dt.date(2027, 1, 1), until=dt.date(2027, 1, 31))
DAYS = (Option("1", "qui 10/12"), Option("2", "sexta 11/12"), Option("3", "seg 14/12"), Option("0", "Outro lugar"))
TIMES = (Option("1", "10:00"), Option("2", "14:30"), Option("0", "outro dia"))


def asked(text: str, language: str) -> When:
    return find_when(text, language, NOW, "date")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("6a feira às 14h", FRIDAY),
        ("6ª feira", FRIDAY),
        ("3ª feira", TUESDAY),
        ("4ªfeira", WEDNESDAY),
        ("2a-feira", MONDAY),
        ("5.ª feira", TODAY + dt.timedelta(days=7)),
        ("vou na 2ª feira", MONDAY),
    ],
)
def test_a_weekday_may_be_numbered(text: str, day: dt.date) -> None:
    assert asked(text, "pt").date == day and find_when(text, "pt", NOW).date == day


def test_a_numbered_weekday_without_feira_counts_where_a_day_was_asked_for() -> None:
    assert asked("6ª", "pt").date == FRIDAY
    assert find_when("6ª", "pt", NOW) == When()
    assert match_option("6ª feira", DAYS, "pt") is None
    assert asked("sa3a 10", "ar") == When(time=dt.time(10))
    assert find_when("byetwa2af", "ar", NOW) == When()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "sexta dia 18"),
        ("en", "friday 18/12"),
        ("pt", "sexta 18/12 às 10h"),
        ("es", "viernes, 18/12"),
        ("hi", "शुक्र 18/12"),
        ("pt", "sex 18"),
        ("pt", "18 sexta"),
        ("en", "friday the 18th"),
        ("en", "December 18, friday"),
        ("uk", "п'ятниця 18 грудня"),
    ],
)
def test_a_weekday_that_only_confirms_the_date_says_nothing_more(language: str, text: str) -> None:
    found = asked(text, language)
    assert found.date == THE_18TH and found.ambiguous is None and found.bad is None


@pytest.mark.parametrize(
    ("text", "other"),
    [("sexta 17/12", dt.date(2026, 12, 17)), ("sexta dia 21", MONDAY + dt.timedelta(days=7)),
     ("sexta 30", dt.date(2026, 12, 30))],
)  # fmt: skip
def test_a_weekday_and_a_date_that_contradict_each_other_are_asked_back(text: str, other: dt.date) -> None:
    assert asked(text, "pt").ambiguous == (FRIDAY, other)


def test_a_number_behind_a_weekday_that_is_an_hour_is_no_day() -> None:
    assert find_when("sexta 18 horas", "pt", NOW) == When(date=FRIDAY, time=dt.time(18))
    assert find_when("sexta 18 de janeiro", "pt", NOW).ambiguous == (FRIDAY, dt.date(2027, 1, 18))


@pytest.mark.parametrize(
    ("text", "options", "language"),
    [
        ("sexta, 18/12", DAYS, "pt"),
        ("sexta, dia 18", DAYS, "pt"),
        ("sexta, 18", DAYS, "pt"),
        ("sexta, 18 de dezembro", DAYS, "pt"),
        ("12/11", DAYS, "pt"),
        ("2, 18/12", DAYS, "pt"),
        ("1, às 11h30", TIMES, "pt"),
        ("sexta, december 18", DAYS, "en"),
    ],
)
def test_an_option_whose_figures_contradict_the_message_is_never_chosen(
    text: str, options: tuple[Option, ...], language: str
) -> None:
    assert match_option(text, options, language) is None


@pytest.mark.parametrize(
    ("text", "options", "key"),
    [
        ("sexta, 11/12", DAYS, "2"),
        ("sexta, dia 11", DAYS, "2"),
        ("sexta, às 10h", DAYS, "2"),
        ("2, às 10h", DAYS, "2"),
        ("2, qual o preço?", DAYS, "2"),
        ("11/12", DAYS, "2"),
        ("às 10h", TIMES, "1"),
        ("14:30, dia 18", TIMES, "2"),
    ],
)
def test_an_option_whose_figures_agree_with_the_message_is_chosen(
    text: str, options: tuple[Option, ...], key: str
) -> None:
    found = match_option(text, options, "pt")
    assert found is not None and found[0].key == key


@pytest.mark.parametrize("text", ["31 february", "30 february", "31 फरवरी", "31 avril"])
def test_a_number_alone_counts_only_where_no_language_reads_more(text: str) -> None:
    found = asked(text, "hi")
    assert found.bad == text and found.date is None


def test_a_number_alone_is_still_an_answer() -> None:
    assert asked("18", "hi").date == THE_18TH
    assert asked("10 Uhr", "pt") == When(time=dt.time(10))
    assert find_when("5 evening", "hi", NOW, "time") == When(time=dt.time(17), part_of_day="evening")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "not monday"),
        ("hi", "not monday"),
        ("en", "not today"),
        ("en", "monday is not possible"),
        ("en", "not monday or tuesday"),
        ("en", "not 18/12"),
        ("en", "not in january"),
        ("pt", "menos segunda"),
        ("pt", "menos à segunda e terça"),
        ("pt", "hoje nao"),
        ("pt", "hoje ou amanhã não"),
        ("pt", "segunda de manhã não"),
        ("pt", "menos dia 18/12"),
        ("es", "hoy no"),
        ("es", "hoy no puedo ir al centro"),
        ("fr", "pas lundi"),
        ("fr", "sauf le lundi"),
        ("de", "nicht am montag"),
        ("de", "heute nicht"),
        ("hi", "somvar nahi"),
        ("hi", "सोमवार को नहीं"),
        ("ur", "پیر کو نہیں"),
        ("pa", "ਸੋਮਵਾਰ ਨੂੰ ਨਹੀਂ"),
        ("bn", "sombar na"),
        ("ne", "सोमबार हुँदैन"),
        ("uk", "крім понеділка"),
        ("ru", "не в понедельник"),
        ("ro", "nu luni"),
        ("ar", "مش الاثنين"),
        ("zh", "周一不行"),
        ("fa", "دوشنبه نه"),
        ("tr", "pazartesi değil"),
        ("nl", "niet op maandag"),
        ("lb", "net méindeg"),
        ("ti", "ብዘይካ ሰኑይ"),
    ],
)
def test_a_day_that_is_excluded_is_told_as_such_and_is_no_date(language: str, text: str) -> None:
    for found in (asked(text, language), find_when(text, language, NOW)):
        assert replace(found, not_weekdays=(), not_days=()) == When()
        assert found.not_weekdays or found.not_days or "january" in text  # a whole month is only not meant
    assert not names_day(text, language)


def test_the_excluded_day_stands_beside_the_one_that_is_meant() -> None:
    found = find_when("not Monday, Tuesday please", "en", NOW)
    assert found.not_weekdays == (0,) and found.date and found.date.weekday() == 1


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("pt", "não, segunda", MONDAY),
        ("en", "no, monday", MONDAY),
        ("es", "no, el lunes", MONDAY),
        ("en", "not monday, friday", FRIDAY),
        ("en", "friday not monday", FRIDAY),
        ("pt", "hoje não, amanhã", FRIDAY),
        ("pt", "segunda não trabalho", MONDAY),
        ("pt", "pelo menos segunda", MONDAY),
        ("pt", "no sábado", TODAY + dt.timedelta(days=2)),
        ("en", "why not monday", MONDAY),
        ("fr", "pourquoi pas lundi", MONDAY),
        ("zh", "能不能周一", MONDAY),
        ("bn", "সোমবার না, মঙ্গলবার", TUESDAY),
        ("de", "montag geht nicht, dienstag", TUESDAY),
    ],
)
def test_a_day_is_meant_though_a_no_stands_in_the_message(language: str, text: str, day: dt.date) -> None:
    assert asked(text, language).date == day


@pytest.mark.parametrize("language", languages())
def test_every_word_that_excludes_a_day_excludes_it(language: str) -> None:
    known = words(language)
    monday = next(form for form, meaning in known.patterns.items() if ("weekday", 0) in meaning)
    day = " ".join(monday)
    for before in known.excluding.not_before:
        assert asked(f"{' '.join(before)} {day}", language).date != MONDAY, before
    for behind in known.excluding.not_behind:
        assert asked(f"{day} {' '.join(behind)}", language).date != MONDAY, behind


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "any day"),
        ("en", "as soon as possible"),
        ("en", "the earliest"),
        ("en", "whenever"),
        ("en", "first free"),
        ("en", "any day but monday"),
        ("pt", "qualquer dia"),
        ("pt", "qqr dia"),
        ("pt", "o mais cedo possível"),
        ("pt", "tanto faz"),
        ("es", "cualquier día"),
        ("es", "lo antes posible"),
        ("fr", "n'importe quel jour"),
        ("fr", "le plus tôt possible"),
        ("de", "egal wann"),
        ("hi", "koi bhi din"),
        ("hi", "jaldi se jaldi"),
        ("hi", "somvar chhodkar koi bhi din"),
        ("nl", "zo snel mogelijk"),
    ],
)
def test_any_day_is_understood(language: str, text: str) -> None:
    assert replace(asked(text, language), not_weekdays=()) == When(any_day=True)
    context = Context(now=NOW, asks="date")
    assert ("any_day", "any") in [(entity.kind, entity.value) for entity in find_entities(text, language, context)]


@pytest.mark.parametrize("language", languages())
def test_every_way_to_say_any_day_is_known(language: str) -> None:
    import yaml

    for form in yaml.safe_load((FOLDER / f"{language}.yml").read_text())["any_day"]:
        assert find_when(form, language, NOW, "date") == When(any_day=True), form


@pytest.mark.parametrize(
    ("language", "text", "time"),
    [
        ("en", "after 5", 17),
        ("en", "at 7pm", 19),
        ("pt", "depois das 17h", 17),
        ("pt", "depois das 5", 17),
        ("es", "después de las 5", 17),
        ("fr", "après 17h", 17),
        ("ru", "после 17", 17),
        ("uk", "після 17", 17),
        ("ro", "după ora 17", 17),
        ("ar", "بعد الساعة 5", 17),
        ("hi", "5 baje ke baad", 17),
        ("ur", "5 بجے کے بعد", 17),
        ("pa", "5 ਵਜੇ ਤੋਂ ਬਾਅਦ", 17),
        ("bn", "৫টার পর", 17),
        ("ne", "५ बजे पछि", 17),
        ("zh", "下午5点以后", 17),
        ("fa", "بعد از ساعت ۵", 17),
        ("tr", "17'den sonra", 17),
        ("de", "nach 17 Uhr", 17),
    ],
)
def test_a_time_after_which_somebody_can_come_is_that_time(language: str, text: str, time: int) -> None:
    assert asked(text, language).time == dt.time(time)


def test_after_a_number_is_a_time_only_where_a_day_or_time_was_asked_for() -> None:
    assert find_when("after 5 years here", "en", NOW) == When()
    assert asked("after 18 december", "en") == asked("după 18 decembrie", "ro") == When(date=THE_18TH)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "ao fim do dia"),
        ("en", "tonight"),
        ("es", "a última hora"),
        ("fr", "en fin de journée"),
        ("uk", "під вечір"),
        ("ru", "ближе к вечеру"),
        ("ro", "diseară"),
        ("ar", "بعد المغرب"),
        ("hi", "shaam ko"),
        ("bn", "সন্ধ্যাবেলা"),
        ("ne", "beluka"),
        ("ur", "shaam mein"),
        ("pa", "shaam nu"),
        ("zh", "下班后"),
        ("fa", "آخر روز"),
        ("tr", "akşamüstü"),
        ("de", "am späten Abend"),
    ],
)
def test_the_end_of_the_day_is_the_evening(language: str, text: str) -> None:
    assert asked(text, language).part_of_day == "evening"


def test_a_part_of_today_is_today() -> None:
    assert asked("heute Abend", "de") == When(date=TODAY, part_of_day="evening")
    assert asked("heute Morgen", "de") == When(date=TODAY, part_of_day="morning")
    assert asked("haut den Owend", "lb") == When(date=TODAY, part_of_day="evening")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "in january"),
        ("en", "next month"),
        ("en", "january 2027"),
        ("pt", "em janeiro"),
        ("pt", "janeiro"),
        ("pt", "no próximo mês"),
        ("es", "en enero"),
        ("fr", "au mois de janvier"),
        ("de", "im Januar"),
        ("ro", "în ianuarie"),
        ("uk", "у січні"),
        ("ru", "в январе"),
        ("ar", "في يناير"),
        ("fa", "در ژانویه"),
        ("hi", "agle mahine"),
        ("hi", "january mein"),
        ("ur", "جنوری میں"),
        ("pa", "ਜਨਵਰੀ ਵਿੱਚ"),
        ("bn", "জানুয়ারি মাসে"),
        ("ne", "जनवरीमा"),
        ("zh", "1月"),
        ("zh", "下个月"),
        ("tr", "Ocak'ta"),
        ("nl", "volgende maand"),
        ("lb", "am Januar"),
        ("ti", "ኣብ ጥሪ"),
    ],
)
def test_a_month_is_a_span_only_where_a_day_was_asked_for(language: str, text: str) -> None:
    assert asked(text, language) == JANUARY
    assert find_when(text, language, NOW) == When()


def test_this_month_begins_today_and_a_month_long_gone_is_bad() -> None:
    assert asked("in december", "en") == When(date=TODAY, until=dt.date(2026, 12, 31))
    assert asked("this month", "en") == When(date=TODAY, until=dt.date(2026, 12, 31))
    assert asked("in november", "en").bad == "in november"
    assert asked("may i come", "en") == When()


def test_a_day_of_next_month_is_in_it() -> None:
    assert asked("dia 18 do próximo mês", "pt").date == dt.date(2027, 1, 18)
    assert asked("monday next month", "en").date == dt.date(2027, 1, 4)


@st.composite
def _mixtures(draw: st.DrawFn) -> str:
    """Words of the files in any order, with figures and signs between them."""
    known = words(draw(st.sampled_from(languages())))
    excluding = [*known.excluding.not_before, *known.excluding.not_behind, *known.excluding.not_joined]
    pieces = [" ".join(form) for form in [*known.patterns, *known.months, *known.short, *excluding]]
    piece = st.one_of(
        st.sampled_from(pieces), st.from_regex(r"\A[0-9]{1,5}[a:./-]?[0-9]{0,3}\Z"), st.sampled_from(",.-\n")
    )
    return draw(st.sampled_from(["", " "])).join(
        one.replace("#", str(draw(st.integers(0, 99999)))) for one in draw(st.lists(piece, max_size=7))
    )


@settings(deadline=None, max_examples=300)
@given(
    text=_mixtures(),
    language=st.sampled_from([*languages(), "xx"]),
    asks=st.sampled_from([None, "date", "time"]),
    now=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2030, 12, 31), timezones=st.just(dt.timezone.utc)),
)
def test_no_mixture_of_the_words_breaks_the_reader(
    text: str, language: str, asks: str | None, now: dt.datetime
) -> None:
    found = find_when(text, language, now, asks)
    assert found.date is None or found.date >= now.date()
    assert found.until is None or (found.date is not None and found.until >= found.date)
    match_option(text, DAYS, language)
