"""A chain of LangChain's that takes the service for a chat model."""

from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from index.keys import Scope
from tests.assistant.web.listening import Keyed

QUESTION = "北屏区哪些部门负责文化旅游合作？"


def model_of(keyed: Keyed) -> ChatOpenAI:
    key = SecretStr(keyed.secrets[Scope.ASK])
    return ChatOpenAI(model="duikou", base_url=f"{keyed.url}/v1", api_key=key, max_retries=0)


def test_invoke(keyed: Keyed) -> None:
    answered = model_of(keyed).invoke(QUESTION)
    assert "区文化体育旅游局" in answered.text
    assert "来源：\n[1] 《" in answered.text
    assert answered.response_metadata["finish_reason"] == "stop"


def test_stream(keyed: Keyed) -> None:
    model = model_of(keyed)
    pieces = [piece.text for piece in model.stream(QUESTION)]
    assert len(pieces) > 3
    assert "".join(pieces) == model.invoke(QUESTION).text


def test_history(keyed: Keyed) -> None:
    model = model_of(keyed)
    said = [SystemMessage("用一句话回答。"), HumanMessage(QUESTION)]
    first = model.invoke(said)
    followed = model.invoke([*said, AIMessage(first.text), HumanMessage("那青禾度假区呢？")])
    assert "青禾" in followed.text
    assert "文化" in followed.text
