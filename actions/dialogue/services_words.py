"""How services are told: what, by whom, for whom, how one gets in, how sure that is, and where it was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from actions.directory.models import Centre
from actions.directory.search import Query, Results
from knowledge.offered import CALL_FIRST, Offered, offered
from knowledge.packs import packs
from knowledge.taxonomy import name
from locales.catalogue import say
from locales.languages import languages
from locales.names import language_name
from locales.when import month_year

_FIRST_STRONG, _END = "\u2068", "\u2069"
SOCIAL_CENTRE = "social_centre"
BY_LOCAL_CENTRES = frozenset({"partnership", "network"})
"""Where services are agreements between centres, people turn to the centre of the place where they live."""


def here(now: datetime, territory: str) -> date:
    """The day that it is in a territory at `now` (aware)."""
    return now.astimezone(ZoneInfo(packs()[territory].time_zone)).date()


class Telling:
    """The sentences about services of one territory, in `language` (the reader's). `now` is aware."""

    def __init__(self, query: Query, language: str, now: datetime) -> None:
        self.query, self.language = query, language
        self.pack = packs()[query.territory]
        self.today = here(now, query.territory)

    def say(self, message: str, /, **values: object) -> str:
        """A text of the catalogue in the reader's language."""
        return say(message, self.language, **values)

    @property
    def where(self) -> str:
        """The place asked about, and the territory where services are for the whole of it, in the reader's language."""
        territory = name(self.query.territory, self.language)
        if not self.query.places or self.query.places[0] == self.pack.name:
            return territory
        return self.query.places[0] if self._local() else f"{self.query.places[0]} ({territory})"

    def _local(self) -> bool:
        """Whether the services of the territory are agreements between local centres."""
        return any(row.status in BY_LOCAL_CENTRES for row in offered(self.query.territory))

    def heading(self) -> str:
        """What was understood: 'language courses · Clermont-Ferrand'."""
        about = self.query.themes or self.query.audiences
        return f"{self._names(about)} · {self.where}"

    def rows(self, rows: Sequence[Offered]) -> list[str]:
        """The services, each on its own; how sure they are is said once where it is the same for all."""
        said = {self.standing(row) for row in rows}
        if len(said) == 1 and len(rows) > 1:
            return [*said, *(self._row(row) for row in rows)]
        return [self._row(row, self.standing(row)) for row in rows]

    def _row(self, row: Offered, *standing: str) -> str:
        title = f"– {self._apart(row.name)} ({self._apart(row.organization)})"
        return "\n".join([title, *self.about(row), *standing, *self.contact(row)])

    def about(self, row: Offered) -> list[str]:
        """What it is, for whom, and how to get in."""
        whom = self.say("services.for_whom", audience=self._audience(row))
        text, code = self._description(row)
        return [text if code == self.language else self._apart(text), whom, self.say(f"services.access_{row.access}")]

    def first_line(self, found: Results) -> str:
        """The first line of every SMS: what was understood, as of when, and to ask first."""
        if not found.shown:
            return self.heading()
        as_of = month_year(found.shown[0].as_of, self.language)
        return f"{self.heading()} ({as_of}). {self.say('services.ask_first')}"

    def lines(self, found: Results) -> list[str]:
        """The other lines of an SMS, the most important first."""
        local = [line for part in self.local_first() for line in part.splitlines()]
        over = [] if found.exact else self.ended(found.ended[:1])
        rows = [f"- {row.name} ({row.organization})" for row in found.shown]
        return [*local, *over, *rows] or self.who_can_tell()

    def ended(self, rows: Iterable[Offered]) -> list[str]:
        """What is over, and whom to ask whether something follows."""
        return [
            self.say(
                "services.ended",
                name=self._apart(row.name),
                organization=self._apart(row.organization),
                end=self._month(row),
            )  # fmt: skip
            for row in rows
        ]

    def local_first(self) -> list[str]:
        """In a territory of local centres: to turn first to one's own, and where that is, when it is known."""
        if not self._local():
            return []
        lines = [self.say("services.local_first")]
        own = Centre.objects.filter(
            territory=self.query.territory, kind=SOCIAL_CENTRE, municipality__in=self.query.places, active=True
        ).first()
        if own and _reached(own):
            lines.append(self.say("services.local_centre", where=self.where, centre=_reached(own)))
        return ["\n".join(lines)]

    def partner(self) -> list[str]:
        """Before the services of partner centres."""
        return [self.say("services.partner")] if self.local_first() else []

    def trail(self, rows: Sequence[Offered]) -> str:
        """The language of the descriptions when it is not the person's, and the sources, each once."""
        lines = []
        shown = self._description(rows[0])[1]
        if shown != self.language:
            lines.append(self.say("services.other_language", language=language_name(shown, self.language)))
        for source, as_of in dict.fromkeys((row.source, row.as_of) for row in rows):
            lines.append(self.source(source, as_of))
        return "\n".join(lines)

    def source(self, title: str, as_of: str) -> str:
        """Where it was read, as of when, and that nobody has checked it yet."""
        return self.say("services.source", source=self._apart(title), as_of=month_year(as_of, self.language))

    def nothing(self) -> str:
        """Nothing is known, and who can tell more there."""
        return self.say("services.none", where=self.where, **self._line())

    def who_can_tell(self) -> list[str]:
        """The territory's own contact."""
        return [self.say("services.who_can_tell", **self._line())] if self.pack.contact_phones else []

    def _line(self) -> dict[str, str]:
        return {"line": self.pack.contact_name, "phone": next(iter(self.pack.contact_phones), "")}

    def _names(self, terms: Iterable[str]) -> str:
        return ", ".join(name(term, self.language) for term in terms)

    def _audience(self, row: Offered) -> str:
        years = [f"{row.ages[0]}-{row.ages[1]}"] if row.ages and row.ages[1] < 130 else []
        return ", ".join([self._names(row.eligibility), *years])

    def _description(self, row: Offered) -> tuple[str, str]:
        """The description in the person's language, else in one he or she may read, and which language that is."""
        known = languages().get(self.language)
        wanted = (self.language, *(known.readable if known else ()), self.pack.source_language)
        code = next((c for c in wanted if c in row.descriptions), next(iter(row.descriptions)))
        return row.descriptions[code], code

    def standing(self, row: Offered) -> str:
        """How sure it is that it still exists."""
        if row.standing(self.today) == CALL_FIRST:
            return self.say("services.call_first", as_of=month_year(row.as_of, self.language))
        if row.valid_to:
            return self.say("services.until", end=self._month(row))
        return self.say("services.open", as_of=month_year(row.as_of, self.language))

    def _month(self, row: Offered) -> str:
        return month_year(row.valid_to.isoformat() if row.valid_to else row.as_of, self.language)

    def contact(self, row: Offered) -> list[str]:
        """Where to ask, when a telephone or an address is known."""
        centre = Centre.objects.filter(pk=row.centre, active=True).first() if row.centre else None
        reached = _reached(centre) if centre else ""
        if not reached:
            return []
        if row.standing(self.today) == CALL_FIRST:
            return [self.say("services.today", centre=self._apart(reached))]
        return [self.say("services.contact", contact=self._apart(reached))]

    def _apart(self, text: str) -> str:
        """A text that stays as it is written, kept in its own order inside a right-to-left sentence."""
        known = languages().get(self.language)
        return f"{_FIRST_STRONG}{text}{_END}" if known and known.rtl else text


def _reached(centre: Centre) -> str:
    """Name, telephone and address of a centre; '' when neither is known."""
    ways = [part for part in (centre.phone, centre.address) if part]
    return ", ".join([centre.name, *ways]) if ways else ""
