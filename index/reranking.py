"""Put the best passages of the trained order in the order of a cross-encoder, where one is set."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock

import numpy as np

from index.builtin_model.errors import (
    ModelError,
    ModelFileError,
    ModelMemoryError,
    ModelNotFoundError,
)
from index.hit import Hit
from index.linear import as_probability
from index.ranking import Ranker

RERANKED = 20
"""The best passages of the trained order that the cross-encoder reads: it takes seconds for them."""
_BATCH = 8
"""Passages in one run: more were not faster on 2 cores, and take more memory."""
_MOST_TOKENS = 512
_PROBE = "对口合作" * 200
"""Longer than any passage read, so that a model that cannot take one is refused at the start."""
_HEAD = "ForSequenceClassification"
_INSTEAD = "不需要重排就删去 DUIKOU_RERANKER。"

Score = Callable[[str, Sequence[str]], list[float]]
"""The probabilities, 0 to 1, that texts answer a question, in the order of the texts."""


class CrossEncoderScores:
    """What a sentence-transformers cross-encoder says of texts; safe to call from many threads.

    The score is the logistic function of the model's one output, whatever it was saved with. What
    a question and a text have beyond 512 tokens together is not seen. Questions wait for each other.
    Importing sentence-transformers takes seconds and much memory.
    Raises ModelNotFoundError, ModelFileError where the model is no cross-encoder with one output,
    ModelMemoryError.
    """

    def __init__(self, model: str, threads: int) -> None:
        import torch
        from sentence_transformers import CrossEncoder

        self._name = model
        self._lock = Lock()
        torch.set_num_threads(threads)
        try:
            self._model = CrossEncoder(model, activation_fn=torch.nn.Identity())
        except Exception as error:  # the libraries' errors have nothing else in common
            raise self._fault("载入", error) from error
        self._require_cross_encoder()
        if self._model.device.type == "cpu":
            self._model.float()  # half precision is slow there
        longest = self._model.max_seq_length or _MOST_TOKENS
        self._model.max_seq_length = min(longest, _MOST_TOKENS)
        self.scores(_PROBE[:20], [_PROBE])

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One probability per text. Raises ModelError."""
        pairs = [(question, text) for text in texts]
        try:
            with self._lock:  # the tokenizer is not made for several threads
                found = self._model.predict(pairs, batch_size=_BATCH, show_progress_bar=False)
        except Exception as error:
            raise self._fault("使用", error) from error
        if not np.isfinite(found).all():
            raise ModelFileError(
                f"重排模型 {self._name} 给出的分数不是数，模型文件可能已损坏。请重新下载或换一个模型；{_INSTEAD}"
            )
        return [as_probability(float(score)) for score in found]

    def _require_cross_encoder(self) -> None:
        """The library would put an untrained layer on any other model, and the order be chance."""
        config = self._model.config
        kinds = (config and config.architectures) or ()
        saved_as_one = bool(self._model.module_kwargs) or any(k.endswith(_HEAD) for k in kinds)
        if saved_as_one and self._model.num_labels == 1:
            return
        outputs = f"有 {self._model.num_labels} 个输出" if saved_as_one else "没有打分层"
        raise ModelFileError(
            f"{self._name} 不是重排模型（cross-encoder）：它{outputs}，不能给“问题和段落”打一个相关分。"
            f"请在 DUIKOU_RERANKER 中改用重排模型，如 BAAI/bge-reranker-base；{_INSTEAD}"
        )

    def _fault(self, doing: str, error: Exception) -> ModelError:
        import torch

        reason = next(iter(str(error).splitlines()), type(error).__name__)
        out_of_memory = isinstance(error, MemoryError | torch.OutOfMemoryError)
        if out_of_memory or "allocate memory" in str(error):
            return ModelMemoryError(
                f"内存不足，无法{doing}重排模型 {self._name}（{reason}）。"
                f"请关闭其他程序、增加内存或换一个小些的模型；{_INSTEAD}"
            )
        if isinstance(error, OSError):
            return ModelNotFoundError(
                f"没有找到重排模型 {self._name}（{reason}）。请检查 DUIKOU_RERANKER 中的名称或文件夹；"
                f"不能联网时请先在别处下载，再写它的文件夹；{_INSTEAD}"
            )
        return ModelFileError(
            f"无法{doing}重排模型 {self._name}（{reason}）。请重新下载或换一个 cross-encoder 模型；{_INSTEAD}"
        )


class Reranker:
    """The trained order, its best passages in the order of other scores."""

    def __init__(self, ranker: Ranker, score: Score) -> None:
        self._ranker = ranker
        self._score = score

    def rank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The hits again, best first. Those beyond the best follow in the trained order, below the lowest score."""
        trained = self._ranker.rank(question, hits)
        best, others = trained[:RERANKED], trained[RERANKED:]
        if not best:
            return []
        scores = self._score(question, [_read(hit) for hit in best])
        lowest = min(scores)
        scores += [lowest * hit.score for hit in others]
        scored = [
            replace(hit, score=score, trained=hit.score)
            for hit, score in zip(trained, scores, strict=True)
        ]
        return sorted(scored, key=lambda hit: -hit.score)


def _read(hit: Hit) -> str:
    """What the model reads of a hit: its notice's title, its headings, its words."""
    return "\n".join((hit.notice.title, *hit.headings, hit.text))
