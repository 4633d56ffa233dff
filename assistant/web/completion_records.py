"""The JSON shapes of OpenAI's interface, with the sources of an answer beside its text."""

from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    SerializerFunctionWrapHandler,
    StrictBool,
    model_serializer,
)

from assistant.web.wire import CitationOut, DutyOut, ErrorBody, FiltersIn, Whole

MODEL = "duikou"


class PartIn(BaseModel):
    """A part of a message."""

    type: str = Field(
        max_length=100, description="只支持 text", json_schema_extra={"const": "text"}
    )
    text: str | None = None


class MessageIn(BaseModel):
    """A message of the conversation so far."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[PartIn] | None = Field(None, description="文字，或 text 类型的分段")


class StreamOptionsIn(BaseModel):
    """What a stream tells beside the answer."""

    include_usage: StrictBool | None = Field(None, description="在末尾多发一块，给出 usage")


class FormatIn(BaseModel):
    """What the answer is to be given as."""

    type: str = Field(description="只能是 text", json_schema_extra={"const": "text"})


class CompletionIn(BaseModel):
    """A question as chat clients ask it; parameters that are not listed are passed over."""

    model: str = Field(
        max_length=200, description=f"只有 {MODEL}", json_schema_extra={"const": MODEL}
    )
    messages: list[MessageIn] = Field(min_length=1, max_length=1000)
    stream: StrictBool | None = Field(None, description="以事件流返回")
    stream_options: StreamOptionsIn | None = None
    n: Whole | None = Field(None, description="只能是 1", json_schema_extra={"enum": [1, None]})
    tool_choice: JsonValue = Field(
        None,
        description="不能要求一定调用工具",
        json_schema_extra={"enum": ["auto", "none", None]},
    )
    response_format: FormatIn | None = None
    store: StrictBool | None = Field(
        None, description="把这一轮存为对话；默认只在给出对话编号时保存"
    )
    conversation_id: str | None = Field(
        None,
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]*$",
        description="对话编号；messages 里没有上文时，上文取自这段对话",
    )
    filters: FiltersIn | None = Field(None, description="只从符合条件的公文里回答")

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": MODEL,
                    "messages": [{"role": "user", "content": "哪个部门负责文化旅游合作？"}],
                }
            ]
        }
    )


class SaidOut(BaseModel):
    """What an answer is made of, beside its text."""

    citations: list[CitationOut] = Field(description="引文，同 POST /api/ask")
    duties: list[DutyOut] = Field(description="职责分工，同 POST /api/ask")
    nearest: list[CitationOut] | None = Field(description="没有答案时最接近的段落")
    status: str = Field(description="answered 或 refused（公文里没有答案）")
    kind: str
    note: str | None = Field(description="这个回答是怎样作出的；content 里自成一行，在来源之前")
    question: str = Field(description="补成完整的问题")
    conversation_id: str | None = Field(description="存下的对话的编号；没有保存时为空")
    turn: int | None = Field(description="这一轮在对话里的序号")


class MessageOut(SaidOut):
    """The answer: its text ends with its note, if it has one, and a line for each source."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class ChoiceOut(BaseModel):
    """The only choice."""

    index: int = 0
    message: MessageOut
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class UsageOut(BaseModel):
    """How much was said. There is no language model and there are no tokens: characters are counted."""

    prompt_tokens: int = Field(description="全部 messages 的字数；对口通不用语言模型，没有 token")
    completion_tokens: int = Field(description="回答连同来源的字数")
    total_tokens: int
    unit: Literal["characters"] = Field(default="characters", description="以上都按字数计")


class CompletionOut(BaseModel):
    """An answer as chat clients read it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[ChoiceOut]
    usage: UsageOut
    system_fingerprint: str | None = None


class DeltaOut(BaseModel):
    """What a chunk adds to the message; the last one brings the sources."""

    role: Literal["assistant"] | None = None
    content: str | None = None
    citations: list[CitationOut] | None = None
    duties: list[DutyOut] | None = None
    nearest: list[CitationOut] | None = None
    status: str | None = None
    kind: str | None = None
    note: str | None = None
    question: str | None = None
    conversation_id: str | None = None
    turn: int | None = None

    @model_serializer(mode="wrap")
    def _added(self, whole: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in whole(self).items() if value is not None}


class ChunkChoiceOut(BaseModel):
    """The only choice, as far as it is."""

    index: int = 0
    delta: DeltaOut
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class ChunkOut(BaseModel):
    """A piece of an answer."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    choices: list[ChunkChoiceOut]
    usage: UsageOut | None = None
    system_fingerprint: str | None = None


class ModelOut(BaseModel):
    """What may be named as the model."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int
    owned_by: str = MODEL


class ModelsOut(BaseModel):
    """The only model."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


class ForeignErrorBody(ErrorBody):
    """What went wrong, for clients of both interfaces."""

    type: str
    param: str | None = Field(description="有误的参数")


class ForeignErrorOut(BaseModel):
    """The shape of every error under /v1."""

    error: ForeignErrorBody


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a route under /v1 describes the errors it may answer with."""
    return {each: {"model": ForeignErrorOut, "description": _REFUSALS[each]} for each in statuses}


_REFUSALS = {
    400: "参数有误或不支持",
    401: "没有密钥，或密钥不能用",
    403: "密钥没有提问的权限，或请求来自别的网站的页面",
    404: "没有这个模型",
    413: "请求太大",
    429: "提问太频繁，见 Retry-After",
    503: "存储或服务暂时不可用",
    504: "回答用时太长，已放弃",
}
