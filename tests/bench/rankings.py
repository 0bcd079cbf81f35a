"""Ranking of concepts beside Rasa's own classifiers, all on one sample of the training questions.

    .venv/bin/python tests/bench/rankings.py

Rasa's default DIET pipeline and its LogisticRegressionClassifier need hours, or 12 GB, for all questions: each learns
the same 1,350, Farol too, and the cost for all is extrapolated in proportion. Writes docs/rankings.json, which the
scorecard shows. The three trainings run one after the other, each in a process of its own.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from nlu.evaluation import read_questions, share_right  # noqa: E402
from nlu.examples import Example, concept_of, read_examples  # noqa: E402

SAMPLE, BEST = 1_350, 3
SPARSE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
"""The featurizers of `rasa init`."""
PIPELINES: dict[str, list[dict[str, Any]]] = {
    "Rasa DIET, default pipeline": [*SPARSE, {"name": "DIETClassifier", "epochs": 100, "constrain_similarities": True}],
    "Rasa LogisticRegressionClassifier": [*SPARSE, {"name": "LogisticRegressionClassifier"}],
}
OURS = "Farol"


def sample(examples: Sequence[Example], size: int = SAMPLE) -> list[Example]:
    """`size` questions, drawn evenly from every concept and language."""
    groups: dict[tuple[str, str], list[Example]] = defaultdict(list)
    for example in examples:
        if concept_of(example.label):
            groups[example.label, example.language].append(example)
    dice = random.Random(0)
    drawn: list[Example] = []
    for group in groups.values():
        dice.shuffle(group)
    while len(drawn) < size and any(groups.values()):
        drawn += [group.pop() for group in groups.values() if group]
    return dice.sample(drawn, min(size, len(drawn)))


def rank_by_farol(questions: Sequence[Example], asked: Sequence[str]) -> list[list[str]]:
    """The best concepts of our classifier, trained on `questions`."""
    from nlu.corpus import Corpus
    from nlu.train import fit_classifier

    model = fit_classifier(Corpus.of([q.text for q in questions]), [q.label for q in questions])
    ranked = []
    for text in asked:
        scores = model.score(text).scores
        ranked.append([str(concept_of(model.labels[i])) for i in scores.argsort()[::-1][:BEST]])
    return ranked


def rank_by_rasa(pipeline: list[dict[str, Any]], questions: Sequence[Example], asked: Sequence[str]) -> list[list[str]]:
    """The best concepts of a Rasa pipeline, trained on `questions`."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    blocks: dict[str, list[str]] = defaultdict(list)
    for question in questions:
        blocks[str(concept_of(question.label))].append(question.text)
    nlu = [{"intent": c, "examples": "".join(f"- {' '.join(t.split())}\n" for t in ts)} for c, ts in blocks.items()]
    with tempfile.TemporaryDirectory() as folder:
        config, data = Path(folder, "config.yml"), Path(folder, "nlu.yml")
        config.write_text(yaml.safe_dump({"recipe": "default.v1", "language": "en", "pipeline": pipeline}))
        data.write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), encoding="utf-8")
        agent = Agent.load(train_nlu(str(config), str(data), folder))
        parsed = [asyncio.run(agent.parse_message(text)) for text in asked]
    return [[str(guess["name"]) for guess in found["intent_ranking"][:BEST]] for found in parsed]


def measure(name: str) -> dict[str, Any]:
    """Accuracy and cost of one way, in this process."""
    all_questions = [example for example in read_examples() if concept_of(example.label)]
    questions = sample(all_questions)
    rows = [q for q in read_questions(ROOT / "tests" / "evaluation" / "questions.tsv") if not q.label.startswith(":")]
    asked = [row.text for row in rows]
    rank: Callable[..., list[list[str]]] = rank_by_farol
    ranked = rank(questions, asked) if name == OURS else rank_by_rasa(PIPELINES[name], questions, asked)
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime
    return {
        "sample": len(questions),
        **share_right(ranked, [row.label for row in rows]),
        "cpu_seconds": round(seconds),
        "cpu_seconds_for_all": round(seconds * len(all_questions) / len(questions)),
        "memory_mb": used.ru_maxrss // 1024,
    }


def main() -> None:
    """Measure all, each in its own process, or the one that is named."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1])))
        return
    found = {}
    for name in (OURS, *reversed(PIPELINES)):
        print(f"· {name} …", file=sys.stderr, flush=True)
        done = subprocess.run([sys.executable, __file__, name], stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT)
        found[name] = json.loads(done.stdout.splitlines()[-1])
        (ROOT / "docs" / "rankings.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
