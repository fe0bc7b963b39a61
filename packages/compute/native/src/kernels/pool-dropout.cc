#include "pool-dropout.h"

#include <algorithm>

#include "parallel.h"
#include "scratch.h"

namespace rectified {
namespace {

typedef uint8_t Bytes __attribute__((vector_size(kLanes)));

RECTIFIED_INLINE Words loadBytes(const uint8_t* from, int64_t count) {
  Bytes bytes{};
  if (count >= kLanes)
    std::memcpy(&bytes, from, kLanes);
  else
    std::memcpy(&bytes, from, count);
  return __builtin_convertvector(bytes, Words);
}

RECTIFIED_INLINE void storeBytes(uint8_t* to, Words values, int64_t count) {
  const Bytes bytes = __builtin_convertvector(values, Bytes);
  if (count >= kLanes)
    std::memcpy(to, &bytes, kLanes);
  else
    std::memcpy(to, &bytes, count);
}

/** Cells [first, last) of an axis. */
struct Range {
  int64_t first, last;
};

/** The cells under window `index`. */
Range cellsOf(int64_t index, int64_t pool, int64_t stride, int64_t pad, int64_t size) {
  const int64_t first = index * stride - pad;
  return {std::max<int64_t>(first, 0), std::min(first + pool, size)};
}

/** The windows over cell `index`. */
Range windowsOver(int64_t index, int64_t pool, int64_t stride, int64_t pad, int64_t windows) {
  const int64_t place = index + pad;
  return {place < pool ? 0 : (place - pool) / stride + 1, std::min(place / stride + 1, windows)};
}

/** What the mean of a window is divided by. */
float cellsCounted(const Pooling& p, Range rows, Range columns) {
  if (p.full) return float(p.poolHeight * p.poolWidth);
  return float((rows.last - rows.first) * (columns.last - columns.first));
}

/** What dropout multiplies elements by: 0 or 1 / (1 - rate). */
RECTIFIED_INLINE Vec dropout(const Pooling& p, int64_t element) {
  if (p.rate == 0) return splat(1);
  Vec noise[1];
  p.noise.uniform({element}, noise);
  return noise[0] >= p.rate ? splat(1 / (1 - p.rate)) : Vec{};
}

}  // namespace

void poolDropout(const Pooling& p, const float* x, float* y, uint8_t* places) {
  parallel(p.batch * p.outHeight, [&](int64_t line) {
    const int64_t image = line / p.outHeight;
    const Range rows = cellsOf(line % p.outHeight, p.poolHeight, p.strideHeight, p.padTop, p.height);
    const int64_t top = line % p.outHeight * p.strideHeight - p.padTop;
    for (int64_t window = 0; window < p.outWidth; window++) {
      const Range columns = cellsOf(window, p.poolWidth, p.strideWidth, p.padLeft, p.width);
      const int64_t left = window * p.strideWidth - p.padLeft;
      const float cells = cellsCounted(p, rows, columns);
      for (int64_t c = 0; c < p.channels; c += kLanes) {
        const int64_t count = p.channels - c, element = (line * p.outWidth + window) * p.channels + c;
        Vec result{};
        Words place{};
        bool first = true;
        for (int64_t row = rows.first; row < rows.last; row++)
          for (int64_t column = columns.first; column < columns.last; column++) {
            const Vec cell = load(x + ((image * p.height + row) * p.width + column) * p.channels + c, count);
            if (!p.largest) {
              result += cell;
              continue;
            }
            // A cell is larger also if it is the first NaN.
            const Mask larger = first ? Mask{} - 1 : ~(cell <= result) & (result == result);
            result = larger ? cell : result;
            place = larger ? Words{} + uint32_t((row - top) * p.poolWidth + column - left) : place;
            first = false;
          }
        if (p.largest) {
          storeBytes(places + element, place, count);
        } else {
          result /= cells;
        }
        store(y + element, result * dropout(p, element), count);
      }
    }
  });
}

void poolDropoutGradient(const Pooling& p, const uint8_t* places, const float* dy, float* dx) {
  // What comes back to each of a window's cells that gets something. A cell is under several windows, so this is first
  // computed for every window.
  Scratch shares(p.batch * p.outHeight * p.outWidth * p.channels);
  parallel(p.batch * p.outHeight, [&](int64_t line) {
    const Range rows = cellsOf(line % p.outHeight, p.poolHeight, p.strideHeight, p.padTop, p.height);
    for (int64_t window = 0; window < p.outWidth; window++) {
      const Range columns = cellsOf(window, p.poolWidth, p.strideWidth, p.padLeft, p.width);
      const float cells = p.largest ? 1 : cellsCounted(p, rows, columns);
      for (int64_t c = 0; c < p.channels; c += kLanes) {
        const int64_t count = p.channels - c, element = (line * p.outWidth + window) * p.channels + c;
        store(shares + element, load(dy + element, count) * dropout(p, element) / cells, count);
      }
    }
  });
  parallel(p.batch * p.height, [&](int64_t line) {
    const int64_t image = line / p.height, row = line % p.height;
    const Range high = windowsOver(row, p.poolHeight, p.strideHeight, p.padTop, p.outHeight);
    for (int64_t column = 0; column < p.width; column++) {
      const Range wide = windowsOver(column, p.poolWidth, p.strideWidth, p.padLeft, p.outWidth);
      float* to = dx + (line * p.width + column) * p.channels;
      std::fill_n(to, p.channels, 0.0f);
      for (int64_t i = high.first; i < high.last; i++)
        for (int64_t j = wide.first; j < wide.last; j++) {
          const int64_t window = ((image * p.outHeight + i) * p.outWidth + j) * p.channels;
          const int64_t place =
              (row + p.padTop - i * p.strideHeight) * p.poolWidth + column + p.padLeft - j * p.strideWidth;
          for (int64_t c = 0; c < p.channels; c += kLanes) {
            const int64_t count = p.channels - c;
            Vec share = load(shares + window + c, count);
            if (p.largest) share = loadBytes(places + window + c, count) == uint32_t(place) ? share : Vec{};
            store(to + c, load(to + c, count) + share, count);
          }
        }
    }
  });
}

}  // namespace rectified
