"""What others would have answered: ready-made language detectors, and the nearest training question.

For the scorecard only; nothing here runs in a conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pycld2
from langdetect import DetectorFactory, LangDetectException, detect

from nlu.examples import Example, concept_of

Detector = Callable[[str], str]


def detectors() -> dict[str, Detector]:
    """Language detectors as they are installed, by name; each returns an ISO 639-1 code or 'und'."""
    found: dict[str, Detector] = {"langdetect": _langdetect, "pycld2": _pycld2}
    try:
        from py3langid.langid import classify
    except ModuleNotFoundError:  # only in the test environment
        return found
    return {**found, "py3langid": lambda text: str(classify(text)[0])}


def _langdetect(text: str) -> str:
    DetectorFactory.seed = 0
    try:
        return str(detect(text)).split("-")[0]
    except LangDetectException:
        return "und"


def _pycld2(text: str) -> str:
    try:
        return str(pycld2.detect(text, bestEffort=True)[2][0][1]).split("-")[0].replace("un", "und")
    except pycld2.error:
        return "und"


def nearest_questions(examples: Sequence[Example], asked: Sequence[str], best: int = 3) -> list[list[str]]:
    """For each of `asked`, the `best` concepts whose training questions are nearest by TF-IDF of letters."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    known = [example for example in examples if concept_of(example.label)]
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2, dtype=np.float32)
    matrix = vectorizer.fit_transform([example.text for example in known])
    labels = [str(concept_of(example.label)) for example in known]
    found = []
    for text in asked:
        scores = (matrix @ vectorizer.transform([text]).T).toarray().ravel()
        order = np.argsort(-scores)[: best * 60]
        found.append(list(dict.fromkeys(labels[i] for i in order))[:best])
    return found
