"""Golden resized images for @rectified/ndsb, by ImageMagick 6.

    python3 tools/golden/resize.py > packages/datasets/ndsb/test/golden-imagemagick-6.json
    npx biome check --write packages/datasets/ndsb/test

Needs ImageMagick 6 as /usr/bin/convert (Debian's package imagemagick), or as named by CONVERT. It reads gray JPEGs with a
color table, and resizes such images with Mitchell's filter, up or down. Each case is a gray JPEG, generated here with blobs on
white like those of the competition, and the result of `convert -resize SIDExSIDE\\!`: 16 bits per pixel, which are rounded to 8
as for a JPEG, by `ScaleQuantumToChar`. (`-depth 8` would truncate.) Bytes are encoded in base64, pixels also compressed with
zlib.
"""

import base64
import json
import math
import os
import subprocess
import sys
import zlib

CONVERT = os.environ.get("CONVERT", "/usr/bin/convert")

# Width and height of the images for each side: both grow, both shrink, one of each, and almost no change.
SIZES = {
    80: [(41, 34), (34, 41), (60, 78), (2, 3), (110, 101), (240, 97)]
    + [(160, 160), (45, 130), (81, 79), (80, 50), (80, 80)],
    96: [(41, 34)],
    7: [(55, 60)],
}


def convert(data, *arguments):
    return subprocess.run([CONVERT, *arguments], input=data, stdout=subprocess.PIPE, check=True).stdout


def blobs(width, height):
    """Dark ellipses with a soft edge and a fine stripe on white; not random."""
    pixels = bytearray()
    for y in range(height):
        for x in range(width):
            u, v = (x + 0.5) / width, (y + 0.5) / height
            first = math.hypot((u - 0.4) / 0.3, (v - 0.45) / 0.2)
            second = math.hypot((u - 0.7) / 0.08, (v - 0.75) / 0.12)
            level = 255 / (1 + math.exp(-6 * (min(first, second) - 1)))
            if (x + 2 * y) % 7 == 0:
                level *= 0.8
            pixels.append(round(level))
    return bytes(pixels)


def packed(data):
    return base64.b64encode(zlib.compress(data, 9)).decode()


def golden(width, height, side):
    pgm = f"P5 {width} {height} 255\n".encode() + blobs(width, height)
    jpeg = convert(pgm, "pgm:-", "-strip", "-quality", "90", "jpeg:-")
    deep = convert(jpeg, "jpeg:-", "-resize", f"{side}x{side}!", "-depth", "16", "-endian", "LSB", "gray:-")
    levels = (int.from_bytes(deep[at : at + 2], "little") for at in range(0, len(deep), 2))
    pixels = bytes((level + 128 - ((level + 128) >> 8)) >> 8 for level in levels)
    assert len(pixels) == side * side
    return {
        "width": width,
        "height": height,
        "side": side,
        "jpeg": base64.b64encode(jpeg).decode(),
        "pixels": packed(pixels),
    }


version = convert(b"", "-version").decode().splitlines()[0]
if "ImageMagick 6." not in version:
    sys.exit(f"{CONVERT}: expected ImageMagick 6, got {version}")
release = " ".join(version.split()[1:4])
images = [golden(width, height, side) for side, sizes in SIZES.items() for width, height in sizes]
lines = ",\n".join("    " + json.dumps(image) for image in images)
print(f'{{\n  "made by": {json.dumps(release)},\n  "images": [\n{lines}\n  ]\n}}')
