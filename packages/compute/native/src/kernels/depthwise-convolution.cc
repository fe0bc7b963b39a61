#include "depthwise-convolution.h"

#include <algorithm>
#include <type_traits>

#include "parallel.h"
#include "scratch.h"
#include "sums.h"

namespace rectified {
namespace {

/** Calls `f(tap, place in x, first output, number of outputs)` for every tap of the filter and those outputs of a line for
    which it lies on a pixel of the input; the place is that of the first, the next lie a stride further. */
template <typename F>
RECTIFIED_INLINE void overTaps(const Convolution& s, int64_t line, F f) {
  const int64_t image = line / s.outHeight, top = line % s.outHeight * s.strideHeight - s.padTop;
  for (int64_t i = std::max<int64_t>(0, -top); i < s.kernelHeight && top + i < s.height; i++)
    for (int64_t j = 0; j < s.kernelWidth; j++) {
      const int64_t first = std::max<int64_t>(0, divideUp(s.padLeft - j, s.strideWidth));
      const int64_t last = std::min(s.outWidth, divideUp(std::max<int64_t>(0, s.width + s.padLeft - j), s.strideWidth));
      const int64_t pixel = (image * s.height + top + i) * s.width + first * s.strideWidth - s.padLeft + j;
      if (first < last) f(i * s.kernelWidth + j, pixel * s.channels, first, last - first);
    }
}

/** Calls `f(channel, number of vectors)` for all channels: four whole vectors at a time, then one after the other. */
template <typename F>
RECTIFIED_INLINE void overVectors(int64_t channels, F f) {
  constexpr int kTogether = 4;
  int64_t c = 0;
  for (; c + kTogether * kLanes <= channels; c += kTogether * kLanes) f(c, std::integral_constant<int, kTogether>());
  for (; c < channels; c += kLanes) f(c, std::integral_constant<int, 1>());
}

Block blockOf(const Convolution& shape, int64_t line) {
  return {line * shape.outWidth * shape.filters, shape.outWidth, 0, shape.filters, shape.filters};
}

}  // namespace

void depthwiseForward(const Convolution& shape, const Branch& branch, const float* x) {
  const int64_t channels = shape.channels, stride = padded(channels), step = shape.strideWidth * channels;
  const bool past = pastCaches(branch.y, shape.rows(), channels);
  parallel(shape.batch * shape.outHeight, [&](int64_t line) {
    Scratch z(shape.outWidth * stride);
    std::fill_n(z.get(), shape.outWidth * stride, 0.0f);
    overTaps(shape, line, [&](int64_t tap, int64_t from, int64_t first, int64_t count) {
      overVectors(channels, [&](int64_t c, auto vectors) {
        const auto read = [&](const float* place) { return vectors > 1 ? load(place) : load(place, channels - c); };
        Vec weights[vectors];
        for (int v = 0; v < vectors; v++) weights[v] = read(branch.filter + tap * channels + c + v * kLanes);
        const float* pixel = x + from + c;
        float* to = z + first * stride + c;
        for (int64_t o = 0; o < count; o++, pixel += step, to += stride)
          for (int v = 0; v < vectors; v++) store(to + v * kLanes, load(to + v * kLanes) + read(pixel + v * kLanes) * weights[v]);
      });
    });
    branch.apply(blockOf(shape, line), z, stride, past);
  });
}

void depthwiseBackward(const Convolution& shape, const BranchGradient& branch, const float* x, float* dx) {
  // Images are cut into the same parts whatever the number of threads.
  constexpr int64_t kMostParts = 32;
  const int64_t imagesPerPart = divideUp(shape.batch, kMostParts), parts = divideUp(shape.batch, imagesPerPart);
  const int64_t channels = shape.channels, stride = padded(channels), step = shape.strideWidth * channels;
  const int64_t weights = shape.kernelHeight * shape.kernelWidth * channels, image = shape.height * shape.width * channels;
  Scratch filterSums(parts * weights), sums(parts * branch.sums());
  parallel(parts, [&](int64_t part) {
    const int64_t firstImage = part * imagesPerPart, lastImage = std::min(firstImage + imagesPerPart, shape.batch);
    float *own = filterSums + part * weights, *ownSums = sums + part * branch.sums();
    std::fill_n(own, weights, 0.0f);
    std::fill_n(ownSums, branch.sums(), 0.0f);
    if (dx != nullptr) std::fill(dx + firstImage * image, dx + lastImage * image, 0.0f);
    Scratch dz(shape.outWidth * stride);
    for (int64_t line = firstImage * shape.outHeight; line < lastImage * shape.outHeight; line++) {
      const Block block = blockOf(shape, line);
      branch.call.gradient(branch.keptIsInput)
          .rows(branch.call.numbers, block, branch.keptFrom(block.element), channels, branch.dy + block.element, dz, stride,
                ownSums, stride);
      overTaps(shape, line, [&](int64_t tap, int64_t from, int64_t first, int64_t count) {
        overVectors(channels, [&](int64_t c, auto vectors) {
          const auto read = [&](const float* place) { return vectors > 1 ? load(place) : load(place, channels - c); };
          const auto write = [&](float* place, Vec value) { vectors > 1 ? store(place, value) : store(place, value, channels - c); };
          Vec filter[vectors], sum[vectors];
          for (int v = 0; v < vectors; v++) {
            filter[v] = read(branch.filter + tap * channels + c + v * kLanes);
            sum[v] = read(own + tap * channels + c + v * kLanes);
          }
          const float* gradient = dz + first * stride + c;
          for (int64_t o = 0, pixel = from + c; o < count; o++, pixel += step, gradient += stride)
            for (int v = 0; v < vectors; v++) {
              const Vec dzs = load(gradient + v * kLanes);
              sum[v] += dzs * read(x + pixel + v * kLanes);
              if (dx != nullptr) write(dx + pixel + v * kLanes, read(dx + pixel + v * kLanes) + dzs * filter[v]);
            }
          for (int v = 0; v < vectors; v++) write(own + tap * channels + c + v * kLanes, sum[v]);
        });
      });
    }
  });
  sumParts(filterSums, parts, weights, weights, branch.dfilter);
  sumParts(sums, parts, branch.sums(), branch.sums(), branch.dbias);
}

}  // namespace rectified
