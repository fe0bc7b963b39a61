// Images whose channels lie in several places, as a concatenation would put them behind each other: the output of an
// inception module, which is never written as a whole.
#pragma once

#include <cstdint>
#include <vector>

namespace rectified {

/** A part of the channels: [pixels, count]. */
template <typename Number>
struct Channels {
  Number* data;
  int64_t count;
};

using Images = std::vector<Channels<const float>>;
using ImageGradients = std::vector<Channels<float>>;

/** Writes all channels of some pixels beside each other; a pixel's begin `stride` numbers behind those of the one before. */
void joinChannels(const Images& images, int64_t pixel, int64_t pixels, float* to, int64_t stride);

/** Those of all pixels; in parallel. */
void joinChannels(const Images& images, int64_t pixels, float* to);

/** The reverse. */
void splitChannels(const float* from, int64_t pixels, const ImageGradients& images);

}  // namespace rectified
