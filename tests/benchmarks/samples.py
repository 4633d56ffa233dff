"""Search, answers, refresh and embedding on the sample notices with the built-in model."""

import json
from collections.abc import Iterator
from pathlib import Path

from assistant.settings import Settings
from assistant.wiring import make_embeddings, open_workspace, samples
from index.builtin_model import default_folder
from index.embedding import SentenceTransformerEmbeddings
from tests.benchmarks.measuring import Row, median_s, once_s

_EMBEDDED = 24
"""Passages for the comparison of embeddings; torch takes about a second for five."""


def rows(folder: Path) -> Iterator[Row]:
    """Refresh first and again, then search, then whole answers, then embeddings."""
    lines = (samples() / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    settings = Settings(data_dir=folder / "workspace")
    with open_workspace(settings) as workspace:
        first = once_s(lambda: workspace.refresher.refresh(samples()))
        again = median_s(workspace.refresher.refresh, [samples()])
        yield Row("refresh, nothing changed", "first refresh", again, first, "15 sample notices")
        searching = median_s(workspace.retriever.search, questions)
        answering = median_s(workspace.assistant.ask, questions, repeats=2)
        yield Row("whole answer", "search alone", answering, searching, "sample question")
        embeddings, vectors = workspace.tools.models.wanted.embeddings, workspace.followers.vectors
        dense = median_s(lambda q: vectors.search(embeddings.embed_query(q), 20), questions)
        what, baseline = "search (words and vectors)", "dense-only Chroma query"
        yield Row(what, baseline, searching, dense, "sample question")
        found = [p for batch in workspace.registry.current_passages() for p in batch]
        yield _embedding([p.text for p in found][:_EMBEDDED], settings)


def _embedding(texts: list[str], settings: Settings) -> Row:
    """Seconds for one passage; 1 / seconds is passages per second."""
    ours = median_s(make_embeddings(settings).embed_documents, [texts])
    other = SentenceTransformerEmbeddings(str(default_folder()))
    theirs = median_s(other.embed_documents, [texts])
    unit = f"passage ({len(texts) / ours:.1f} and {len(texts) / theirs:.1f} passages/s)"
    what, baseline = "built-in int8 ONNX embeddings", "the same model, torch fp32"
    return Row(what, baseline, ours / len(texts), theirs / len(texts), unit)
