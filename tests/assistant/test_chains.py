"""The search and the assistant in chains of LangChain's own making."""

import pytest
from langchain_core.documents import Document
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, SystemMessage
from langchain_core.prompts import PromptTemplate
from langchain_core.runnables import RunnableLambda

from assistant.chains import NoticeAssistant, NoticeRetriever
from assistant.errors import QuestionError
from assistant.wiring import Workspace
from index.hit import Filters
from index.sight import WHOLE

SEATS = "云岭号旅游列车每列能坐多少人？"


@pytest.fixture
def retriever(sample_workspace: Workspace) -> NoticeRetriever:
    return NoticeRetriever(seen=sample_workspace.seen(WHOLE), limit=5)


@pytest.fixture
def assistant(sample_workspace: Workspace) -> NoticeAssistant:
    return NoticeAssistant(sample_workspace.seen(WHOLE))


def test_documents_are_the_passages_with_their_places(
    retriever: NoticeRetriever, sample_workspace: Workspace
) -> None:
    found = retriever.invoke(SEATS)
    assert 0 < len(found) <= 5
    first = found[0].metadata
    notice = sample_workspace.catalogue.notice(first["notice_id"])
    assert notice is not None
    assert found[0].page_content == notice.text[first["start"] : first["end"]]
    assert "520" in found[0].page_content


def test_filters_hold_in_chains(sample_workspace: Workspace) -> None:
    seen, filters = sample_workspace.seen(WHOLE), Filters(party="没有这个区")
    assert NoticeRetriever(seen=seen, filters=filters).invoke(SEATS) == []


def test_retriever_is_a_link_of_a_chain(retriever: NoticeRetriever) -> None:
    def told(found: list[Document]) -> str:
        return "\n".join(f"{d.metadata['title']}：{d.page_content}" for d in found)

    prompt = PromptTemplate.from_template("根据{notices}回答。")
    chain = {"notices": retriever | told} | prompt | RunnableLambda(lambda p: p.to_string())
    assert "520" in chain.invoke(SEATS)


def test_answer_comes_with_its_citations(assistant: NoticeAssistant) -> None:
    said = assistant.invoke(SEATS)
    assert isinstance(said, AIMessage)
    assert "520人" in said.text
    (cited,) = said.response_metadata["citations"]
    assert "520人" in cited["quote"]
    assert said.response_metadata["status"] == "answered"


def test_pieces_make_the_whole(assistant: NoticeAssistant) -> None:
    pieces = [each for each in assistant.stream(SEATS) if isinstance(each, AIMessageChunk)]
    whole = sum(pieces[1:], pieces[0])
    assert whole.text == assistant.invoke(SEATS).text
    assert whole.response_metadata["citations"]


def test_follow_up_is_understood(assistant: NoticeAssistant) -> None:
    asked = [
        SystemMessage("请简短"),
        HumanMessage("北屏区的文化旅游合作由谁负责？"),
        AIMessage("区文化体育旅游局[1]"),
        HumanMessage("那青禾呢？"),
    ]
    said = assistant.invoke(asked)
    assert "青禾" in said.response_metadata["question"]
    assert said.response_metadata["duties"]


def test_several_questions_at_once(assistant: NoticeAssistant) -> None:
    seats, again = assistant.batch([SEATS, SEATS])
    assert seats.text == again.text


@pytest.mark.parametrize("asked", [[], [AIMessage("你好")]])
def test_conversation_without_a_question_is_refused(
    assistant: NoticeAssistant, asked: list[AIMessage]
) -> None:
    with pytest.raises(QuestionError, match="HumanMessage"):
        assistant.invoke(asked)
    with pytest.raises(QuestionError, match="HumanMessage"):
        list(assistant.stream(asked))
