#include "rectified-sum.h"

#include <algorithm>

#include "parallel.h"
#include "scratch.h"
#include "sums.h"

namespace rectified {
namespace {

/** Rows that are cut into the same parts whatever the number of threads, each small enough for a first-level cache. */
struct Parts {
  int64_t channels, rows, rowsPerPart;

  Parts(int64_t rows, int64_t channels)
      : channels(channels), rows(rows), rowsPerPart(std::max<int64_t>(1, 4096 / padded(channels))) {}

  int64_t count() const { return divideUp(rows, rowsPerPart); }
  Block of(int64_t part) const {
    const int64_t first = part * rowsPerPart;
    return {first * channels, std::min(rowsPerPart, rows - first), 0, channels, channels};
  }
};

}  // namespace

void rectifiedSum(int64_t rows, int64_t channels, const RowCall& call, const std::vector<const float*>& addends, float* y,
                  float* kept) {
  const Parts parts(rows, channels);
  const int64_t stride = padded(channels);
  const bool past = pastCaches(y, rows, channels);
  Scratch scale(stride), bias(stride);
  std::fill_n(scale.get(), stride, 1.0f);
  std::fill_n(bias.get(), stride, -0.0f);  // -0 + 0 would be 0
  parallel(parts.count(), [&](int64_t part) {
    const Block block = parts.of(part);
    Scratch sums(block.rows * stride);
    for (int64_t r = 0; r < block.rows; r++)
      for (int64_t c = 0; c < channels; c += kLanes) {
        const int64_t place = block.element + r * channels + c;
        Vec sum = load(addends[0] + place, channels - c);
        for (size_t a = 1; a < addends.size(); a++) sum += load(addends[a] + place, channels - c);
        store(sums + r * stride + c, sum);
      }
    call.function->value(call.numbers, block, sums, stride, scale, bias, nullptr, y + block.element,
                         kept != nullptr ? kept + block.element : nullptr, past);
  });
}

void rectifiedSumGradient(int64_t rows, int64_t channels, const RowCall& call, const float* kept, bool keptIsInput,
                          const float* dy, float* dsum, float* sums) {
  const Parts parts(rows, channels);
  const int64_t stride = padded(channels), size = (1 + call.function->parameters) * stride;
  const bool wholeVectors = channels == stride;
  Scratch partSums(parts.count() * size);
  parallel(parts.count(), [&](int64_t part) {
    const Block block = parts.of(part);
    Scratch rowsOfPart(wholeVectors ? 0 : block.rows * stride);
    float *own = partSums + part * size, *to = wholeVectors ? dsum + block.element : rowsOfPart.get();
    std::fill_n(own, size, 0.0f);
    call.gradient(keptIsInput)
        .rows(call.numbers, block, kept != nullptr ? kept + block.element : nullptr, channels, dy + block.element, to, stride, own, stride);
    if (!wholeVectors)
      for (int64_t r = 0; r < block.rows; r++) std::copy_n(to + r * stride, channels, dsum + block.element + r * channels);
  });
  sumParts(partSums, parts.count(), size, size, sums);
  call.gradient(keptIsInput).finish(call.numbers, channels, sums, stride);
}

}  // namespace rectified
