"""The search and the assistant as parts of other people's LangChain chains."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from queue import SimpleQueue
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from pydantic import Field

from assistant.answer import Answer, Citation, Tell
from assistant.conversation import Turn
from assistant.errors import QuestionError
from assistant.wiring import Seen
from index.hit import Filters, Hit

Asked = str | Sequence[BaseMessage]
"""A question, or a conversation that ends with one."""


class NoticeRetriever(BaseRetriever):
    """The passages that answer best, best first.

    `metadata` has the notice (notice_id, title, document_number, issuer, status, source), the
    headings (section) and where the passage stands in its text (start, end, in characters).
    """

    seen: Seen
    limit: int = Field(default=8, ge=1, le=100)
    filters: Filters | None = None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  its name is LangChain's
    ) -> list[Document]:
        """Raises StoreError, ModelError."""
        found = self.seen.retriever.search(query, self.limit, self.filters)
        return [_document(hit) for hit in found]


class NoticeAssistant(Runnable[Asked, AIMessage]):
    """Answers with its citations in `response_metadata`; streams what is certain as it comes."""

    def __init__(self, seen: Seen, filters: Filters | None = None) -> None:
        self._seen = seen
        self._filters = filters

    def invoke(self, input: Asked, config: RunnableConfig | None = None, **_: Any) -> AIMessage:
        """Raises QuestionError, StoreError, ModelError."""
        return self._call_with_config(self._answered, input, config)

    def stream(
        self, input: Asked, config: RunnableConfig | None = None, **_: Any
    ) -> Iterator[AIMessage]:
        """The text in pieces, and then what goes with it. Raises what `invoke` raises."""
        yield from self._transform_stream_with_config(iter((input,)), self._told, config)

    def _told(self, given: Iterator[Asked]) -> Iterator[AIMessage]:
        pieces: SimpleQueue[str | None] = SimpleQueue()
        with ThreadPoolExecutor(1) as thread:
            asking = thread.submit(self._ask, next(given), pieces.put)
            asking.add_done_callback(lambda _: pieces.put(None))
            while (piece := pieces.get()) is not None:
                yield AIMessageChunk(content=piece)
            yield AIMessageChunk(content="", response_metadata=_metadata(asking.result()))

    def _answered(self, asked: Asked) -> AIMessage:
        answer = self._ask(asked, None)
        return AIMessage(answer.text, response_metadata=_metadata(answer))

    def _ask(self, asked: Asked, tell: Tell | None) -> Answer:
        said = [HumanMessage(asked)] if isinstance(asked, str) else list(asked)
        if not said or said[-1].type != "human":
            raise QuestionError("最后一条消息不是提问。请把问题放在最后一条 HumanMessage 里。")
        roles = {"human": "user", "ai": "assistant"}
        history = [Turn(roles[m.type], m.text) for m in said[:-1] if m.type in roles]
        return self._seen.assistant.ask(said[-1].text, history, self._filters, tell)


def _document(hit: Hit) -> Document:
    notice = hit.notice
    return Document(
        hit.text,
        id=hit.passage_id,
        metadata={
            "notice_id": notice.id,
            "title": notice.title,
            "document_number": notice.document_number,
            "issuer": notice.issuer,
            "status": notice.status,
            "source": notice.source,
            "section": list(hit.headings),
            "start": hit.start,
            "end": hit.end,
            "score": hit.score,
        },
    )


def _metadata(answer: Answer) -> dict[str, Any]:
    return {
        "status": answer.status.value,
        "kind": answer.kind.value,
        "question": answer.question,
        "note": answer.note,
        "citations": [_cited(citation) for citation in answer.citations],
        "duties": [{**asdict(each.duty), "mark": each.mark} for each in answer.duties],
    }


def _cited(citation: Citation) -> dict[str, Any]:
    notice = citation.notice
    return {
        "mark": citation.mark,
        "notice_id": notice.id,
        "title": notice.title,
        "document_number": notice.document_number,
        "source": notice.source,
        "section": list(citation.section),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "page": citation.page,
    }
