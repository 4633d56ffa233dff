"""Keyword search: Tantivy indexes over words that jieba has cut, BM25 scores."""

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import tantivy

from documents.duties.aliases import other_names
from index.errors import StoreError
from index.footers import Footers
from index.generations import Generations, Live, is_failure, unreadable, unwritable
from index.registry import StoredPassage
from index.synonyms import synonyms
from index.words import Words

_WHAT = "关键词索引"
_WORDS = "words"
_BOOSTS = {"title": 0.5, "headings": 0.8, "body": 1.0}
_HEAP = 64 * 1024 * 1024
_FAILURES = (ValueError, OSError)
"""What Tantivy raises."""


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "version"):
        builder.add_text_field(
            name, stored=name == "id", tokenizer_name="raw", index_option="basic"
        )
    for name in _BOOSTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class KeywordFolder:
    """One generation: a Tantivy folder, and the dictionary edition that cut its words."""

    def __init__(self, folder: Path, words: Words) -> None:
        self.folder = folder
        self._words = words
        self._footers = Footers(folder)
        with self._reading():
            if not tantivy.Index.exists(str(folder)):
                raise FileNotFoundError(folder / "meta.json")
            self._index = tantivy.Index(_schema(), path=str(folder), reuse=True)
            self._index.config_reader(reload_policy="manual")  # no thread opens files unchecked

    @classmethod
    def make(cls, folder: Path, words: Words) -> "KeywordFolder":
        """Begin in an empty folder. Raises StoreError."""
        try:
            (folder / _WORDS).write_text(words.edition, encoding="utf-8")
            tantivy.Index(_schema(), path=str(folder), reuse=False)
        except (OSError, ValueError) as error:
            raise unwritable(_WHAT, folder.parent, error) from error
        return cls(folder, words)

    def close(self) -> None:
        """Nothing to let go of: searches that go on keep their files."""

    def check(self) -> None:
        """Raises StoreError where the files are not as written, or other words were cut."""
        self._expect_words()
        with self._reading():
            searcher = self._searcher()
            for field in ("id", "version", *_BOOSTS):
                searcher.doc_freq(field, "")  # opens the field in every segment

    def add(self, passages: Sequence[StoredPassage]) -> None:
        """Make passages findable; one commit."""
        self._expect_words()
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

    def count(self) -> int:
        """Passages that can be found by these words."""
        self._expect_words()
        with self._reading():
            return int(self._searcher().num_docs)

    def ids(self) -> set[str]:
        """The passages that can be found."""
        with self._reading():
            searcher = self._searcher()
            found = searcher.search(tantivy.Query.all_query(), max(searcher.num_docs, 1)).hits
            return {str(searcher.doc(address)["id"][0]) for _, address in found}

    def search(
        self, words: Sequence[str], limit: int, versions: Collection[str] | None
    ) -> list[tuple[str, float]]:
        """Passage ids and BM25 scores, best first; `versions` limits where to look."""
        query = _any_word(self._index.schema, words)
        if versions is not None:
            within = tantivy.Query.term_set_query(self._index.schema, "version", list(versions))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.boost_query(within, 0.0)),
                ]
            )
        with self._reading():
            searcher = self._searcher()
            found = searcher.search(query, limit).hits
            return [(str(searcher.doc(address)["id"][0]), float(score)) for score, address in found]

    def rarity(self, word: str) -> float:
        """Inverse document frequency of a word, in what the last search saw."""
        searcher = self._index.searcher()
        seen = searcher.doc_freq("body", word)
        return math.log(1 + (searcher.num_docs - seen + 0.5) / (seen + 0.5))

    def _expect_words(self) -> None:
        with self._reading():
            if (self.folder / _WORDS).read_text(encoding="utf-8") != self._words.edition:
                raise ValueError("由另一部词典切分")

    def _joined(self, text: str) -> str:
        return " ".join(self._words.cut(text))

    def _searcher(self) -> tantivy.Searcher:
        """What was committed last, by this process or another, its files checked."""
        self._footers.check()
        self._index.reload()
        return self._index.searcher()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            if not is_failure(error, _FAILURES):
                raise
            raise unreadable(_WHAT, self.folder.parent, error) from error

    @contextmanager
    def _writing(self) -> Iterator[tantivy.IndexWriter]:
        """A writer; what it did is committed on leaving.

        Who is killed in a commit leaves a file that may bear the very name that the next one wants.
        """
        try:
            self._footers.check()
            with _released(self._index.writer(_HEAP, 1)) as writer:
                writer.garbage_collect_files()
                yield writer
                writer.commit()
        except BaseException as error:
            if not is_failure(error, _FAILURES):
                raise
            raise unwritable(_WHAT, self.folder.parent, error) from error


class Keywords:
    """A follower of the registry: may be deleted and is rebuilt from it, beside what is live.

    All raise StoreError where nothing is live or it is damaged.
    """

    def __init__(self, folder: Path, words: Words) -> None:
        self._words = words
        self._generations = Generations(
            folder, _WHAT, lambda folder, _: KeywordFolder(folder, words)
        )

    def usable(self) -> bool:
        """Whether the live generation opens, is as it was written, and was cut by these words."""
        try:
            folder = self._generations.folder / self._generations.live().name
            KeywordFolder(folder, self._words).check()
        except StoreError:
            return False
        return True

    def add(self, passages: Iterable[StoredPassage]) -> None:
        """Make passages findable; one commit."""
        added = list(passages)
        self._generations.use(lambda live: live.add(added))

    def remove(self, version_ids: Sequence[str]) -> None:
        """Forget every passage of some versions; unknown ones are no error."""
        self._generations.use(lambda live: live.remove(version_ids))

    def count(self) -> int:
        """Passages that can be found; StoreError also where other words were cut."""
        return self._generations.use(KeywordFolder.count)

    def ids(self) -> set[str]:
        """The passages that can be found."""
        return self._generations.use(KeywordFolder.ids)

    def search(
        self, question: str, limit: int, versions: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Passage ids and BM25 scores, best first; `versions` limits where to look."""
        asked = " ".join((question, *other_names(question)))
        words = dict.fromkeys(self._words.cut(asked))
        words.update(dict.fromkeys(other for word in list(words) for other in synonyms(word)))
        if not words or limit < 1:
            return []
        return self._generations.use(lambda live: live.search(list(words), limit, versions))

    def rarity(self, word: str) -> float:
        """Inverse document frequency of a word as `Words` cuts it: 0 in every passage, about ln(n) unseen."""
        return self._generations.at_hand().rarity(word)

    def beside(self) -> KeywordFolder:
        """A new and empty generation, not live yet."""
        return KeywordFolder.make(self._generations.new_folder(), self._words)

    def switch_to(self, other: KeywordFolder) -> None:
        """Make a generation live for every process, and remove all others."""
        self._generations.switch_to(other, Live(other.folder.name))

    def clear_unfinished(self) -> None:
        """Remove what was made beside and never went live; nobody may be making one meanwhile."""
        self._generations.clear_unfinished()


@contextmanager
def _released(writer: tantivy.IndexWriter) -> Iterator[tantivy.IndexWriter]:
    """Lets go of the folder in the end; after a failure its traceback would hold on to the writer."""
    try:
        yield writer
    except BaseException:
        with suppress(*_FAILURES):
            writer.wait_merging_threads()
        raise
    writer.wait_merging_threads()


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
