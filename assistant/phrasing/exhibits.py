"""The numbered places (材料) that a model is shown, and that its marks name."""

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import Span, Statement
from assistant.citing import ReadNotice
from assistant.grounding.source import Place
from documents.sentences import sentence_spans
from documents.splitting import heading_path
from index.catalogue import NoticeText

_MOST = 8
_LONGEST = 400
_ORDERS = re.compile(
    r"忽略.{0,8}(?:指令|规则|要求|提示|设定)|(?:系统|管理员|机器人|助手|大?模型|人工智能).{0,4}(?:提示词|指令|请注意)|系统提示[:：]|提示词|(?:^|\s)助手[:：]"
    r"|你现在是|从现在起你|扮演|越狱|(?:回答|提问|输出).{0,4}(?:时|任何|一律|所有|末尾).{0,12}(?:一律|只说|只能|必须|加上|先执行)|凡提问|每个回答"
    r"|ignore\s.{0,20}(?:instruction|prompt|rule)|system\s*prompt|\[/?INST\]|</?(?:system|notice|assistant|user|s)>|\"role\"\s*:|PWNED",
    re.IGNORECASE,
)
"""Words to whoever reads the notice by machine; no notice needs them, and no answer is made of them."""
_FENCE = re.compile(r"</?材料")


@dataclass(frozen=True)
class Exhibit:
    """A place by its number; `answer` is what the answer without a model makes of it, if anything."""

    number: int
    span: Span
    place: Place
    answer: Statement | None = None


def exhibits(
    answers: Sequence[Statement], others: Sequence[Span], read: ReadNotice, most: int = _MOST
) -> list[Exhibit]:
    """What the answer without a model quotes, then the paragraphs of what else was found, best first."""
    found: list[Exhibit] = []
    quoted = [(answer.spans[0], answer) for answer in answers if answer.spans]
    beside = [(span, None) for span in _paragraphs(others, read)]
    for span, answer in (*quoted, *beside):
        notice = read(span.notice.id)
        if notice is None or any(_overlaps(span, other.span) for other in found):
            continue
        quote = notice.text[span.start : span.end]
        if orders(quote):
            continue
        about = _about(notice, span)
        if answer is not None and answer.text != quote:
            about = f"{about}，{answer.text}"  # a row with the names of its columns
        found.append(Exhibit(len(found) + 1, span, Place(quote, about), answer))
        if len(found) == most:
            break
    return found


def orders(text: str) -> bool:
    """Whether a text gives orders to a language model."""
    return _ORDERS.search(text) is not None


def fenced(shown: Sequence[Exhibit]) -> str:
    """The exhibits as data: between tags that no notice can have guessed."""
    seal = secrets.token_hex(4)
    return "\n".join(
        f'<材料 编号="{each.number}" 出处="{_plain(each.place.about)}" 封签="{seal}">\n'
        f"{_plain(each.place.quote)}\n</材料 {seal}>"
        for each in shown
    )


def _plain(text: str) -> str:
    return _FENCE.sub("〈材料", text).replace('"', "”")


def _about(notice: NoticeText, span: Span) -> str:
    record = notice.record
    days = (str(day) for day in (record.issued_on, record.published_on) if day)
    known = (
        record.issuer,
        record.document_number,
        *days,
        *heading_path(notice.outline, span.start),
    )
    return "，".join((f"《{record.title}》", *filter(None, known)))


def _paragraphs(spans: Sequence[Span], read: ReadNotice) -> Iterator[Span]:
    for span in spans:
        notice = read(span.notice.id)
        if notice is not None:
            yield Span(span.notice, *_paragraph(notice.text, span.start, span.end))


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    """The line of a sentence, or as many of the sentences around it as 400 characters hold."""
    line, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    if stop - line <= _LONGEST:
        return line, stop
    ends = (finish for _, finish in sentence_spans(text, line, stop))
    return start, max([end, *(finish for finish in ends if start < finish <= start + _LONGEST)])


def _overlaps(one: Span, two: Span) -> bool:
    return one.notice.id == two.notice.id and one.start < two.end and two.start < one.end
