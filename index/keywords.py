"""Keyword search: a Tantivy index over words that jieba has cut, BM25 scores."""

import math
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy

from documents.duties.aliases import other_names
from index.errors import StoreError
from index.registry import StoredPassage
from index.synonyms import synonyms
from index.words import Words

_BOOSTS = {"title": 0.5, "headings": 0.8, "body": 1.0}
_HEAP = 64 * 1024 * 1024


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "version"):
        builder.add_text_field(
            name, stored=name == "id", tokenizer_name="raw", index_option="basic"
        )
    for name in _BOOSTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class Keywords:
    """A follower of the registry: may be deleted and is rebuilt from it."""

    def __init__(self, folder: Path, words: Words) -> None:
        self._folder = folder
        self._words = words
        self._edition = folder / "words"
        self._index = _open(folder)

    def add(self, passages: Iterable[StoredPassage]) -> None:
        """Make passages findable; one commit."""
        if not self._edition.exists():
            self._edition.write_text(self._words.edition, encoding="utf-8")
        with self._writing() as writer:
            for passage in passages:
                document = tantivy.Document()
                document.add_text("id", passage.id)
                document.add_text("version", passage.version_id)
                document.add_text("title", self._joined(passage.title))
                document.add_text("headings", self._joined(" ".join(passage.headings)))
                document.add_text("body", self._joined(passage.text))
                writer.add_document(document)

    def remove(self, version_ids: Sequence[str]) -> None:
        """Forget every passage of some versions; unknown ones are no error."""
        with self._writing() as writer:
            for version_id in version_ids:
                writer.delete_documents_by_term("version", version_id)

    def clear(self) -> None:
        """Forget everything; an index that was deleted or damaged is made anew."""
        self._index = _open(self._folder)
        with self._writing() as writer:
            writer.delete_all_documents()
        self._edition.write_text(self._words.edition, encoding="utf-8")

    def count(self) -> int:
        """Passages that can be found: none in an index that is damaged or was cut by other words."""
        try:
            if self._outdated():
                return 0
            return int(self._searcher().num_docs)
        except StoreError:
            return 0

    def search(
        self, question: str, limit: int, versions: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Passage ids and BM25 scores, best first; `versions` limits where to look."""
        asked = " ".join((question, *other_names(question)))
        words = dict.fromkeys(self._words.cut(asked))
        words.update(dict.fromkeys(other for word in list(words) for other in synonyms(word)))
        if not words or limit < 1:
            return []
        searcher = self._searcher()
        query = _any_word(self._index.schema, list(words))
        if versions is not None:
            within = tantivy.Query.term_set_query(self._index.schema, "version", list(versions))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.boost_query(within, 0.0)),
                ]
            )
        found = searcher.search(query, limit).hits
        return [(str(searcher.doc(address)["id"][0]), float(score)) for score, address in found]

    def rarity(self, word: str) -> float:
        """Inverse document frequency of a word as `Words` cuts it: 0 in every passage, about ln(n) unseen."""
        searcher = self._index.searcher()
        seen = searcher.doc_freq("body", word)
        return math.log(1 + (searcher.num_docs - seen + 0.5) / (seen + 0.5))

    def _outdated(self) -> bool:
        if not self._edition.exists():
            return int(self._searcher().num_docs) > 0
        return self._edition.read_text(encoding="utf-8") != self._words.edition

    def _joined(self, text: str) -> str:
        return " ".join(self._words.cut(text))

    def _searcher(self) -> tantivy.Searcher:
        """What was committed last, by this process or another."""
        try:
            self._index.reload()
            return self._index.searcher()
        except ValueError as error:
            raise StoreError(
                f"关键词索引 {self._folder} 无法读取（{error}）。请运行 duikou index，会自动重建。"
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """A writer; what it did is committed on leaving."""
        try:
            writer = self._index.writer(_HEAP, 1)
            yield writer
            writer.commit()
            writer.wait_merging_threads()
        except ValueError as error:
            raise StoreError(
                f"关键词索引 {self._folder} 无法写入（{error}）。请检查磁盘空间和权限，"
                "确认没有别的程序占用这个文件夹，然后重新运行 duikou index。"
            ) from error


def _open(folder: Path) -> tantivy.Index:
    """Open or make the index; one that cannot be read is a follower's loss and made anew."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return tantivy.Index(_schema(), path=str(folder), reuse=True)
        except ValueError:
            shutil.rmtree(folder)
            folder.mkdir(parents=True)
            return tantivy.Index(_schema(), path=str(folder), reuse=True)
    except (OSError, ValueError) as error:
        raise StoreError(
            f"关键词索引 {folder} 打不开（{error}）。请检查文件夹权限和磁盘空间，或删除它后运行 duikou index 重建。"
        ) from error


def _any_word(schema: tantivy.Schema, words: Sequence[str]) -> tantivy.Query:
    return tantivy.Query.boolean_query(
        [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(schema, field, word), boost),
            )
            for word in words
            for field, boost in _BOOSTS.items()
        ]
    )
