"""Build what phrases answers: the language model that the settings name, if they name one."""

from dataclasses import dataclass

from assistant.answering import Assistant
from assistant.phrasing.fluent import Fluent
from assistant.phrasing.rewriting import Rewriter
from assistant.phrasing.tally import Tally
from assistant.phrasing.writing import Allowance, Writer
from assistant.settings import Settings
from assistant.speaking.breaker import Breaker
from assistant.speaking.counting import Counted
from assistant.speaking.model import ChatModel, Endpoint
from index.words import Words

_FOR_REWRITING = 0.25
"""The part of the model's time in which it makes a follow-up whole."""


@dataclass(frozen=True)
class Voice:
    """A language model, what became of its sentences, and who has it phrase answers."""

    model: Counted
    tally: Tally
    writer: Writer
    rewriter: Rewriter

    def phrasing(self, assistant: Assistant) -> Fluent:
        """The assistant with the model's words."""
        return Fluent(assistant, self.writer, self.rewriter)


def make_voice(settings: Settings, words: Words) -> Voice | None:
    """None where no model is set. Raises SettingsError where its packages are missing."""
    endpoint = model_endpoint(settings)
    if endpoint is None:
        return None
    model, tally, seconds = Counted(Breaker(ChatModel(endpoint))), Tally(), settings.model_seconds
    writer = Writer(model, words, Allowance(seconds, settings.model_context), tally)
    return Voice(model, tally, writer, Rewriter(model, words, seconds * _FOR_REWRITING))


def model_endpoint(settings: Settings) -> Endpoint | None:
    """Where the language model is found, if one is set."""
    url, name, key = settings.model_url, settings.model_name, settings.model_key
    if not url or not name:
        return None
    secret = key.get_secret_value() if key else ""
    return Endpoint(settings.model_provider, url, name, secret, settings.model_context)
