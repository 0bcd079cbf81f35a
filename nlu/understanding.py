"""From a message to its meaning: language, danger, choice, wish, answer to a question, need.

The order is fixed and is the promise of this module:

1. danger outranks everything; who hesitates where yes or no decides is asked again;
2. an option of the menu on the screen, by its key or its words;
3. an explicit wish (another language, a person, cancel, stop, erase, start again), when clearly expressed;
4. what was asked for: a place, a date, a reference, yes or no;
5. a concept or a dialogue intent, as far as the confidence gate lets it pass.
"""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.packs import concepts
from locales.languages import languages
from nlu.choices import match_option, yes_or_no
from nlu.classifier import Classifier, Scores
from nlu.cries import cries
from nlu.dates import names_day
from nlu.entities import WHEN, find_entities
from nlu.examples import concept_of
from nlu.follow_ups import aspect
from nlu.gate import ABOUT_APPOINTMENTS, VISITS, Gate, Thresholds, thresholds
from nlu.hesitation import hesitates, only_hesitates
from nlu.lid.identify import UNKNOWN, LanguageIdentifier
from nlu.lid.ladder import LanguageDecision, climb
from nlu.lid.text import names_term, only_acronyms
from nlu.model import Context, Entity, Understanding
from nlu.normalise import normalise
from nlu.sentences import asks, sentences
from nlu.unable_to_call import unable_to_call
from nlu.urgent_model import SILENCE, UrgentSignals
from nlu.visit_words import names_visit, without_visit

WISHES = frozenset({"change_language", "human", "cancel", "stop", "privacy_erase", "start_again"})
RANKED = 10
OUT_OF_SCOPE = "out_of_scope"
# What each question may be answered with; other questions are answered with yes, no or a choice.
WANTED = {
    "place": ("place", "postcode"),
    **dict.fromkeys(("date", "slot", "confirm"), WHEN),
    "reference": ("reference",),
    "language": ("language",),
}
BARE = ("place", "postcode", "reference")
"""Entities that mean something alone; a day alone does so only within a conversation about one."""
CODES = frozenset({"reference", "receipt", "postcode", "phone"})
"""Entities that name something, and say nothing of what is needed."""
ANSWERS = frozenset({"choose", "affirm", "deny", "inform"})
"""Intents of a message that answers the question on the screen; there only listed phrases mean danger."""
WORDS_BESIDE = 4
"""So many words may stand beside a place or date for the message to be nothing but the answer."""
NO_CLOCK = datetime.min.replace(tzinfo=timezone.utc)
KNOWN = 0.1
"""Share of a message's n-grams that training must have seen for its guess to mean anything."""
BESIDE_BOOK = 0.3
"""Where a wish to book scores so little below a question, both may be meant: 'Thursday about my card'. Of plain
questions one in a hundred comes so near, and hardly any that the gate lets pass."""
BESIDE_BOOK_ON_A_DAY = 0.5
"""The same where the message names a day or an hour."""
BESIDE_BOOK_BY_NAME = 0.9
"""The same where it names an appointment."""
ACTS = frozenset({"book", "find_centre", "human"})
"""Wishes that may be offered beside questions."""
NAMED = -0.3
"""Score from which a question stands behind a greeting; below, the likeliest is only the least unlikely."""
SURE_TOPIC, LIKELY_TOPIC, SAID = 0.7, 0.4, 0.3
"""Share among the concepts from which a wish to book is about the first; where it is only likely, one of its words must
score so much for that concept by itself: 'NIF'."""
OPENINGS = frozenset({"greet", "thanks"})
"""What people say before they ask."""
TELLS, MOST_WORDS = -0.15, 16
"""Score from which a word or a pair of words of a wish to book tells its topic ('about my residence card'), and how
many words are looked at."""
EXACT = 0.99
"""From this cosine on, the message is a training question word by word."""


@dataclass(frozen=True)
class Guess:
    """What the classifier and its gate say of a message, before the conversation is looked at."""

    label: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    exact: bool
    limits: Thresholds
    speaks: bool = True
    """Whether the message has letters in an order that training has seen; others resemble some question by chance."""
    understood: bool = True
    """Whether there are training questions in the language; without them a guess is not worth offering."""
    named: bool = False
    """Whether an office or paper of the country is named, so that something may be offered in any language."""
    book_behind: float = math.inf
    """By how much a wish to book scores less; infinite behind other wishes, and behind questions about appointments."""

    @property
    def concept(self) -> str | None:
        """The concept, when it is a concept that comes first."""
        return concept_of(self.label)

    @property
    def sure(self) -> bool:
        """Whether the gate lets the first guess pass."""
        enough = self.limits.visit if self.label in VISITS else self.limits.answer
        return self.confidence >= enough and (self.exact or (self.speaks and self.understood))

    @property
    def act(self) -> str | None:
        """A wish that may be meant where the guess is not sure."""
        return "book" if self.book_behind <= BESIDE_BOOK else self.label if self.label in ACTS else None

    @property
    def decision(self) -> str:
        """answer, dialogue, offer or fallback."""
        if self.sure:
            return "answer" if self.concept else "dialogue"
        # Nothing is offered for what looks most like a question that Farol does not answer.
        likely = self.confidence >= self.limits.offer and self.label != OUT_OF_SCOPE
        offered = likely and self.speaks and (self.understood or self.named)
        return "offer" if offered else "fallback"

    @property
    def intent(self) -> str:
        """faq, a dialogue intent, unsure or nlu_fallback."""
        return {"answer": "faq", "dialogue": self.label, "offer": "unsure"}.get(self.decision, "nlu_fallback")


@dataclass(frozen=True)
class _Meaning:
    intent: str
    decision: str
    concept: str | None = None
    choice: str | None = None


class Understander:
    """Everything a trained folder holds, ready to read messages; holds no state of any conversation."""

    def __init__(
        self, classifier: Classifier, gate: Gate, urgent: UrgentSignals, identifier: LanguageIdentifier
    ) -> None:
        self._classifier = classifier
        self._gate = gate
        self._urgent = urgent
        self._identifier = identifier
        self._concepts: NDArray[np.int64] = np.array(
            [number for number, label in enumerate(classifier.labels) if concept_of(label)], dtype=np.int64
        )
        self._matters: NDArray[np.int64] = np.array(
            [n for n in self._concepts if concept_of(classifier.labels[n]) not in ABOUT_APPOINTMENTS], dtype=np.int64
        )

    @classmethod
    def load(cls, folder: Path) -> Understander:
        """Read a folder written by `nlu.train`. Raises FileNotFoundError, naming the file, when it is not whole."""
        return cls(
            Classifier.load(folder),
            Gate.load(folder),
            UrgentSignals.load(folder),
            LanguageIdentifier.load(folder / "lid"),
        )

    def understand(self, text: str, context: Context | None = None) -> Understanding:
        """Return what the message says, given the conversation; any text is understood as something.

        Without a context there is no clock, and so no date is read.
        """
        here = context or Context(now=NO_CLOCK)
        heard = self._identifier.identify(text)
        language = climb(heard, text, here)
        entities = find_entities(text, language.language, context)
        guess = self.guess(_without(CODES, text, entities), language.language)
        if heard.language == UNKNOWN and not only_acronyms(
            text
        ):  # keys pressed at random, or letters of no language that is known
            guess = replace(guess, speaks=False)
        about = guess.concept if guess.sure else None
        meaning = self._meaning(text, language.language, guess, entities, here)
        learned = guess.understood and not _fits(text, meaning, entities, here)
        certain = guess.label if guess.sure and guess.confidence >= guess.limits.answer else None
        danger = self._urgent.signal(text, learned, certain) if _speaks(text) and aspect(text) is None else SILENCE
        if danger.kind:
            meaning = _Meaning("urgent", guess.decision, about)
            language = _of_phrase(language, danger.language)
        language = _as_asked(language, meaning, entities)
        return Understanding(
            text=text,
            language=language.language,
            language_confidence=language.confidence,
            language_source=language.source,
            language_candidates=language.candidates,
            pending=language.pending,
            romanised=heard.romanised,
            intent=meaning.intent,
            concept=meaning.concept,
            ranking=guess.ranking,
            decision=meaning.decision,
            urgent=danger.kind,
            doubtful=not danger.kind and (cries(text) or (danger.doubtful and meaning.decision != "answer")),
            silently=danger.kind is not None and unable_to_call(text),
            entities=_told(entities, meaning),
            choice=meaning.choice,
            act=guess.act if meaning.decision == "offer" else None,
            also=self._also(text, language.language, meaning),
            topic=self._topic(_without({*CODES, "place"}, text, entities)) if meaning.intent in VISITS else None,
        )

    def guess(self, text: str, language: str) -> Guess:
        """Return what the classifier says of a text in a language, whatever the conversation."""
        scores = self._after_opening(self._classifier.score(text))
        top = int(scores.scores.argmax())
        shares = self._gate.shares(scores.scores[self._concepts])
        best = np.argsort(-shares, kind="stable")[:RANKED]
        ranking = tuple(
            (str(concept_of(self._classifier.labels[self._concepts[i]])), round(float(shares[i]), 4)) for i in best
        )
        return Guess(
            self._classifier.labels[top],
            self._gate.confidence(scores),
            ranking,
            bool(scores.cosines[top] >= EXACT),
            thresholds(language),
            _speaks(text) and scores.known >= KNOWN,
            language not in languages() or languages()[language].understand,
            names_term(text),
            self._book_behind(scores, top),
        )

    def _also(self, text: str, language: str, meaning: _Meaning) -> tuple[str, ...]:
        """The concepts of other sentences of the message: those that are sure, or that ask and are likely."""
        parts = sentences(text) if meaning.decision in ("answer", "offer") else []
        found: dict[str, None] = {}
        for part in parts if len(parts) > 1 else ():
            one = self.guess(part, language)
            if one.concept and (one.sure or (one.decision == "offer" and asks(part))):
                found[one.concept] = None
        return tuple(concept for concept in found if concept != meaning.concept)

    def _topic(self, text: str) -> str | None:
        """The concept that a wish to book names, or at least the topic of concepts; questions about appointments are
        none."""
        scores = self._classifier.score(text).scores[self._matters]
        first, shares = int(self._matters[scores.argmax()]), self._gate.shares(scores)
        share = float(shares.max())
        if share >= SURE_TOPIC or (share >= LIKELY_TOPIC and self._says(text, first)):
            return concept_of(self._classifier.labels[first])
        return self._topic_of_words(without_visit(normalise(text).split())[:MOST_WORDS])

    def _topic_of_words(self, words: Sequence[str]) -> str | None:
        """The topic that a word or a pair of words tells by itself, where all that tell one tell the same."""
        pairs = (" ".join(pair) for pair in pairwise(words))
        long = (word for word in words if len(word) > (3 if word.isascii() else 1))
        topics: set[str] = set()
        for part in (*long, *pairs):
            scores = self._classifier.score(part).scores[self._matters]
            if scores.max() >= TELLS:
                label = self._classifier.labels[int(self._matters[scores.argmax()])]
                topics.add(concepts()[str(concept_of(label))].topic)
        return topics.pop() if len(topics) == 1 else None

    def _says(self, text: str, label: int) -> bool:
        """Whether one word of the text means the label by itself."""
        return any(float(self._classifier.score(word).scores[label]) >= SAID for word in normalise(text).split())

    def _after_opening(self, scores: Scores) -> Scores:
        """The scores of what follows a greeting: 'Bonjour, je cherche un avocat' asks for a lawyer."""
        top = int(scores.scores.argmax())
        if self._classifier.labels[top] not in OPENINGS or scores.scores[self._concepts].max() < NAMED:
            return scores
        without = scores.scores.copy()
        without[top] = without.min()
        return replace(scores, scores=without)

    def _book_behind(self, scores: Scores, top: int) -> float:
        label = self._classifier.labels[top]
        if label != "book" and (
            concept_of(label) in {None, *ABOUT_APPOINTMENTS} or "book" not in self._classifier.labels
        ):
            return math.inf
        return float(scores.scores[top] - scores.scores[self._classifier.labels.index("book")])

    def _meaning(
        self, text: str, language: str, guess: Guess, entities: Sequence[Entity], context: Context
    ) -> _Meaning:
        return (
            _hesitation(text, entities, context)
            or self._choice(text, language, guess, context)
            or _wish(text, guess, context)
            or _answer(text, language, guess, entities, context.asks)
            or _unasked(text, guess, entities, context)
            or _visit(text, language, guess)
            or _Meaning(guess.intent, guess.decision, guess.concept if guess.sure else None)
        )

    def _choice(self, text: str, language: str, guess: Guess, context: Context) -> _Meaning | None:
        """An option of the menu, and the need named beside it, if any: '1 mas qual o preço?'."""
        match = match_option(text, context.options, language) if context.options else None
        if match is None:
            return None
        option, rest = match
        beside = self.guess(rest, language) if rest.strip() else None
        if beside and beside.sure and beside.concept:
            return _Meaning("choose", "answer", beside.concept, option.key)
        if beside and _clear_wish(text, guess):
            return None
        if beside and beside.concept and beside.decision == "offer":
            return _Meaning("choose", "offer", beside.concept, option.key)
        return _Meaning("choose", "dialogue", choice=option.key)


def _visit(text: str, language: str, guess: Guess) -> _Meaning | None:
    """A wish to book that names its matter and so resembles a question about it; a named day, or the word for an
    appointment, tells them apart."""
    speaks = guess.speaks and guess.understood
    wished = (
        (guess.sure and guess.book_behind <= BESIDE_BOOK)
        or (speaks and guess.book_behind <= BESIDE_BOOK_ON_A_DAY and names_day(text, language))
        or (speaks and guess.book_behind <= BESIDE_BOOK_BY_NAME and names_visit(text))
    )
    return _Meaning("book", "dialogue") if wished else None


def _speaks(text: str) -> bool:
    return any(char.isalpha() for char in text)


def _without(kinds: Set[str], text: str, entities: Sequence[Entity]) -> str:
    """The message without references, postcodes and the like, so that they do not pass for words of a question."""
    for entity in entities:
        if entity.kind in kinds:
            text = text.replace(entity.text, " ")
    return text


def _clear_wish(text: str, guess: Guess) -> bool:
    """Whether a message asks for something that outranks the question on the screen; a lone word hardly ever."""
    clear = guess.exact or len(normalise(text).split()) > 1
    return guess.label in WISHES and clear and guess.confidence >= guess.limits.wish


def _wish(text: str, guess: Guess, context: Context) -> _Meaning | None:
    waiting = bool(context.options or context.asks)
    return _Meaning(guess.label, "dialogue") if waiting and _clear_wish(text, guess) else None


def _answer(text: str, language: str, guess: Guess, entities: Sequence[Entity], asks: str | None) -> _Meaning | None:
    """The answer to the question on the screen, unless the message is a whole question of its own."""
    if asks is None:
        return None
    wanted = WANTED.get(asks, ())
    given = [entity for entity in entities if entity.kind in wanted]
    if given and (_words_beside(text, given) <= WORDS_BESIDE or not (guess.sure and guess.concept)):
        return _Meaning("change_language" if asks == "language" else "inform", "dialogue")
    said = yes_or_no(text, language)
    if said is not None:
        return _Meaning("affirm" if said else "deny", "dialogue")
    codes = [entity for entity in entities if entity.kind in CODES]
    if guess.label in ("affirm", "deny") and _replies(guess, asks) and _words_beside(text, codes):
        return _Meaning(guess.label, "dialogue")
    return None


def _replies(guess: Guess, asks: str) -> bool:
    """Whether a guessed yes or no may stand for one; more is needed where it books, cancels or erases."""
    enough = guess.limits.reply
    if asks == "confirm":
        enough = guess.limits.wish if guess.label == "affirm" else guess.limits.answer
    return guess.speaks and guess.confidence >= enough


def _hesitation(text: str, entities: Sequence[Entity], context: Context) -> _Meaning | None:
    """Neither yes nor no, or 'I don't know' to any question: it is asked again. 'Hm, make it 11' says something."""
    if any(entity.kind in WHEN for entity in entities):
        return None
    again = hesitates(text) if context.asks == "confirm" else context.asks is not None and only_hesitates(text)
    return _Meaning("repeat", "dialogue") if again else None


def _fits(text: str, meaning: _Meaning, entities: Sequence[Entity], context: Context) -> bool:
    """Whether the message is hardly more than the answer that the question on the screen asks for."""
    asked = bool(context.asks or context.options) and meaning.intent in ANSWERS
    return asked and _words_beside(text, entities) <= WORDS_BESIDE


def _unasked(text: str, guess: Guess, entities: Sequence[Entity], context: Context) -> _Meaning | None:
    """A code, a place or a reference that stands almost alone, though nobody asked; a day, when something was asked."""
    receipts = [entity for entity in entities if entity.kind == "receipt"]
    if receipts and _words_beside(text, receipts) <= WORDS_BESIDE:
        return _Meaning("receipt", "dialogue")
    named = {*BARE, *WHEN} if context.asks or context.options else BARE
    bare = [entity for entity in entities if entity.kind in named]
    if bare and not guess.exact and _words_beside(text, bare) <= 1:
        return _Meaning("inform", "dialogue")
    return None


def _words_beside(text: str, entities: Sequence[Entity]) -> int:
    """How many words of a message stand outside the given pieces of it."""
    inside = {word for entity in entities for word in normalise(entity.text).split()}
    return sum(word not in inside for word in normalise(text).split())


def _told(entities: Sequence[Entity], meaning: _Meaning) -> tuple[Entity, ...]:
    """A language is a piece of meaning only where one is asked for; 'Portuguese citizen' names none."""
    return tuple(e for e in entities if e.kind != "language" or meaning.intent == "change_language")


def _of_phrase(language: LanguageDecision, listed: str | None) -> LanguageDecision:
    """The language whose list has the phrase, where the message alone does not tell: danger asks nothing back."""
    if listed is None or language.source != "unsure":
        return language
    return replace(language, language=listed, source="detected", candidates=(listed,), pending=None)


def _as_asked(language: LanguageDecision, meaning: _Meaning, entities: Sequence[Entity]) -> LanguageDecision:
    """The language asked for in this very message goes before every other."""
    named = [entity.value for entity in entities if entity.kind == "language" and entity.value in languages()]
    if meaning.intent != "change_language" or not named:
        return language
    return replace(language, language=named[0], confidence=1.0, source="chosen", pending=None)
