"""Picture files that are small on the disk and large, or something else, once they are decoded: name -> bytes."""

import io
import struct
import zlib

from PIL import Image

GREY, RGBA = 0, 6  # PNG's colour types
BYTES = {GREY: 1, RGBA: 4}  # of a pixel, at 8 bits for each number
MILLION = 1_000_000


def png(width, height, bits=8, colour=GREY, rows=None, before=b""):
    """A PNG file of zeros. `rows`: how many its data hold, however many it announces; `before`: chunks before them."""
    row = bytes(1 + (width * bits * BYTES[colour] + 7) // 8)
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    data = packed([row] * (height if rows is None else rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(parts):
    packer = zlib.compressobj(1)
    return b"".join(map(packer.compress, parts)) + packer.flush()


def giants():
    """Each announces more pixels than are allowed, and the first one has them."""
    return {
        "50 million pixels": png(10_000, 5_000, bits=1),
        "100 million pixels": png(20_000, 5_000, rows=10),
        "a thousand million pixels": png(40_000, 25_000, rows=10),
        "GIF": b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + gif_frame(65535, 65535),
        "BMP": b"BM" + struct.pack("<IHHI", 10**9, 0, 0, 54) + bmp_header(50_000, 50_000),
        "WebP": webp(16_000, 16_000),
    }


def bombs():
    """Each announces few pixels, and unpacks to 300 million bytes on the way."""
    gigantic = b"a\0\0" + packed([bytes(MILLION)] * 300)
    return {
        "rows without end": png(10_000, 8, rows=30_000),
        "a text": png(100, 100, before=chunk(b"zTXt", gigantic)),
        "a colour profile": png(100, 100, before=chunk(b"iCCP", gigantic)),
    }


def gif_frame(width, height):
    return b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x4c\x01\x00;"


def bmp_header(width, height):
    return struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)


def webp(width, height):
    """A WebP file of one colour, 16 x 16, whose header announces another size."""
    buffer = io.BytesIO()
    Image.new("RGB", (16, 16)).save(buffer, "WEBP", lossless=True)
    data = bytearray(buffer.getvalue())
    place = data.index(b"VP8L") + 9  # after the chunk's name, its length and one byte of signature
    data[place : place + 4] = struct.pack("<I", (width - 1) | (height - 1) << 14)
    return bytes(data)
