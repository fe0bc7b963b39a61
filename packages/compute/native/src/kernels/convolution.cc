#include "convolution.h"

#include <algorithm>

namespace rectified {
namespace {

/** Calls `f(offset in x, offset in the patch, count)` for every stretch of a patch that lies in one line of the input,
    and `outside(offset in the patch, count)` for every stretch that lies beyond its edges. */
template <typename Inside, typename Outside>
inline void stretches(const Convolution& s, int64_t row, Inside inside, Outside outside) {
  const int64_t image = row / (s.outHeight * s.outWidth);
  const int64_t top = row / s.outWidth % s.outHeight * s.strideHeight - s.padTop;
  const int64_t left = row % s.outWidth * s.strideWidth - s.padLeft;
  const int64_t first = std::clamp<int64_t>(-left, 0, s.kernelWidth);
  const int64_t last = std::clamp<int64_t>(s.width - left, first, s.kernelWidth);
  for (int64_t i = 0; i < s.kernelHeight; i++) {
    const int64_t line = i * s.kernelWidth * s.channels;
    const int64_t y = top + i;
    if (y < 0 || y >= s.height) {
      outside(line, s.kernelWidth * s.channels);
      continue;
    }
    outside(line, first * s.channels);
    inside(((image * s.height + y) * s.width + left + first) * s.channels, line + first * s.channels,
           (last - first) * s.channels);
    outside(line + last * s.channels, (s.kernelWidth - last) * s.channels);
  }
}

}  // namespace

void gatherPatches(const Convolution& shape, const float* x, int64_t row, int64_t rows, float* patches,
                   int64_t stride) {
  for (int64_t r = 0; r < rows; r++, patches += stride)
    stretches(
        shape, row + r,
        [&](int64_t from, int64_t to, int64_t count) { std::copy_n(x + from, count, patches + to); },
        [&](int64_t to, int64_t count) { std::fill_n(patches + to, count, 0.0f); });
}

void scatterPatches(const Convolution& shape, const float* patches, int64_t stride, int64_t row, int64_t rows,
                    float* dx) {
  for (int64_t r = 0; r < rows; r++, patches += stride)
    stretches(
        shape, row + r,
        [&](int64_t to, int64_t from, int64_t count) {
          for (int64_t i = 0; i < count; i++) dx[to + i] += patches[from + i];
        },
        [](int64_t, int64_t) {});
}

}  // namespace rectified
