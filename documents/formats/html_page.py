"""Find the notice on its page: drop what is no content, choose the element that holds the notice."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set

from lxml import etree
from lxml.etree import _Element

from documents.formats.html_lines import Line

_NO_CONTENT = (
    "script", "style", "noscript", "template", "nav", "aside", "select", "button", "input",
    "textarea", "iframe", "object", "svg", "canvas", "audio", "video", "title",
)  # fmt: skip
_SET_APART = frozenset(("nav", "aside"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PAGE_PART = re.compile(
    r"(?:\w+[-_])?(?:footer|foot|breadcrumbs?|crumbs?|nav|navbar|navigation|menu|share|share-?box"
    r"|bdshare\w*|sidebar|copyright|toolbar|qr-?code|ewm)(?:[-_](?:box|wrap|wrapper|bar|con|list))?\d*",
    re.IGNORECASE,
)
_NOTICE_HOLDERS = frozenset({
    "ucapcontent", "zoom", "trseditor", "trseditorview", "trsueditor", "articlecontent",
    "articlebody", "articlecon", "pagescontent", "vnewscontent", "vsbcontent", "xxgkcontent",
    "zwgkcontent", "newscontent", "detailcontent", "contenttext", "context", "wzcontent",
    "artibody",
})  # fmt: skip
"""Ids and classes that content management systems give the text, without -, _ and digits."""
_CONTAINERS = frozenset(
    ["body", "div", "section", "article", "main", "center", "form", "table", "tbody", "tr", "td"]
)


def prune(body: _Element) -> None:
    """Take out of the tree what a reader does not see or what is a part of the page's frame.

    An element with half of the page's words stays, whatever it is called.
    """
    lengths = _lengths(body, lambda element: element.tag in _SET_APART)
    half = _length(body) * 0.5
    for element in list(body.iterdescendants(*_NO_CONTENT)):
        if element.tag not in _SET_APART or lengths[element] < half:
            _empty(element)
    held = _held(body)
    for element, length in _lengths(body, lambda element: _is_frame(element, held)).items():
        if length < half:
            _empty(element)


def notice_element(body: _Element, sentences: Iterable[Line]) -> _Element:
    """The element that holds all of the notice's sentences; `body` where no smaller one does.

    The text holders of the usual content management systems are trusted when they hold half of the
    sentences. Otherwise it is the innermost container that leaves none out.
    """
    weight = Counter[_Element]()
    for line in sentences:
        weight[line.element] += len(line.text)
    for element in reversed(list(body.iterdescendants())):
        parent = element.getparent()
        if parent is not None and weight[element]:
            weight[parent] += weight[element]
    holders = [element for element in body.iter() if _names(element) & _NOTICE_HOLDERS]
    known = _common_ancestor(holders)
    if known is not None and weight[known] >= max(1, weight[body] * 0.5):
        return known
    return _innermost(body, weight)


def _innermost(body: _Element, weight: Counter[_Element]) -> _Element:
    element = body
    while children := [child for child in element if child.tag in _CONTAINERS]:
        heaviest = max(children, key=lambda child: weight[child])
        if weight[heaviest] < max(1, weight[element]) or not _holds_paragraphs(heaviest):
            break
        element = heaviest
    return element


def _holds_paragraphs(element: _Element) -> bool:
    return any(child.tag in _CONTAINERS or child.tag in {"p", "br"} for child in element)


def _common_ancestor(elements: Sequence[_Element]) -> _Element | None:
    if not elements:
        return None
    others = [{element, *element.iterancestors()} for element in elements[1:]]
    lineage = (elements[0], *elements[0].iterancestors())
    return next((e for e in lineage if all(e in other for other in others)), None)


def _names(element: _Element) -> set[str]:
    words = f"{element.get('id', '')} {element.get('class', '')}".split()
    return {re.sub(r"[-_\d]", "", word).lower() for word in words}


def _is_frame(element: _Element, held: Set[_Element]) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(element.get("style", "")) or element.tag == "footer":
        return True
    names = f"{element.get('id', '')} {element.get('class', '')}".split()
    return any(_PAGE_PART.fullmatch(name) for name in names) and element not in held


def _held(body: _Element) -> set[_Element]:
    """The elements that hold notices, and all in them."""
    held = {element for element in body.iterancestors() if _names(element) & _NOTICE_HOLDERS}
    for element in body.iter():
        if element.getparent() in held or _names(element) & _NOTICE_HOLDERS:
            held.add(element)
    return held


def _length(element: _Element) -> int:
    return sum(len(words.strip()) for words in element.itertext())


def _lengths(body: _Element, wanted: Callable[[_Element], bool]) -> dict[_Element, int]:
    """The number of characters in each element that is wanted, in their order, found in one walk."""
    lengths: dict[_Element, int] = {}
    seen = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            if element is not body and wanted(element):
                lengths[element] = -seen
            seen += len((element.text or "").strip())
        else:
            if element in lengths:
                lengths[element] += seen
            seen += len((element.tail or "").strip())
    return lengths


def _empty(element: _Element) -> None:
    """Leave nothing of an element but the words that follow it."""
    del element[:]
    element.attrib.clear()
    element.text = None
    element.tag = "span"
