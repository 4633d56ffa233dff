"""Make vectors of what has none yet, and keep them by model and text."""

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from documents.notice import Notice, Passage
from index.models import Identity
from index.registry import Registry, StoredPassage

_AT_ONCE = 16
"""Texts embedded in one call, half a second: so long does another job wait for the model."""


def embedding_text(title: str, headings: Sequence[str], text: str) -> str:
    """What is embedded for a passage: the notice's title and the headings stand before its words."""
    return "\n".join([title, " ".join(headings), text.strip()])


def texts_of(notice: Notice, passages: Sequence[Passage]) -> list[str]:
    """What is embedded for the passages of a notice."""
    return [embedding_text(notice.masthead.title, p.headings, p.text) for p in passages]


def hash_of(text: str) -> str:
    """By what a text's vectors are kept, the same for every model: 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


class Vectoriser:
    """Embeds each text once for each model."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def ensure(self, model: Identity, texts: Sequence[str]) -> int:
        """Have the vectors of all texts in the registry; returns how many had to be made."""
        wanted = {hash_of(text): text for text in texts}
        known = self._registry.vectors(model.name, list(wanted))
        missing = [text for key, text in wanted.items() if key not in known]
        for i in range(0, len(missing), _AT_ONCE):
            part = missing[i : i + _AT_ONCE]
            made = model.embeddings.embed_documents(part)
            vectors = (np.asarray(vector, dtype=np.float32).tobytes() for vector in made)
            self._registry.add_vectors(
                model.name, dict(zip(map(hash_of, part), vectors, strict=True))
            )
        return len(missing)

    def ensure_stored(self, model: Identity, passages: Sequence[StoredPassage]) -> int:
        """The same for passages that are in the registry already."""
        return self.ensure(model, [embedding_text(p.title, p.headings, p.text) for p in passages])
