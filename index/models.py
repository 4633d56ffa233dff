"""Which embedding model is in use: the one the vectors were made with, until another takes over."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from langchain_core.embeddings import Embeddings

from index.errors import StoreOutdatedError
from index.vectors import Vectors


@dataclass(frozen=True)
class Identity:
    """An embedding model: its name tells its vectors from others', its setting loads it again."""

    name: str
    setting: str
    embeddings: Embeddings


class Models:
    """The model that is set, and the one that answers until the index is embedded with that."""

    def __init__(self, wanted: Identity, vectors: Vectors, load: Callable[[str], Identity]) -> None:
        self.wanted = wanted
        self._vectors = vectors
        self._load = load
        self._former: Identity | None = None
        self._lock = Lock()

    def live(self) -> Identity:
        """The model of the live vectors. Raises StoreOutdatedError, ModelError when it is gone."""
        name, setting = self._vectors.model, self._vectors.setting
        if name is None or name == self.wanted.name:
            return self.wanted
        with self._lock:
            if self._former is None or self._former.name != name:
                self._former = self._load(setting or name)
            if self._former.name != name:
                raise StoreOutdatedError(
                    f"向量索引由模型 {name} 建立，但 {setting} 现在是另一个模型（{self._former.name}）。"
                    "请运行 duikou rebuild，用当前设置的模型重建。"
                )
            return self._former

    @property
    def changing(self) -> bool:
        """Whether the index is still embedded with another model than the one that is set."""
        return self._vectors.model not in {None, self.wanted.name}
