"""The one component of the Rasa pipeline: it hands messages to `nlu.understanding` and training to `nlu.train`."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import nlu
from nlu.examples import Example
from nlu.model import Context, Option, Understanding
from nlu.published import latest
from nlu.train import code_fingerprint, train_or_copy
from nlu.understanding import Understander

logger = logging.getLogger(__name__)

INTENT_RANKING = "intent_ranking"
UNDERSTANDING = "understanding"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FarolUnderstanding(GraphComponent):
    """Sets intent, entities, and the whole `Understanding` of a message under the key `understanding`."""

    def __init__(
        self, model_storage: ModelStorage, resource: Resource, understander: Understander | None = None
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._understander = understander
        self._given_back = False

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing is configured here: thresholds are in `nlu/gate.yml`."""
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FarolUnderstanding:
        """Make an untrained component."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FarolUnderstanding:
        """Load the trained folder from the model archive."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Understander.load(folder))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Tell Rasa's training cache what else the result depends on: all code and data of this room."""
        return code_fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        """Train on Rasa's examples, or take over the model built from the very same ones."""
        examples = [_example(message) for message in training_data.intent_examples]
        with self._model_storage.write_to(self._resource) as folder:
            train_or_copy(examples, folder, nlu.default_folder())
        return self._resource

    def process(
        self,
        messages: list[Message],
        tracker: DialogueStateTracker | None = None,
        domain: Domain | None = None,
    ) -> list[Message]:
        """Understand each message; the conversation comes with it, as the metadata key `context`.

        A model published since this one was loaded reads them instead; one call is one turn, and has one model.
        """
        understander = self._present()
        for message in messages:
            context = read_context((message.get(METADATA) or {}).get("context"))
            heard = understander.understand(message.get(TEXT) or "", context)
            _write(message, heard)
        return messages

    def _present(self) -> Understander:
        """The published model, where there is one: then the archive's gives its memory back.

        After going back, what lies unpacked in the default folder is the same model.
        """
        newer = latest()
        if newer:
            self._given_back = self._given_back or self._understander is not None
            self._understander = None
            return newer.understander
        if self._given_back:
            return nlu.understander(nlu.default_folder())
        if self._understander is None:
            raise RuntimeError("FarolUnderstanding was asked before it was trained or loaded")
        return self._understander


def _example(message: Message) -> Example:
    metadata = message.get(METADATA) or {}
    language = (metadata.get("intent") or {}).get("lang", "und")
    example = metadata.get("example") or {}
    label = example.get("label") or message.get_full_intent()
    return Example(message.get(TEXT), label, language, example.get("kind", "everyday"))


def _write(message: Message, heard: Understanding) -> None:
    confidence = heard.ranking[0][1] if heard.intent == "faq" and heard.ranking else 1.0
    intent = {"name": heard.intent, "confidence": confidence}
    entities = [{"entity": e.kind, "value": e.value} for e in heard.entities]
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING, [intent], add_to_output=True)
    message.set(ENTITIES, entities, add_to_output=True)
    message.set(UNDERSTANDING, heard.as_dict(), add_to_output=True)


def read_context(values: Mapping[str, Any] | None) -> Context | None:
    """Rebuild the context that the channel's gate wrote; None when there is none, as in `rasa test nlu`."""
    if not values:
        return None
    plain = dict(values)
    plain["now"] = datetime.fromisoformat(plain["now"])
    plain["options"] = tuple(Option(**option) for option in plain.get("options") or ())
    return Context(**plain)
