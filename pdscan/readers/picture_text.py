"""Read the text in pictures with RapidOCR (PP-OCR models); for the worker process only.

The models are those that lie in the package: given by their paths, so that nothing is ever looked
for on a network.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import blake2b
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pdscan.model import Reason, UnreadableError
from pdscan.readers.isolation import Answer

PIXELS = 60_000_000  # of one picture, before it is made smaller
LONGEST_SIDE = 2_000  # pixels; more takes longer and finds no more of a page
FRAMES = 500
_SMALLEST = 12  # pixels; no letters fit in less
_SHORT_SIDE = 480  # pixels; letters are looked for in pictures of less when they are enlarged to it
_FLAT = 8  # of 255; what differs by less is one colour, on which nobody wrote
_REMEMBERED = 256  # pictures: a logo is in every letter of a folder
_SAME_LINE = 0.5
_remembered = OrderedDict[bytes, str]()  # by digest of the pixels; in this process only
_MODELS = {"Det": "*_det_*.onnx", "Cls": "*cls*.onnx", "Rec": "*_rec_*.onnx"}


def extract(data: bytes) -> Iterator[Answer]:
    """Yield the text of each picture of the file: a scanned TIFF has many."""
    images: Any = import_module("PIL.Image")
    images.MAX_IMAGE_PIXELS = PIXELS
    try:
        with images.open(io.BytesIO(data)) as picture:
            frames = getattr(picture, "n_frames", 1)
            for number in range(min(FRAMES, frames)):
                picture.seek(number)
                page = number + 1 if frames > 1 else 0
                yield {"kind": "text", "page": page, "text": _frame(picture)}
            if frames > FRAMES:
                raise UnreadableError(Reason.LIMIT, "")
    except (UnreadableError, MemoryError):
        raise
    except images.DecompressionBombError:
        raise UnreadableError(Reason.LIMIT, "") from None
    except Exception:  # noqa: BLE001 - Pillow raises whatever hostile bytes make its decoders raise
        raise UnreadableError(Reason.CORRUPT, "") from None


def text_of(pixels: Any) -> str:
    """Return the text in an array of pixels (height × width × BGR), line by line.

    A picture that was seen lately, in this file or one before, is not read again.
    """
    if int(pixels.max()) - int(pixels.min()) < _FLAT:
        return ""
    key = blake2b(repr(pixels.shape).encode() + pixels.tobytes(), digest_size=16).digest()
    if key not in _remembered:
        _remembered[key] = _recognised(pixels)
    _remembered.move_to_end(key)
    if len(_remembered) > _REMEMBERED:
        _remembered.popitem(last=False)
    return _remembered[key]


def _recognised(pixels: Any) -> str:
    found = _engine()(pixels)
    if found is None or found.boxes is None:
        return ""
    places = [[(float(x), float(y)) for x, y in box] for box in found.boxes]
    return _lines(places, list(found.txts))


def _frame(picture: Any) -> str:
    if picture.width * picture.height > PIXELS:
        raise UnreadableError(Reason.LIMIT, "")
    if min(picture.size) < _SMALLEST:
        return ""
    numpy: Any = import_module("numpy")
    turned = import_module("PIL.ImageOps").exif_transpose(picture)
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return text_of(numpy.asarray(turned.convert("RGB"))[:, :, ::-1])


def _lines(places: Sequence[Sequence[tuple[float, float]]], texts: Sequence[str]) -> str:
    """Join what stands side by side with a space, all else with line ends."""
    found, before = "", (0.0, 0.0, 0.0)
    for place, text in zip(places, texts, strict=True):
        top, bottom = min(y for _, y in place), max(y for _, y in place)
        left = min(x for x, _ in place)
        shared = min(bottom, before[1]) - max(top, before[0])
        beside = shared > _SAME_LINE * (bottom - top) and left > before[2]
        found += (" " if beside else "\n" if found else "") + text
        before = (top, bottom, left)
    return found + "\n"


@cache
def _engine() -> Any:
    """Load the models once a process: a second or two, 300 MB, and as much again for a page.

    Lines are recognised one by one, letters of small pictures looked for at 480 pixels: the
    library's six at once and 736 take half as long again and twice the memory, and read no more.
    """
    where = find_spec("rapidocr")
    folder = Path(where.origin).parent / "models" if where and where.origin else Path()
    params: dict[str, Any] = {
        "Global.log_level": "critical",
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "Global.max_side_len": LONGEST_SIDE,
        "Det.limit_side_len": _SHORT_SIDE,
        "Rec.rec_batch_num": 1,
    }
    for part, pattern in _MODELS.items():
        models = sorted(folder.glob(pattern))
        if not models:
            raise UnreadableError(Reason.NO_OCR, "")
        params[f"{part}.model_path"] = str(models[0])
    return import_module("rapidocr").RapidOCR(params=params)
