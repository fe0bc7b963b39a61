// The rectifier's part of a layer, applied to rows of the layer's output while they are still in the cache.
#pragma once

#include "rectifier.h"

namespace rectified {

/** A part of an output [all rows, width]. */
struct Block {
  int64_t row, rows;
  int64_t channel, channels;
  int64_t width;
};

/** Results larger than this do not stay in the caches until they are read, so they are written past them. */
constexpr int64_t kPastCaches = 16 << 20;

/**
 * y = rectifier(scale z + bias) for a block of the output. `z` holds the block only, its rows `stride` numbers apart; `y`
 * and `kept` (null, or where the rectifier's input is to be kept for the gradient) are whole outputs. `scale` and `bias`
 * are readable to whole vectors.
 */
template <Slope kSlope>
void rectifyRows(const Rectifier<kSlope>& rectifier, const Block& block, const float* z, int64_t stride,
                 const float* scale, const float* bias, float* y, float* kept, bool pastCaches) {
  for (int64_t r = 0; r < block.rows; r += 2)
    for (int64_t c = 0; c < block.channels; c += 2 * kLanes) {
      const int64_t channel = block.channel + c, first = (block.row + r) * block.width + channel;
      const int64_t next = c + kLanes < block.channels ? kLanes : 0;  // the second vector, if there is one
      const int64_t channels[4] = {channel, channel + next, channel, channel + next};
      const int64_t elements[4] = {first, first + next, first + block.width, first + block.width + next};
      Vec slopes[4];
      rectifier.slopes(channels, elements, slopes);
      for (int i = 0; i < 2 && r + i < block.rows; i++)
        for (int v = 0; v < 2 && c + v * kLanes < block.channels; v++) {
          const int64_t element = elements[2 * i + v], count = block.channels - c - v * kLanes;
          const Vec x = load(z + (r + i) * stride + c + v * kLanes) * load(scale + channels[v]) + load(bias + channels[v]);
          const Vec value = rectifier.value(x, slopes[2 * i + v]);
          if (pastCaches)
            storePastCaches(y + element, value);
          else
            store(y + element, value, count);
          if (kept != nullptr) store(kept + element, x, count);
        }
    }
}

/** Whether rectifyRows may write past the caches: whole vectors, aligned, and many of them. */
inline bool pastCaches(const float* y, int64_t rows, int64_t width) {
  return width % kLanes == 0 && reinterpret_cast<uintptr_t>(y) % kVectorBytes == 0 &&
         rows * width * int64_t(sizeof(float)) > kPastCaches;
}

/**
 * dz = dy * rectifier' for a block of the output, and what it adds to the sums over rows: of dz (the bias's gradient)
 * and of `sign` dy over the negative elements (the learned slope's gradient). `sign` and `dy` are whole outputs; `dz`
 * holds the block only, its rows `stride` numbers apart and padded with zeros to whole vectors, as are the sums.
 */
template <Slope kSlope>
void rectifierGradientRows(const Rectifier<kSlope>& rectifier, const Block& block, const float* sign, const float* dy,
                           float* dz, int64_t stride, float* biasSums, float* slopeSums) {
  constexpr int kTogether = 4;  // rows, so that a sum is loaded and stored once for so many
  for (int64_t r = 0; r < block.rows; r += kTogether)
    for (int64_t c = 0; c < block.channels; c += kLanes) {
      const int64_t count = block.channels - c, channel = block.channel + c;
      const int64_t first = (block.row + r) * block.width + channel;
      Vec slopes[kTogether], biasSum = load(biasSums + c), slopeSum = load(slopeSums + c);
      rectifier.slopes({channel, channel, channel, channel},
                       {first, first + block.width, first + 2 * block.width, first + 3 * block.width}, slopes);
      for (int i = 0; i < kTogether && r + i < block.rows; i++) {
        const Vec outer = load(dy + first + i * block.width, count);
        Vec inner = outer;
        if constexpr (kSlope != Slope::kOne) {
          const Vec side = load(sign + first + i * block.width, count);
          inner = rectifier.gradient(side, outer, slopes[i]);
          if constexpr (kSlope == Slope::kChannel) slopeSum += side > 0 ? Vec{} : side * outer;
        }
        biasSum += inner;
        store(dz + (r + i) * stride + c, inner);
      }
      store(biasSums + c, biasSum);
      store(slopeSums + c, slopeSum);
    }
}

}  // namespace rectified
