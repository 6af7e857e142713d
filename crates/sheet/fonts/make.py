#!/usr/bin/env python3
"""Makes henro-sheet.ttf: python3 make.py BIZUDPGothic-Regular.ttf   (needs fonttools; 4.68.0 was used)

Keeps ASCII, Latin-1, half-width katakana, JIS X 0208, and the further kanji of Windows code page 932, among
them 髙 﨑 濵 of many names. Drops hints and layout features: the sheets are printed, and set one letter after the
other. The same input gives the same bytes.
"""
import os
import sys
from fontTools import subset

letters = {chr(code) for first, last in ((0x20, 0x7E), (0xA0, 0xFF), (0xFF61, 0xFF9F)) for code in range(first, last + 1)}
for codec, rows in (("euc_jp", range(0xA1, 0xFF)), ("cp932", range(0xED, 0xFD))):
    for row in rows:
        for cell in range(0x40, 0xFF):
            try:
                letters.update(bytes([row, cell]).decode(codec))
            except UnicodeDecodeError:
                pass

options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, drop_tables=["meta"])
options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
font = subset.load_font(sys.argv[1], options)
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=[ord(letter) for letter in letters])
subsetter.subset(font)
subset.save_font(font, os.path.join(os.path.dirname(os.path.abspath(__file__)), "henro-sheet.ttf"), options)
