"""Hands the training questions to Rasa. Its own reader takes minutes over so many, ours a few seconds."""

from __future__ import annotations

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.examples import FAQ, Example, read_examples


class QuestionsImporter(RasaFileImporter):
    """Rules and domain as Rasa reads them; questions from `nlu/data`, which stay plain Rasa YAML."""

    def get_nlu_data(self, language: str | None = None) -> TrainingData:
        """Every training question of every language.

        Raises `nlu.examples.ExamplesError` when a file is wrong.
        """
        return TrainingData([_message(example) for example in read_examples()])


def _message(example: Example) -> Message:
    # Rasa warns of every question whose intent has a '/' and no response of its own: the label goes beside it.
    return Message.build(
        example.text,
        intent=example.label.split("/")[0] if example.label.startswith(FAQ) else example.label,
        intent_metadata={"lang": example.language},
        example_metadata={"kind": example.kind, "label": example.label},
    )
