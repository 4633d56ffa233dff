"""Answers and outcomes made by hand, for tests that need no index."""

from assistant.answer import Answer, Citation, CitedDuty, Kind, Status
from assistant.evaluating.golden import GoldenQuestion
from assistant.evaluating.judging import Outcome, judge
from documents.notice import Duty
from index.catalogue import NoticeText
from index.hit import Hit, NoticeRecord
from tests.assistant.hits import hit, record

TEXT = "关于冷链建设的通知。由市商务局、市财政局负责，投资3000万元。"
NOTICE = record("关于冷链建设的通知", source="通知/冷链.txt", document_number="南坡发〔2030〕7号")


def read(notice_id: str) -> NoticeText | None:
    """The one notice there is."""
    return NoticeText(NOTICE, TEXT, (), ()) if notice_id == NOTICE.id else None


def citation(
    quote: str = "投资3000万元", *, at: int | None = None, notice: NoticeRecord = NOTICE
) -> Citation:
    """A citation of the one notice."""
    start = TEXT.index(quote) if at is None else at
    return Citation(1, notice, ("一、市场",), quote, start, start + len(quote), None)


def answered(
    text: str = "投资3000万元[1]", *citations: Citation, duties: tuple[CitedDuty, ...] = ()
) -> Answer:
    """An answer with citations."""
    return Answer(Status.ANSWERED, Kind.EXTRACT, text, "", citations or (citation(),), duties)


def refused(text: str = "现有公文里没有找到。") -> Answer:
    """A refusal with the nearest passage."""
    return Answer(Status.REFUSED, Kind.EXTRACT, text, "", nearest=(citation(),))


def duty(*departments: str, role: str = "负责") -> CitedDuty:
    """A duty that an answer states."""
    return CitedDuty(Duty("冷链", role, departments, "", 0, 0), 1)


def question(*answers: str, **fields: object) -> GoldenQuestion:
    """A question about the one notice."""
    known = {"relevant": ("冷链",), "answerable": True, **fields}
    return GoldenQuestion("第 1 行", "投资多少？", answers, **known)  # type: ignore[arg-type]


def outcome(asked: GoldenQuestion, answer: Answer, *hits: Hit) -> Outcome:
    """The outcome of a question; the search finds the notice unless told otherwise."""
    return Outcome(
        asked, answer, 0.5, judge(asked, answer, hits or (hit(TEXT, notice=NOTICE),), read)
    )
