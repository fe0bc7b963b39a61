#pragma once

#include "../kernels/rectifier.h"
#include "kernel.h"

namespace rectified {

/** Attributes and inputs that every operation with a rectifier has. */
class RectifierAttributes {
 public:
  /** For definitions of operations. */
  static constexpr const char* kAttributes[] = {"rectifier: {'none', 'zero', 'fixed', 'channel', 'divisor', 'random'}",
                                                "first: float", "second: float"};
  static constexpr const char* kInputs[] = {"slopes: float", "seeds: int32"};

  explicit RectifierAttributes(const Attributes& attributes)
      : slope_(slopeOf(attributes.text("rectifier"))),
        first_(attributes.number("first")),
        second_(attributes.number("second")) {}

  Slope slope() const { return slope_; }

  /** The rectifier of a call that makes `elements` numbers in `channels` channels; `padded` takes the learned slopes.
      `slopes` and `seeds` may be null where the rectifier has none. */
  RectifierSettings settings(const Tensor* slopes, const Tensor* seeds, int64_t channels, int64_t elements,
                             PaddedNumbers& padded) const {
    RectifierSettings settings;
    settings.slope = slope_;
    settings.first = first_;
    settings.second = second_;
    if (slope_ == Slope::kChannel) {
      const int64_t given = slopes != nullptr ? slopes->size() : 0;
      require(given == channels, "one slope for each of the " + std::to_string(channels) + " channels expected, got " +
                                     std::to_string(given));
      for (int64_t c = 0; c < channels; c++) padded[c] = slopes->data()[c];
      settings.slopes = padded;
    }
    if (isRandom(slope_)) {
      require(seeds != nullptr && seeds->size() == 2, "two seeds expected");
      require(elements < int64_t(1) << 34, "too many elements for one stream of random numbers");
      settings.noise = Noise(seeds->data<int32_t>()[0], seeds->data<int32_t>()[1]);
    }
    return settings;
  }

 private:
  static Slope slopeOf(const std::string& name) {
    constexpr const char* kNames[] = {"none", "zero", "fixed", "channel", "divisor", "random"};
    for (int i = 0; i < 6; i++)
      if (name == kNames[i]) return Slope(i);
    throw Fault{TF_INVALID_ARGUMENT, "unknown rectifier " + name};
  }

  Slope slope_;
  float first_, second_;
};

}  // namespace rectified
