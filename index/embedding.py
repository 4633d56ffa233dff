"""Embedding models behind LangChain's `Embeddings` protocol: the built-in one and any other."""

import hashlib
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from index.builtin_model.errors import ModelFileError, ModelNotFoundError
from index.builtin_model.recipe import ENCODER, TOKENIZER, read_recipe, require_sound
from index.builtin_model.standard import MOST_TOKENS, PROMPTS

_NICE = 10
"""By how much those who embed passages stand back from the others on a busy machine."""


class BuiltinEmbeddings(Embeddings):
    """multilingual-e5-small from a built folder, on the CPU; safe to call from many threads.

    Each text is one run of a session with one thread, and `threads` texts run side by side
    (default: as many as there are cores). On 2 cores this was within 8 % of the best batch size,
    and a text's vector never depends on the texts beside it. Vectors have length 1; what a text
    has beyond 512 tokens is not seen.
    Raises ModelNotFoundError when the folder is not built, ModelFileError when it is damaged.
    """

    name: str
    dimensions: int

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.name = read_recipe(folder).name
        require_sound(folder, (ENCODER, TOKENIZER))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / ENCODER), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:  # all that the two libraries' own errors have in common
            raise ModelFileError(
                f"内置向量模型无法载入：{folder}（{error}）。请执行 make setup 重新生成模型。"
            ) from error
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.encode_special_tokens = True  # "</s>" in a notice is text like any other
        self._pool = ThreadPoolExecutor(
            threads or os.cpu_count(), thread_name_prefix="embedding", initializer=_give_way
        )
        self.dimensions = int(self._session.get_outputs()[0].shape[1])

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, in the order given."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(_prefixed(texts))]
        # The longest first, so that no thread is left with a long text at the end.
        order = sorted(range(len(tokens)), key=lambda i: len(tokens[i]), reverse=True)
        vectors = self._pool.map(self._vector, [tokens[i] for i in order])
        by_place = dict(zip(order, vectors, strict=True))
        return [by_place[i] for i in range(len(tokens))]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, computed in the caller's thread."""
        return self._vector(self._tokenizer.encode(PROMPTS["query"] + text).ids)

    def _vector(self, tokens: list[int]) -> list[float]:
        ids = np.array([tokens], np.int64)
        vectors: NDArray[np.float32] = self._session.run(None, {"input_ids": ids})[0]
        return [float(value) for value in vectors[0]]


class SentenceTransformerEmbeddings(Embeddings):
    """Any model sentence-transformers can load, by folder or name, with the model's own prompts.

    Vectors have length 1. Importing sentence-transformers takes seconds and much memory.
    Raises ModelNotFoundError when there is no such model.
    """

    name: str
    dimensions: int

    def __init__(self, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(model)
        except (OSError, ValueError) as error:
            raise ModelNotFoundError(
                f"无法载入向量模型：{model}（{error}）。请检查设置中的模型名称或文件夹；"
                "不能联网时请改用内置模型（make setup）。"
            ) from error
        self.name = f"{Path(model).name}-{self._digest()[:8]}"
        self.dimensions = len(self.embed_query("维度"))

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector per text, in the order given."""
        return self._lists(self._model.encode_document(list(texts), normalize_embeddings=True))

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._lists(self._model.encode_query([text], normalize_embeddings=True))[0]

    @staticmethod
    def _lists(vectors: object) -> list[list[float]]:
        return [[float(value) for value in vector] for vector in np.asarray(vectors)]

    def _digest(self) -> str:
        """SHA-256 over the prompts and every weight, which together decide the vectors."""
        import torch

        digest = hashlib.sha256(repr(sorted(self._model.prompts.items())).encode())
        for name, tensor in self._model.state_dict().items():
            digest.update(name.encode())
            raw = tensor.detach().cpu().contiguous().flatten().view(torch.uint8)
            digest.update(raw.numpy().data)
        return digest.hexdigest()


def _give_way() -> None:
    """Passages can wait, a question cannot; on Linux each thread has a niceness of its own."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        own = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, own + _NICE)


def _prefixed(texts: list[str]) -> list[str]:
    return [PROMPTS["passage"] + text for text in texts]
