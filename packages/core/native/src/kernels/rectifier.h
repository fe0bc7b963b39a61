// Rectifiers: the identity on the positive side, a line of some slope on the negative one.
//
//     y = x  for x > 0,  slope * x otherwise          dy/dx = 1 for x > 0, slope otherwise
//
// At 0 the value is 0 and the gradient the slope, as in cxxnet (src/layer/op.h); NaN stays NaN and counts as negative
// for the gradient; infinities are multiplied by the slope, but a rectifier without slope (ReLU) turns -infinity into 0.
#pragma once

#include "noise.h"

namespace rectified {

/** Where the slope comes from. */
enum class Slope {
  kOne,      // no rectifier: y = x
  kZero,     // ReLU
  kFixed,    // `first`
  kChannel,  // learned, one per channel, clipped to [first, second]
  kDivisor,  // 1 / a for a = first + second u, u uniform in [0, 1) for every element (arXiv 1505.00853, section 2.4)
  kRandom    // first + second u
};

constexpr bool isRandom(Slope slope) { return slope == Slope::kDivisor || slope == Slope::kRandom; }

struct RectifierSettings {
  Slope slope = Slope::kOne;
  float first = 0, second = 0;
  /** kChannel: one slope for each channel, not yet clipped; readable to whole vectors. */
  const float* slopes = nullptr;
  Noise noise;
};

/**
 * Whether the gradient needs the rectifier's input instead of its output. As long as slopes are not negative, the
 * output has the input's sign. The gradient of a learned slope needs the input's value as well; that is y / slope
 * unless the slope is close to 0.
 */
inline bool gradientNeedsInput(const RectifierSettings& settings, int64_t channels) {
  switch (settings.slope) {
    case Slope::kOne:
    case Slope::kZero:
      return false;
    case Slope::kFixed:
      return !(settings.first >= 0);
    case Slope::kChannel:
      for (int64_t c = 0; c < channels; c++) {
        const float slope = settings.slopes[c] < settings.first    ? settings.first
                            : settings.slopes[c] > settings.second ? settings.second
                                                                   : settings.slopes[c];
        if (!(slope >= 1e-6f && slope <= 1e6f)) return true;
      }
      return false;
    case Slope::kDivisor:
      return !(settings.first > 0 && settings.first + settings.second > 0);
    case Slope::kRandom:
      return !(settings.first >= 0 && settings.first + settings.second >= 0);
  }
  return true;
}

template <Slope kSlope>
class Rectifier {
 public:
  explicit Rectifier(const RectifierSettings& settings) : settings_(settings) {}

  /** The slopes of some vectors of the output, clipped or drawn: `out[i]` is for channels from `channel[i]` and elements
      from `element[i]` on. Of the random ones each step is one correctly rounded operation, so that they are those of
      `drawSlopes` of @rectified/rrelu, bit for bit. */
  template <int kCount>
  RECTIFIED_INLINE void slopes(const int64_t (&channel)[kCount], const int64_t (&element)[kCount],
                               Vec (&out)[kCount]) const {
    if constexpr (isRandom(kSlope)) settings_.noise.uniform(element, out);
    RECTIFIED_UNROLL
    for (int i = 0; i < kCount; i++) {
      if constexpr (kSlope == Slope::kOne) out[i] = splat(1);
      if constexpr (kSlope == Slope::kZero) out[i] = Vec{};
      if constexpr (kSlope == Slope::kFixed) out[i] = splat(settings_.first);
      if constexpr (kSlope == Slope::kChannel) {
        const Vec slope = load(settings_.slopes + channel[i]);
        const Vec raised = slope < settings_.first ? splat(settings_.first) : slope;
        out[i] = raised > settings_.second ? splat(settings_.second) : raised;
      }
      if constexpr (isRandom(kSlope)) out[i] = settings_.first + rounded(settings_.second * out[i]);
      if constexpr (kSlope == Slope::kDivisor) out[i] = 1.0f / out[i];
    }
  }

  /** Of one vector. */
  RECTIFIED_INLINE Vec slope(int64_t channel, int64_t element) const {
    Vec out[1];
    slopes({channel}, {element}, out);
    return out[0];
  }

  /** y for x. */
  static RECTIFIED_INLINE Vec value(Vec x, Vec slope) {
    if constexpr (kSlope == Slope::kOne) return x;
    else if constexpr (kSlope == Slope::kZero) return x <= 0 ? Vec{} : x;
    else return x > 0 ? x : x * slope;
  }

  /** dx for dy. `sign` is x, or y where `gradientNeedsInput` does not ask for x. */
  static RECTIFIED_INLINE Vec gradient(Vec sign, Vec dy, Vec slope) {
    if constexpr (kSlope == Slope::kOne) return dy;
    else if constexpr (kSlope == Slope::kZero) return sign > 0 ? dy : Vec{};
    else return sign > 0 ? dy : dy * slope;
  }

 private:
  const RectifierSettings& settings_;
};

/** Calls `f` with the Rectifier that the settings describe. */
template <typename F>
void withRectifier(const RectifierSettings& settings, F f) {
  switch (settings.slope) {
    case Slope::kOne: return f(Rectifier<Slope::kOne>(settings));
    case Slope::kZero: return f(Rectifier<Slope::kZero>(settings));
    case Slope::kFixed: return f(Rectifier<Slope::kFixed>(settings));
    case Slope::kChannel: return f(Rectifier<Slope::kChannel>(settings));
    case Slope::kDivisor: return f(Rectifier<Slope::kDivisor>(settings));
    case Slope::kRandom: return f(Rectifier<Slope::kRandom>(settings));
  }
}

}  // namespace rectified
