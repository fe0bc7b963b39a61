"""Warps as bench/views.js asks on its standard input; prints views a second, on one thread."""

import json
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
given = json.load(sys.stdin)
image = np.repeat(np.array(given["image"], np.uint8).reshape(80, 80, 1), 3, 2)
maps = [(np.array(m["matrix"], np.float32).reshape(2, 3), (m["width"], m["height"])) for m in given["maps"]]
white = (255, 255, 255)
least = float("inf")
end = time.perf_counter() + given["seconds"]
while time.perf_counter() < end:
    start = time.perf_counter()
    for m, size in maps:
        cv2.warpAffine(image, m, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=white)
    least = min(least, time.perf_counter() - start)
print(round(len(maps) / least))
