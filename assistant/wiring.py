"""Build the objects; nothing else does."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

from assistant.answering import Assistant, Library
from assistant.errors import ServiceError
from assistant.remembering import Memory
from assistant.settings import Settings
from documents.duties.aliases import TERMS
from documents.isolating import IsolatedReader
from index.backup.restoring import is_unfinished
from index.builtin_model import default_folder
from index.catalogue import Catalogue
from index.conversations import Conversations
from index.embedding import BuiltinEmbeddings, SentenceTransformerEmbeddings
from index.followers import Followers
from index.jobs import Jobs
from index.keeping import Keeper
from index.keys import Keys
from index.keywords import Keywords
from index.locking import WriteLock
from index.models import Identity, Models
from index.owning import Database, opened, take_over
from index.ranking import Ranker
from index.rebuilding import Rebuilder
from index.refreshing import Read, Refresher
from index.register import Register
from index.registry import Registry
from index.replacing import Replacer
from index.reranking import CrossEncoderScores, Reranker
from index.retrieving import Retriever
from index.sources import Sources
from index.tasks import Tools
from index.transcripts import Transcripts
from index.uploads import Uploads
from index.vectorising import Vectoriser
from index.vectors import Vectors
from index.words import Words
from index.working import Worker


@dataclass(frozen=True)
class Workspace:
    """Everything that works on one data folder."""

    settings: Settings
    catalogue: Catalogue
    register: Register
    followers: Followers
    ranker: Ranker
    retriever: Retriever
    tools: Tools
    jobs: Jobs
    worker: Worker
    keeper: Keeper
    assistant: Assistant
    memory: Memory
    transcripts: Transcripts
    keys: Keys

    @property
    def registry(self) -> Registry:
        """The only truth."""
        return self.tools.registry

    @property
    def sources(self) -> Sources:
        """What is known of files."""
        return self.tools.sources

    @property
    def refresher(self) -> Refresher:
        """Brings the index into step with a folder."""
        return self.tools.refresher


@contextmanager
def open_workspace(settings: Settings, *, restoring: bool = False) -> Iterator[Workspace]:
    """Open the stores of the data folder; closes them on leaving.

    What a restore left half done is refused, except by who is about to finish it. Raises
    ServiceError, StoreError, StoreOutdatedError, ModelError.
    """
    folder = prepared(settings.data_dir)
    wanted = identity(settings, settings.embedding_model)
    with ExitStack() as closing:
        engine = closing.enter_context(open_registry(settings))
        if not restoring and is_unfinished(engine):
            raise ServiceError(
                "上次恢复没有做完。请启动服务（duikou serve），它会先把恢复做完；"
                "或用同一个备份再运行一次 duikou restore。"
            )
        words = Words(folder / "cache", TERMS)
        catalogue, register = Catalogue(engine), Register(engine, words)
        keywords, vectors = Keywords(folder / "keywords", words), Vectors(folder / "vectors")
        closing.callback(vectors.close)
        models = Models(wanted, vectors, partial(identity, settings))
        followers = Followers(Registry(engine), keywords, vectors)
        ranker = Ranker(words, keywords.rarity)
        retriever = Retriever(catalogue, keywords, vectors, models, ordered_by(settings, ranker))
        reader = closing.enter_context(IsolatedReader())
        tools = _tools(folder, Sources(engine), followers, models, reader.read)
        if not followers.usable():
            tools.replacer.heal()
        jobs = Jobs(engine)
        worker = Worker(jobs, tools, folder / "jobs")
        yield Workspace(
            settings=settings,
            catalogue=catalogue,
            register=register,
            followers=followers,
            ranker=ranker,
            retriever=retriever,
            tools=tools,
            jobs=jobs,
            worker=worker,
            keeper=Keeper(jobs, worker, tools),
            assistant=Assistant(
                Library(catalogue, register, retriever, keywords, words),
                settings.question_length,
            ),
            memory=Memory(Conversations(engine)),
            transcripts=Transcripts(engine),
            keys=Keys(engine),
        )


def _tools(
    folder: Path, sources: Sources, followers: Followers, models: Models, read: Read
) -> Tools:
    registry, lock = followers.registry, WriteLock(folder / "refresh.lock")
    ensure, alone = Vectoriser(registry).ensure_stored, folder / "rebuild.lock"
    rebuilder = Rebuilder(registry, followers, ensure, lock, alone)
    replacer = Replacer(registry, rebuilder, models, lock)
    refresher, uploads = Refresher(sources, replacer, read), Uploads(folder / "uploads")
    return Tools(registry, sources, refresher, replacer, rebuilder, models, uploads, read)


def identity(settings: Settings, model: str) -> Identity:
    """An embedding model by its setting. Raises ModelError."""
    embeddings = make_embeddings(settings.model_copy(update={"embedding_model": model}))
    return Identity(embeddings.name, model, embeddings)


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


def open_registry(settings: Settings) -> AbstractContextManager[Database]:
    """The registry alone; one that lies elsewhere must belong to the data folder.

    Raises StoreError, StoreOutdatedError.
    """
    return opened(settings.database_url, settings.data_dir)


def take_over_registry(settings: Settings) -> None:
    """Have a registry that lies elsewhere belong to this data folder. Raises StoreError."""
    if settings.database_url:
        take_over(settings.database_url, prepared(settings.data_dir))


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
