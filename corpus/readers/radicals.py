"""Characters that PDF fonts put in place of ordinary Han characters, and the ordinary ones.

Many PDF files map a glyph to the first code point that draws it, often a radical (⼈ for 人) or a compatibility ideograph.
Every replacement is one code point for one, so that offsets hold.

Sources: NFKC for the Kangxi radicals and NFC for the compatibility ideographs (UAX #15); for the CJK radicals supplement,
of which normalisation knows two, the property Equivalent_Unified_Ideograph of the Unicode Character Database 15.0.
"""

from __future__ import annotations

import unicodedata

_SUPPLEMENT_START = 0x2E80
_SUPPLEMENT = (  # one character for each code point from U+2E80; those without an equivalent stand for themselves
    "⺀厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄心扌攵⺚旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹"
    "纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣"
    "𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
_KANGXI = range(0x2F00, 0x2FD6)
_COMPATIBILITY = (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))


def _table() -> dict[int, str]:
    table = {_SUPPLEMENT_START + at: plain for at, plain in enumerate(_SUPPLEMENT)}
    for code in (*_KANGXI, *_COMPATIBILITY):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1:
            table[code] = plain
    return {code: plain for code, plain in table.items() if ord(plain) != code}


_TABLE = _table()


def plain_characters(text: str) -> str:
    """Replace radicals and compatibility ideographs by the ordinary characters.

    Args:
        text: text from a PDF file.

    Returns:
        Text of the same length.
    """
    return text.translate(_TABLE)
