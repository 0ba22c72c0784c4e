"""Measure how well, and how fast, text in pictures is read: `python bench/read_pictures.py`.

French lines with accents are drawn in the fonts that reportlab brings, in four sizes, straight and
tilted by two degrees as a poor JPEG; letters, accents and words are counted against what was drawn.
"""

from __future__ import annotations

import io
import sys
import time
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont

from pdscan.readers import picture_text

LINES = (
    "Madame Hélène Durantel, née Lefèvre, le 14 février 1984",
    "12 rue de l'Église, 69003 Lyon, téléphone 01 99 00 12 34",
    "Courriel : helene.durantel@example.org",
    "IBAN FR76 3000 6000 0112 3456 7890 189",
    "Diagnostic : allergie sévère à la pénicilline, où ça ?",
    "Salaire net : 2 345,67 versé à l'échéance prévue",
    "François Garçon et sa sœur Noëlle, âgée de 7 ans",
)
FONTS = ("Vera.ttf", "VeraBd.ttf", "VeraIt.ttf")
SIZES = (12, 16, 24, 40)


def drawn(font: str, size: int, is_poor: bool) -> bytes:
    letters = ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts" / font), size)
    width = int(max(letters.getlength(line) for line in LINES)) + 40
    image = Image.new("RGB", (width, int(size * 1.7 * len(LINES)) + 40), "white")
    for number, line in enumerate(LINES):
        place = (20, 20 + number * size * 1.7)
        ImageDraw.Draw(image).text(place, line, font=letters, fill="black")
    out = io.BytesIO()
    if is_poor:
        image = image.rotate(2, fillcolor="white", expand=True, resample=Image.Resampling.BICUBIC)
    image.save(out, "JPEG" if is_poor else "PNG", quality=40)
    return out.getvalue()


def main() -> None:
    truth = "".join("".join(line.split()) for line in LINES)
    words = Counter(word for line in LINES for word in line.split())
    accents = Counter(sign for sign in truth if sign.isalpha() and not sign.isascii())
    found, wanted = Counter[str](), Counter[str]()
    begun, count = time.process_time(), 0
    for font in FONTS:
        for size in SIZES:
            for is_poor in (False, True):
                (answer,) = picture_text.extract(drawn(font, size, is_poor))
                text = str(answer["text"]) if isinstance(answer, dict) else ""
                same = SequenceMatcher(None, truth, "".join(text.split()), autojunk=False)
                found["letters"] += sum(block.size for block in same.get_matching_blocks())
                found["accents"] += (accents & Counter(text)).total()
                found["words"] += (words & Counter(text.split())).total()
                wanted.update(letters=len(truth), accents=accents.total(), words=words.total())
                count += 1
    for what, total in wanted.items():
        sys.stdout.write(f"{what}: {found[what]} of {total} ({found[what] / total:.1%})\n")
    seconds = (time.process_time() - begun) / count
    sys.stdout.write(f"{seconds:.1f} s of processor time a picture, {count} pictures\n")


if __name__ == "__main__":
    main()
