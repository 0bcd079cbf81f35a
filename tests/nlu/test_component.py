"""The Rasa component: the conversation reaches the understanding, and all of it comes out, through a real graph."""

from __future__ import annotations

import os
from datetime import datetime, timezone
from pathlib import Path

import pytest

pytestmark = pytest.mark.model

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from rasa.core.channels.channel import UserMessage  # noqa: E402
from rasa.engine.graph import ExecutionContext, GraphSchema, SchemaNode  # noqa: E402
from rasa.engine.runner.dask import DaskGraphRunner  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.graph_components.converters.nlu_message_converter import NLUMessageConverter  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from nlu.components.understanding import FarolUnderstanding, read_context  # noqa: E402
from nlu.corpus import Corpus  # noqa: E402
from nlu.examples import Example  # noqa: E402
from nlu.model import Context, Option, Understanding  # noqa: E402
from nlu.train import FINGERPRINT, fingerprint, fit_classifier, fit_gate  # noqa: E402
from nlu.urgent import read_phrases  # noqa: E402
from nlu.urgent_train import fit_urgent  # noqa: E402
from tests.nlu.lid_model import FOLDERS, identifier  # noqa: E402
from tests.nlu.trained_model import examples  # noqa: E402

RESOURCE = Resource("farol")
NOW = "2026-11-23T09:00:00+00:00"
CONTEXT = {
    "now": NOW,
    "territory": "pt",
    "previous": "pt",
    "asks": None,
    "options": [{"key": "1", "label": "Renovar o cartão"}, {"key": "2", "label": "Marcar atendimento"}],
}


def _messages() -> list[Message]:
    """The few questions as Rasa hands them to training."""
    return [
        Message.build(
            text=example.text,
            intent=example.label,
            intent_metadata={"lang": example.language},
            example_metadata={"kind": "question"},
        )
        for example in examples()
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trained folder of the few questions, with a real identifier of languages."""
    identifier()
    lid = next(found for found in FOLDERS if (found / "language.ftz").is_file())
    every = [Example(e.text, e.label, e.language, "question") for e in examples()]
    out = tmp_path_factory.mktemp("built") / "nlu"
    out.mkdir()
    texts, labels = Corpus.of([e.text for e in every]), [e.label for e in every]
    fit_classifier(texts, labels).save(out)
    fit_gate(texts, labels).save(out)
    fit_urgent(every, read_phrases()[:30]).save(out)
    (out / "lid").symlink_to(lid, target_is_directory=True)
    (out / FINGERPRINT).write_text(fingerprint(every), encoding="utf-8")
    return out


@pytest.fixture
def storage(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalModelStorage:
    """Rasa's model storage after the component was trained, which takes over the folder that was built."""
    monkeypatch.setenv("FAROL_BUILD", str(folder.parent))
    (tmp_path / "storage").mkdir()
    stored = LocalModelStorage.create(tmp_path / "storage")
    execution = ExecutionContext(GraphSchema({}))
    component = FarolUnderstanding.create(FarolUnderstanding.get_default_config(), stored, RESOURCE, execution)
    assert component.train(TrainingData(_messages())) == RESOURCE
    return stored


def _process(storage: LocalModelStorage, text: str, metadata: dict | None = None) -> Message:
    """Run the two nodes that Rasa runs for a message: channel message to NLU message, then the component."""
    convert = SchemaNode({"messages": "__message__"}, NLUMessageConverter, "create", "convert_user_message", {})
    understand = SchemaNode(
        {"messages": "convert"}, FarolUnderstanding, "load", "process", {}, is_target=True, resource=RESOURCE
    )
    schema = GraphSchema({"convert": convert, "understand": understand})
    runner = DaskGraphRunner.create(schema, storage, ExecutionContext(schema))
    results = runner.run({"__message__": [UserMessage(text, metadata=metadata)]})
    return results["understand"][0]


def test_the_conversation_in_the_metadata_reaches_the_understanding(storage: LocalModelStorage) -> None:
    message = _process(storage, "2", {"context": CONTEXT})
    assert message.get("intent") == {"name": "choose", "confidence": 1.0}
    assert message.get("understanding")["choice"] == "2"
    assert _process(storage, "2").get("intent")["name"] == "nlu_fallback"


def test_the_clock_of_the_conversation_reads_dates(storage: LocalModelStorage) -> None:
    message = _process(storage, "amanhã", {"context": {**CONTEXT, "asks": "date", "options": []}})
    assert {"entity": "date", "value": "2026-11-24"} in message.get("entities")
    assert message.get("intent")["name"] == "inform"
    assert _process(storage, "amanhã").get("entities") == []


def test_a_need_comes_out_as_faq_with_the_whole_understanding_for_actions(storage: LocalModelStorage) -> None:
    message = _process(storage, "como peço o NIF")
    heard = Understanding.from_dict(message.get("understanding"))
    assert heard.concept == "tax_number" and heard.language == "pt"
    assert message.get("intent")["name"] == heard.intent == "faq"
    assert message.get("intent_ranking")[0] == message.get("intent")
    assert 0 < message.get("intent")["confidence"] <= 1
    assert {"intent", "entities", "understanding"} <= message.output_properties


def test_an_empty_message_is_understood_as_nothing(storage: LocalModelStorage) -> None:
    assert _process(storage, "").get("intent")["name"] == "nlu_fallback"


def test_training_takes_over_a_model_built_from_the_same_questions(storage: LocalModelStorage, folder: Path) -> None:
    with storage.read_from(RESOURCE) as stored:
        assert (stored / FINGERPRINT).read_text() == (folder / FINGERPRINT).read_text()
        assert (stored / "classifier.npz").read_bytes() == (folder / "classifier.npz").read_bytes()


def test_a_component_that_was_never_trained_says_so(tmp_path: Path) -> None:
    stored = LocalModelStorage.create(tmp_path)
    component = FarolUnderstanding.create({}, stored, RESOURCE, ExecutionContext(GraphSchema({})))
    with pytest.raises(RuntimeError, match="before it was trained"):
        component.process([Message.build("olá")])


def test_the_context_is_read_whole_and_may_be_absent() -> None:
    context = read_context(CONTEXT)
    assert context == Context(
        now=datetime(2026, 11, 23, 9, 0, tzinfo=timezone.utc),
        previous="pt",
        options=(Option("1", "Renovar o cartão"), Option("2", "Marcar atendimento")),
    )
    assert read_context(None) is None and read_context({}) is None


def test_code_and_data_of_the_room_are_part_of_the_fingerprint() -> None:
    assert FarolUnderstanding.fingerprint_addon({}) == FarolUnderstanding.fingerprint_addon({"other": 1})
