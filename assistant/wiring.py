"""Build the objects; nothing else does."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from assistant.answering import Assistant, Library
from assistant.errors import ServiceError
from assistant.remembering import Memory
from assistant.settings import Settings
from documents.duties.aliases import TERMS
from index.builtin_model import default_folder
from index.catalogue import Catalogue
from index.conversations import Conversations
from index.embedding import BuiltinEmbeddings, SentenceTransformerEmbeddings
from index.followers import Followers
from index.keywords import Keywords
from index.ranking import Ranker
from index.refreshing import Identity, Refresher
from index.register import Register
from index.registry import Registry
from index.reranking import CrossEncoderScores, Reranker
from index.retrieving import Retriever
from index.schema import open_engine
from index.vectors import Vectors
from index.words import Words


@dataclass(frozen=True)
class Workspace:
    """Everything that works on one data folder."""

    settings: Settings
    registry: Registry
    catalogue: Catalogue
    register: Register
    followers: Followers
    ranker: Ranker
    retriever: Retriever
    refresher: Refresher
    assistant: Assistant
    memory: Memory


@contextmanager
def open_workspace(settings: Settings) -> Iterator[Workspace]:
    """Open the stores of the data folder; closes them on leaving.

    Raises ServiceError, StoreError, StoreOutdatedError, ModelError.
    """
    folder = prepared(settings.data_dir)
    embeddings = make_embeddings(settings)
    with ExitStack() as closing:
        engine = open_engine(database_url(settings))
        closing.callback(engine.dispose)
        registry = Registry(engine)
        registry.claim_model(embeddings.name)
        words = Words(folder / "cache", TERMS)
        catalogue, register = Catalogue(engine), Register(engine, words)
        keywords = Keywords(folder / "keywords", words)
        vectors = Vectors(folder / "vectors")
        closing.callback(vectors.close)
        followers = Followers(registry, keywords, vectors)
        ranker = Ranker(words, keywords.rarity)
        order = ordered_by(settings, ranker)
        retriever = Retriever(catalogue, keywords, vectors, embeddings, order)
        model = Identity(embeddings.name, embeddings)
        yield Workspace(
            settings=settings,
            registry=registry,
            catalogue=catalogue,
            register=register,
            followers=followers,
            ranker=ranker,
            retriever=retriever,
            refresher=Refresher(registry, followers, model, folder / "refresh.lock"),
            assistant=Assistant(
                Library(catalogue, register, retriever, keywords, words),
                settings.question_length,
            ),
            memory=Memory(Conversations(engine)),
        )


def make_embeddings(settings: Settings) -> BuiltinEmbeddings | SentenceTransformerEmbeddings:
    """The built-in model, or any other by its sentence-transformers name."""
    if settings.embedding_model == "builtin":
        return BuiltinEmbeddings(default_folder(), threads=settings.threads)
    return SentenceTransformerEmbeddings(settings.embedding_model)


def ordered_by(settings: Settings, ranker: Ranker) -> Ranker | Reranker:
    """The trained order, or that of the cross-encoder that is set. Raises ModelError."""
    if settings.reranker is None:
        return ranker
    return Reranker(ranker, CrossEncoderScores(settings.reranker, settings.threads).scores)


def database_url(settings: Settings) -> str:
    """The registry's SQLAlchemy URL: SQLite in the data folder unless another is set."""
    return settings.database_url or f"sqlite:///{settings.data_dir.resolve() / 'registry.db'}"


def prepared(folder: Path) -> Path:
    """The data folder, made and writable. Raises ServiceError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ServiceError(
            f"数据文件夹 {folder} 无法写入（{error.strerror}）。请改用有写权限的文件夹（DUIKOU_DATA_DIR），或调整权限。"
        ) from error
    return folder


def samples() -> Path:
    """The folder of sample notices that come with the program."""
    return Path(str(files("documents"))) / "samples"
