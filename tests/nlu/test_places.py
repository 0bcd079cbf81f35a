"""The places people name: in every script, with slips, and not where a word only looks like a place."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.gazetteer import FOLDER, TERRITORIES
from nlu.places import find_mentions, find_places, nearest_place, place
from nlu.postcodes import place_id_of

PORTUGAL = [
    line.split("\t") for line in (FOLDER / "pt.tsv").read_text(encoding="utf-8").splitlines() if line.startswith("pt_")
]
MUNICIPALITIES = [row[1] for row in PORTUGAL if row[3] == "municipality"]
SCRIPTS = ("CYRILLIC", "ARABIC", "DEVANAGARI", "BENGALI", "GURMUKHI", "CJK")


def ids(text, territory="pt", asked=False):
    return [one.id for one in find_places(text, territory, asked)]


def first(text, territory="pt", asked=False):
    return next(iter(ids(text, territory, asked)), None)


def test_all_308_municipalities_are_in_the_table_and_found_by_their_names():
    assert len(MUNICIPALITIES) == 308
    for name in MUNICIPALITIES:
        bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)).lower()
        for written in (name, bare, name.upper(), name.replace("-", " ")):
            assert name in [one.name for one in find_places(written, "pt", asked=True)], written


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_sixty_places_people_name_most_have_a_name_in_every_script(script):
    named = [
        row for row in PORTUGAL if any(script in unicodedata.name(name[0], "") for name in row[7].split("|") if name)
    ]
    assert len(named) >= 60
    for row in named:
        for name in row[7].split("|"):
            assert row[0] in ids(name, asked=True), name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Я живу в Лиссабоне", "pt_lisboa"),
        ("мешкаю в Одівелаші", "pt_odivelas"),
        ("أنا في لشبونة", "pt_lisboa"),
        ("ساكن بلشبونة", "pt_lisboa"),
        ("मैं लिस्बन में रहता हूँ", "pt_lisboa"),
        ("म ओडिमिरामा बस्छु", None),
        ("म ओडेमिरामा बस्छु", "pt_odemira"),
        ("আমি পোর্তোতে থাকি", "pt_porto"),
        ("ਮੈਂ ਪੋਰਟੋ ਵਿੱਚ ਰਹਿੰਦਾ ਹਾਂ", "pt_porto"),
        ("میں لزبن میں رہتا ہوں", "pt_lisboa"),
        ("我住在里斯本", "pt_lisboa"),
        ("我住在波爾圖附近", "pt_porto"),
        ("Lizbon'da yaşıyorum", "pt_lisboa"),
        ("ich wohne in Lissabon", "pt_lisboa"),
        ("main odivelas me rehta hu", "pt_odivelas"),
        ("vivo en Oporto", "pt_porto"),
        ("is there a centre in Vila Franca de Xira?", "pt_vila_franca_de_xira"),
        ("moro no porto", "pt_porto"),
        ("moro na guarda", "pt_guarda"),
        ("trabalho em sao teotonio", "pt_sao_teotonio"),
        ("Как там погода в Порту", "pt_porto"),
        ("perto de Faro", "pt_faro"),
    ],
)
def test_a_place_is_found_inside_a_sentence_in_any_script(text, found):
    assert first(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "tenho de tomar os medicamentos",
        "tenho a guarda do meu filho",
        "a guarda dos filhos",
        "Guarda conjunta, como se faz?",
        "preciso de ajuda",
        "Ajuda por favor",
        "perdi as chaves de casa",
        "quem mora comigo",
        "na fronteira ficaram com o passaporte",
        "o barco chegou ao porto",
        "a minha mulher caminha mal",
        "a segunda feira",
        "que mira isso",
        "mon avis",
        "ich liege im Bett",
        "die Namen der Kinder",
        "tienen mis papeles",
        "the manager of the forest",
        "o marido da Fátima",
        "25 мая",
        "meti o pedido em abril antes da lei",
        "agora não",
        "no meu país",
    ],
)
def test_a_word_is_not_taken_for_a_place_in_a_sentence(text):
    assert ids(text) == []


@pytest.mark.parametrize(
    "text",
    ["sim", "não", "não sei", "help", "hoje", "agora", "amanhã", "ok", "obrigado", "nada", "oi", "?", "हाँ", "не знаю"],
)
def test_a_word_is_not_taken_for_a_place_even_where_one_was_asked_for(text):
    assert ids(text, asked=True) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("odivlas", "pt_odivelas"),
        ("lisbo", "pt_lisboa"),
        ("lisbao", "pt_lisboa"),
        ("setuball", "pt_setubal"),
        ("amadorra", "pt_amadora"),
        ("coinbra", "pt_coimbra"),
        ("albufera", "pt_albufeira"),
        ("memmartins", "pt_mem_martins"),
        ("costa caparica", "pt_costa_da_caparica"),
        ("rio mouro", "pt_rio_de_mouro"),
        ("S. Teotónio", "pt_sao_teotonio"),
        ("mil fontes", "pt_vila_nova_de_milfontes"),
        ("vila franca xira", "pt_vila_franca_de_xira"),
        ("cascaix", "pt_cascais"),
        ("guimaraez", "pt_guimaraes"),
        ("quartera", "pt_quarteira"),
        ("Лисабонн", "pt_lisboa"),
        ("मिरांडेला", "pt_mirandela"),
        ("ميرانديلا", "pt_mirandela"),
        ("em odivlas", "pt_odivelas"),
        ("VFX", "pt_vila_franca_de_xira"),
        ("guarda", "pt_guarda"),
        ("Faro", "pt_faro"),
    ],
)
def test_a_slip_of_the_fingers_is_forgiven_where_a_place_was_asked_for(text, found):
    assert first(text, asked=True) == found


def _slips(name):
    """Every way to leave out, double or swap one letter behind the first."""
    for at in range(1, len(name)):
        yield name[:at] + name[at + 1 :]
        yield name[:at] + name[at] + name[at:]
        yield name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :] if at > 1 else name


def test_one_slip_in_a_municipality_of_eight_letters_or_more_finds_it_nearly_always():
    names = [name for name in MUNICIPALITIES if len(name) >= 8 and "(" not in name][::6]
    tried = [(name, slip) for name in names for slip in _slips(name)]
    found = sum(name in [one.name for one in find_places(slip, "pt", asked=True)] for name, slip in tried)
    assert found / len(tried) >= 0.97


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lagoa", ["pt_lagoa_algarve", "pt_lagoa_acores"]),
        ("Calheta", ["pt_calheta_madeira", "pt_calheta_acores"]),
        ("lagoa açores", ["pt_lagoa_acores"]),
        ("Calheta (Madeira)", ["pt_calheta_madeira"]),
        ("lisboa ou porto", ["pt_lisboa", "pt_porto"]),
        ("Queluz, Sintra", ["pt_queluz"]),
        ("alvalade lisboa", ["pt_alvalade"]),
        ("santa cruz torres vedras", ["pt_santa_cruz_torres_vedras"]),
    ],
)
def test_names_that_several_places_bear_give_all_of_them_best_first(text, found):
    assert ids(text, asked=True) == found


def test_the_territory_of_the_conversation_comes_first():
    assert first("Saint-Gilles", "be", asked=True) == "be_saint_gilles"
    assert first("Esch", "lu", asked=True) == "lu_esch_sur_alzette"
    assert first("clermont", "fr-clermont", asked=True) == "fr_clermont_ferrand"
    assert ids("die schoten", "pt") == [] and first("in Gent", "pt") == "be_gent"


@pytest.mark.parametrize(
    ("text", "territory", "found"),
    [
        ("4700-123", "pt", "pt_braga"),
        ("4700", "pt", "pt_braga"),
        ("४७००", "pt", "pt_braga"),
        ("٤٧٠٠-١٢٣", "pt", "pt_braga"),
        ("4700 braga", "pt", "pt_braga"),
        ("2675-301", "pt", "pt_odivelas"),
        ("7630-611", "pt", "pt_odemira"),
        ("63000", "fr-clermont", "fr_clermont_ferrand"),
        ("L-4001", "lu", "lu_esch_sur_alzette"),
        ("9000", "be", "be_gent"),
    ],
)
def test_a_postcode_in_any_digits_gives_its_place(text, territory, found):
    assert first(text, territory, asked=True) == found


@pytest.mark.parametrize(
    ("code", "territory"), [("0000", "pt"), ("9999-999", "pt"), ("470", "pt"), ("75001", "fr-clermont"), ("", "pt")]
)
def test_an_unknown_postcode_gives_no_place(code, territory):
    assert place_id_of(code, territory) is None


@pytest.mark.parametrize("territory", TERRITORIES)
def test_every_postcode_of_the_tables_leads_to_a_place_of_its_territory(territory):
    rows = [
        line.split("\t")
        for line in (FOLDER / f"postcodes-{territory}.tsv").read_text(encoding="utf-8").splitlines()
        if line[:1].isdigit()
    ]
    assert rows
    for start, end, place_id in rows:
        assert place(place_id).territory == territory
        assert place_id_of(start, territory) == place_id_of(end, territory) == place_id


def test_the_nearest_place_is_the_one_where_the_position_lies():
    assert nearest_place(38.7169, -9.1399).municipality == "Lisboa"
    assert nearest_place(41.1579, -8.6291).municipality == "Porto"
    assert nearest_place(45.7772, 3.0870).territory == "fr-clermont"
    assert nearest_place(49.6116, 6.1319).municipality == "Luxembourg"


@settings(deadline=None)
@given(st.sampled_from([row[0] for row in PORTUGAL]))
def test_every_place_is_the_nearest_to_itself_or_shares_its_position(place_id):
    one = place(place_id)
    other = nearest_place(one.lat, one.lon)
    assert (other.lat, other.lon) == (one.lat, one.lon)


def test_a_mention_tells_the_words_as_written():
    (mention,) = find_mentions("moro em  São   Teotónio, Odemira", "pt")
    assert mention.text == "São   Teotónio" and mention.places[0].label == "São Teotónio (Odemira)"


def test_an_unknown_id_is_an_error():
    with pytest.raises(KeyError):
        place("pt_atlantis")


@settings(deadline=None)
@given(st.text(max_size=80), st.booleans(), st.sampled_from([None, *TERRITORIES]))
def test_any_text_gives_places_of_the_tables_none_twice(text, asked, territory):
    found = find_places(text, territory, asked)
    assert len(found) == len(set(found)) and all(place(one.id) is one for one in found)


def test_the_places_of_the_centres_are_in_the_tables():
    files = sorted((Path(__file__).parents[2] / "knowledge").glob("*/centres.csv"))
    for file in files:
        with file.open(encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                town = row.get("municipality", "")
                assert not town or find_places(town, asked=True), f"{file}: {town}"
