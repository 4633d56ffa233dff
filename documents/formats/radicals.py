"""Ordinary characters for the radicals that PDF fonts name in their place: ⼝ is 口, ⻓ is 长."""

import unicodedata

_KANGXI = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_SUPPLEMENT = str.maketrans(
    "⺁⺊⺎⺏⺕⺙⺛⺜⺝⺟⺠⺫⺬⺯⺹⺻⺼⺽⻁⻂⻃⻄⻅⻆⻉⻋⻌⻏⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻲⻳",
    "厂卜兀尣彐攵旡日月母民目示糸耂聿月臼虎衤覀西见角贝车辶阝長镸长门阝雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙亀龟",
)
_MAINLAND = {"⼾": "户", "⿈": "黄", "⾭": "青"}
"""NFKC gives 戶, 黃 and 靑; fonts of the mainland draw these radicals as 户, 黄 and 青."""

_ORDINARY = str.maketrans(_KANGXI | _MAINLAND) | _SUPPLEMENT


def ordinary(text: str) -> str:
    """The text with every Kangxi radical and the common supplementary ones as characters."""
    return text.translate(_ORDINARY)
