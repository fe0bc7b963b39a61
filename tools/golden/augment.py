"""Golden views for @rectified/augment, by OpenCV.

    python3 -m venv venv && venv/bin/pip install opencv-python-headless==4.14.0.94 numpy==2.4.6
    venv/bin/python tools/golden/augment.py > packages/datasets/augment/test/golden-opencv-4.json
    venv/bin/pip install opencv-python-headless==5.0.0.93
    venv/bin/python tools/golden/augment.py > packages/datasets/augment/test/golden-opencv-5.json

OpenCV 2 to 4 give the same bytes; 5 no longer rounds places to 1/32 pixel. Written from the configurations of Kaggle-NDSB
and cxxnet's image_augmenter-inl.hpp, not from the TypeScript: random words, matrices, warps, crops and mirrors are all
made again here. Pixels are zlib and base64.
"""

import base64
import json
import sys
import zlib

import cv2
import numpy as np

f32 = np.float32


def philox(counter, key):
    x, k = [int(word) for word in counter], [int(word) for word in key]
    for _ in range(10):
        p, q = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
        x = [(q >> 32) ^ x[1] ^ k[0], q & 0xFFFFFFFF, (p >> 32) ^ x[3] ^ k[1], p & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return x


def words(key, name):
    stream = 0x811C9DC5
    for byte in name.encode():
        stream = ((stream ^ byte) * 0x01000193) & 0xFFFFFFFF
    return philox([key["index"], key["epoch"], 0, 0], [key["seed"], stream])


def unit(word):
    return word / 2**32


def affine_map(shear, angle, scale, aspect, shape, canvas):
    """image_augmenter-inl.hpp:74-109, in float32."""
    rows, cols = shape[:2]
    a, b, s = f32(np.cos(angle / 180 * np.pi)), f32(np.sin(angle / 180 * np.pi)), f32(shear)
    scale, ratio = f32(scale), f32(aspect)
    hs = f32(2) * scale / (f32(1) + ratio)
    ws = ratio * hs
    width = max(f32(canvas[0]), min(f32(canvas[1]), scale * f32(cols)))
    height = max(f32(canvas[0]), min(f32(canvas[1]), scale * f32(rows)))
    m = np.zeros((2, 3), f32)
    m[0, 0] = hs * a - s * b * ws
    m[1, 0] = -b * ws
    m[0, 1] = hs * b + s * a * ws
    m[1, 1] = a * ws
    center_width = m[0, 0] * f32(cols) + m[0, 1] * f32(rows)
    center_height = m[1, 0] * f32(cols) + m[1, 1] * f32(rows)
    m[0, 2] = (width - center_width) / f32(2)
    m[1, 2] = (height - center_height) / f32(2)
    return m, (int(width), int(height))


def warp(image, m, size, fill=255):
    return cv2.warpAffine(
        image, m, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(fill,) * 4
    )


def view(image, conf, key):
    """Everything in a configuration except the mean image."""
    w = words(key, "augment/affine")
    m, size = affine_map(
        unit(w[0]) * conf["shear"] * 2 - conf["shear"],
        int(unit(w[1]) * 360) - 180,
        unit(w[2]) * (conf["scale"][1] - conf["scale"][0]) + conf["scale"][0],
        unit(w[3]) * conf["aspect"] * 2 - conf["aspect"] + 1,
        image.shape,
        conf["canvas"],
    )
    res = warp(image, m, size)
    w = words(key, "augment/crop")
    least, most = conf["crop"]
    side = least + int(unit(w[0]) * (most - least + 1))
    y = int(unit(w[1]) * (res.shape[0] - side + 1))
    x = int(unit(w[2]) * (res.shape[1] - side + 1))
    res = cv2.resize(res[y : y + side, x : x + side], (conf["input"],) * 2)
    return res[:, ::-1] if unit(words(key, "augment/mirror")[0]) < 0.5 else res


def packed(pixels):
    return base64.b64encode(zlib.compress(np.ascontiguousarray(pixels).tobytes(), 9)).decode()


nothing = (0, 1e10)
confs = {
    "model1": dict(shear=0.5, aspect=0.5, scale=(0.4, 1.8), canvas=(80, 136), crop=(70, 70), input=70),
    "model2": dict(shear=0.5, aspect=0.5, scale=(0.3, 1.7), canvas=(80, 100), crop=(70, 70), input=70),
    "model3": dict(shear=0.3, aspect=0.5, scale=(1, 1), canvas=nothing, crop=(68, 72), input=72),
    "model4": dict(shear=0.5, aspect=0.5, scale=(0.25, 2), canvas=(80, 135), crop=(70, 70), input=70),
    "model6": dict(shear=0.3, aspect=0.5, scale=(0.3, 1.8), canvas=(80, 140), crop=(60, 80), input=70),
    "model1-views": dict(shear=0.1, aspect=0.2, scale=(0.75, 1.25), canvas=(80, 120), crop=(70, 70), input=70),
    "model4-views": dict(shear=0.2, aspect=0.2, scale=(0.7, 1.3), canvas=(80, 135), crop=(70, 70), input=70),
}


def plankton():
    """A dark shape with an outline and legs on a white, slightly grainy background, 80 x 80."""
    image = np.full((80, 80), 250, np.uint8)
    cv2.ellipse(image, (38, 42), (22, 12), 30, 0, 360, 90, -1)
    cv2.ellipse(image, (38, 42), (22, 12), 30, 0, 360, 40, 2)
    for end in ((70, 20), (75, 50), (10, 70)):
        cv2.line(image, (38, 42), end, 120, 1)
    image = cv2.GaussianBlur(image, (0, 0), 0.8).astype(int) + rng.integers(-4, 5, image.shape)
    return np.clip(image, 0, 255).astype(np.uint8)


rng = np.random.default_rng(150500853)
grey = plankton()
color = rng.integers(0, 256, (24, 32, 3)).astype(np.uint8)

views = []
for name, conf in confs.items():
    for index in (7, 30335):
        key = dict(seed=20150309, epoch=index % 400, index=index)
        res = view(grey, conf, key)
        views.append(dict(augmentation=name, **key, side=res.shape[0], pixels=packed(res)))

maps = []
for draw in (dict(shear=0, angle=0, scale=1, aspect=1), dict(shear=0.3, angle=37, scale=1.4, aspect=0.7),
             dict(shear=-0.5, angle=-180, scale=0.4, aspect=1.5), dict(shear=0.11, angle=90, scale=1.8, aspect=1)):
    for canvas in ((1, 1e10), (24, 40)):
        m, (width, height) = affine_map(*draw.values(), color.shape, canvas)
        maps.append(dict(
            **draw, canvas=canvas, matrix=m.ravel().tolist(), height=height, width=width, fill=120,
            pixels=packed(warp(color, m, (width, height), 120)),
        ))

json.dump(
    {"by": f"opencv-python-headless {cv2.__version__}, numpy {np.__version__}",
     "grey": packed(grey), "color": packed(color), "views": views, "maps": maps},
    sys.stdout,
)
print()
