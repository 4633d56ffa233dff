"""Build the objects; nothing else does."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from importlib.resources import files
from pathlib import Path

from assistant.answering import Assistant
from assistant.delivering import Courier
from assistant.errors import ServiceError
from assistant.holdings import Library
from assistant.phrasing.fluent import Fluent
from assistant.remembering import Memory
from assistant.settings import Settings
from assistant.suggesting import Suggester
from assistant.wiring_model import Voice, make_voice
from documents.duties.aliases import TERMS
from documents.isolating import IsolatedReader
from index.assigned import Assigned
from index.audit import Audit
from index.backup.restoring import is_unfinished
from index.builtin_model import default_folder
from index.catalogue import Catalogue
from index.conversations import Conversations
from index.embedding import BuiltinEmbeddings, SentenceTransformerEmbeddings
from index.followers import Followers
from index.gauging import Gauging
from index.jobs import Jobs
from index.keeping import Keeper
from index.keys import Keys
from index.keywords import Keywords
from index.locking import WriteLock
from index.models import Identity, Models
from index.outbox import Outbox
from index.owning import Database, opened, take_over
from index.ranking import Ranker
from index.rebuilding import Rebuilder
from index.refreshing import Read, Refresher
from index.register import Register
from index.registry import Registry
from index.replacing import Replacer
from index.reranking import CrossEncoderScores, Reranker
from index.retention import Limits, Retention
from index.retrieving import Retriever
from index.sight import WHOLE, Sight
from index.sources import Sources
from index.tasks import Tools
from index.transcripts import Transcripts
from index.uploads import Uploads
from index.usage import Usage
from index.vectorising import Vectoriser
from index.vectors import Vectors
from index.visibility import Visibility
from index.words import Words
from index.working import Worker

_SIGHTS = 64
"""Kinds of readers whose suggestions are kept at hand."""


@dataclass(frozen=True)
class Seen:
    """What may be seen by one reader, and by whom else sees the same."""

    sight: Sight
    catalogue: Catalogue
    register: Register
    retriever: Retriever
    ranker: Ranker
    assistant: Assistant | Fluent
    suggester: Suggester


@dataclass(frozen=True)
class Workspace:
    """Everything that works on one data folder; `seen` gives what a reader of some sight may see."""

    settings: Settings
    seen: Callable[[Sight], Seen]
    followers: Followers
    tools: Tools
    jobs: Jobs
    worker: Worker
    keeper: Keeper
    memory: Memory
    transcripts: Transcripts
    keys: Keys
    visibility: Visibility
    gauging: Gauging
    usage: Usage
    audit: Audit
    retention: Retention
    couriers: Sequence[Courier]
    voice: Voice | None

    @property
    def catalogue(self) -> Catalogue:
        """All notices."""
        return self.seen(WHOLE).catalogue

    @property
    def register(self) -> Register:
        """The register of all notices."""
        return self.seen(WHOLE).register

    @property
    def retriever(self) -> Retriever:
        """The search in all notices."""
        return self.seen(WHOLE).retriever

    @property
    def ranker(self) -> Ranker:
        """Puts what a search found in order."""
        return self.seen(WHOLE).ranker

    @property
    def assistant(self) -> Assistant | Fluent:
        """Who answers from all notices."""
        return self.seen(WHOLE).assistant

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
    ServiceError, SettingsError, StoreError, StoreOutdatedError, ModelError.
    """
    folder = prepared(settings.data_dir)
    wanted = identity(settings, settings.embedding_model)
    with ExitStack() as closing:
        engine = closing.enter_context(open_registry(settings))
        if not restoring:
            _require_restored(engine)
        words = Words(folder / "cache", TERMS)
        catalogue, register = Catalogue(engine), Register(Assigned(engine), words)
        keywords, vectors = Keywords(folder / "keywords", words), Vectors(folder / "vectors")
        closing.callback(vectors.close)
        models = Models(wanted, vectors, partial(identity, settings))
        followers = Followers(Registry(engine), keywords, vectors)
        ranker = Ranker(words, keywords.rarity)
        retriever = Retriever(catalogue, keywords, vectors, models, ordered_by(settings, ranker))
        library = Library(catalogue, register, retriever, keywords, words)
        voice = make_voice(settings, words)
        reader = closing.enter_context(IsolatedReader())
        tools = _tools(folder, Sources(engine), followers, models, reader.read)
        if not followers.usable():
            tools.replacer.heal()
        jobs = Jobs(engine, Outbox(engine, settings.webhook_urls).announce)
        worker = Worker(jobs, tools, folder / "jobs")
        yield Workspace(
            settings=settings,
            seen=lru_cache(maxsize=_SIGHTS)(
                partial(_seen, library, ranker, settings.question_length, voice)
            ),
            followers=followers,
            tools=tools,
            jobs=jobs,
            worker=worker,
            keeper=Keeper(jobs, worker, tools),
            memory=Memory(Conversations(engine)),
            transcripts=Transcripts(engine),
            keys=Keys(engine),
            visibility=Visibility(engine),
            gauging=Gauging(engine),
            usage=Usage(engine),
            audit=Audit(engine),
            couriers=_couriers(engine, settings),
            retention=Retention(engine, Limits(settings.audit_days, settings.conversation_days)),
            voice=voice,
        )


def _seen(
    library: Library, ranker: Ranker, question_length: int, voice: Voice | None, sight: Sight
) -> Seen:
    """The same library for a reader of that sight."""
    catalogue = library.catalogue.seen_by(sight)
    register = library.register.seen_by(sight)
    retriever = library.retriever.seen_by(catalogue)
    own = replace(library, catalogue=catalogue, register=register, retriever=retriever)
    assistant = Assistant(own, question_length)
    suggester = Suggester(catalogue, register, assistant)
    answering = voice.phrasing(assistant) if voice else assistant
    return Seen(sight, catalogue, register, retriever, ranker, answering, suggester)


def _require_restored(engine: Database) -> None:
    if is_unfinished(engine):
        raise ServiceError(
            "上次恢复没有做完。请启动服务（duikou serve），它会先把恢复做完；"
            "或用同一个备份再运行一次 duikou restore。"
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


def _couriers(engine: Database, settings: Settings) -> list[Courier]:
    """One for each receiver of events."""
    secret = settings.webhook_secret or ""
    return [Courier(Outbox(engine), url, secret) for url in settings.webhook_urls]


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


def prepared_registry(settings: Settings) -> AbstractContextManager[Database]:
    """The registry alone, of a data folder that is made where there is none yet.

    Raises ServiceError, StoreError, StoreOutdatedError.
    """
    prepared(settings.data_dir)
    return open_registry(settings)


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
