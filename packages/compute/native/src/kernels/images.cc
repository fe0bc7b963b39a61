#include "images.h"

#include <algorithm>

#include "parallel.h"
#include "vector.h"

namespace rectified {
namespace {

constexpr int64_t kPixelsAtOnce = 64;

/** Calls `function(pixel, pixels)` for all of some pixels, in parallel. */
template <typename Function>
void inPieces(int64_t pixels, const Function& function) {
  parallel(divideUp(pixels, kPixelsAtOnce), [&](int64_t piece) {
    const int64_t pixel = piece * kPixelsAtOnce;
    function(pixel, std::min(kPixelsAtOnce, pixels - pixel));
  });
}

template <typename Number>
int64_t channelsOf(const std::vector<Channels<Number>>& images) {
  int64_t sum = 0;
  for (const auto& part : images) sum += part.count;
  return sum;
}

}  // namespace

void joinChannels(const Images& images, int64_t pixel, int64_t pixels, float* to, int64_t stride) {
  for (const auto& [data, count] : images) {
    for (int64_t p = 0; p < pixels; p++) std::copy_n(data + (pixel + p) * count, count, to + p * stride);
    to += count;
  }
}

void joinChannels(const Images& images, int64_t pixels, float* to) {
  const int64_t channels = channelsOf(images);
  inPieces(pixels, [&](int64_t pixel, int64_t count) {
    joinChannels(images, pixel, count, to + pixel * channels, channels);
  });
}

void splitChannels(const float* from, int64_t pixels, const ImageGradients& images) {
  const int64_t channels = channelsOf(images);
  inPieces(pixels, [&](int64_t pixel, int64_t count) {
    const float* part = from + pixel * channels;
    for (const auto& [data, own] : images) {
      for (int64_t p = 0; p < count; p++) std::copy_n(part + p * channels, own, data + (pixel + p) * own);
      part += own;
    }
  });
}

}  // namespace rectified
