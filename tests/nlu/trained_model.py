"""Models for tests: the one that was built, and a small one of a few questions, fitted in a second."""

from __future__ import annotations

import os
import random
from functools import cache
from pathlib import Path

import pytest

import nlu
from nlu.classifier import Classifier
from nlu.corpus import Corpus
from nlu.examples import Example
from nlu.train import FINGERPRINT, fit_classifier

BUILT = nlu.default_folder()
QUESTIONS = {
    "faq/tax_number": {
        "pt": [
            "como peço o NIF",
            "onde tiro o número de contribuinte",
            "preciso do NIF para trabalhar",
            "NIF nas finanças",
        ],
        "en": [
            "how do I get a NIF",
            "where do I ask for a tax number",
            "tax number for my job",
            "NIF at finanças office",
        ],
        "hi": ["NIF कैसे मिलेगा", "कर संख्या कहाँ बनती है", "mujhe NIF number chahiye", "tax number kaise banaye"],
    },
    "faq/health_number": {
        "pt": [
            "como tenho médico de família",
            "inscrever no centro de saúde",
            "número de utente SNS",
            "quero ir ao médico",
        ],
        "en": [
            "how do I register at the health centre",
            "I need a family doctor",
            "SNS user number",
            "see a doctor here",
        ],
        "hi": [
            "डॉक्टर को कैसे दिखाऊँ",
            "स्वास्थ्य केंद्र में नाम लिखाना है",
            "doctor chahiye health centre",
            "utente number kya hai",
        ],
    },
    "faq/school_enrolment": {
        "pt": [
            "matricular o meu filho na escola",
            "vagas na escola primária",
            "escola para a minha filha",
            "matrícula escolar",
        ],
        "en": [
            "enrol my son at school",
            "places in primary school",
            "a school for my daughter",
            "school enrolment papers",
        ],
        "hi": ["बेटे का स्कूल में दाखिला", "स्कूल में जगह है क्या", "beti ka school admission", "school me naam likhana hai"],
    },
    "greet": {
        "pt": ["olá", "bom dia", "boa tarde a todos"],
        "en": ["hello", "good morning", "hi there"],
        "hi": ["नमस्ते", "namaste ji"],
    },
    "human": {
        "pt": ["quero falar com uma pessoa", "um humano por favor", "passe-me a um mediador"],
        "en": ["I want to talk to a person", "a human please", "let me speak with someone"],
        "hi": ["किसी इंसान से बात करनी है", "kisi aadmi se baat karao"],
    },
}
"""A few questions in three languages, enough to tell five labels apart."""


def examples() -> list[Example]:
    """The questions as training examples, in no particular order."""
    every = [
        Example(text, label, language)
        for label, languages in QUESTIONS.items()
        for language, texts in languages.items()
        for text in texts
    ]
    random.Random(0).shuffle(every)
    return every


@cache
def small_classifier() -> Classifier:
    """The classifier of the few questions."""
    return fit_classifier(
        Corpus.of([example.text for example in examples()]), [example.label for example in examples()]
    )


def built() -> Path:
    """The folder of the model that was built; skips by name without one, and fails where all must be there."""
    if not (BUILT / FINGERPRINT).is_file():
        if os.environ.get("FAROL_CI"):
            pytest.fail(f"no trained model in {BUILT}: train it first (make setup)")
        pytest.skip(f"needs the trained model of {BUILT}: make setup")
    return BUILT
