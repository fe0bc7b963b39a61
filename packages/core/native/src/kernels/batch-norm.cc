#include "batch-norm.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "parallel.h"
#include "scratch.h"
#include "sums.h"

namespace rectified {
namespace {

/** Rows are cut into the same parts whatever the number of threads. */
constexpr int64_t kRowsPerPart = 512;
/** Rows whose moments are taken in two passes while they are in the cache. */
constexpr int64_t kRowsAtOnce = 64;

class Channels {
 public:
  explicit Channels(const BatchNorm& norm) : norm_(norm), scale_(padded(norm.channels)) {
    for (int64_t c = 0; c < padded(norm.channels); c++)
      scale_[c] = c < norm.channels ? 1 / std::sqrt(norm.variance[c] + norm.epsilon) : 0;
  }

  RECTIFIED_INLINE Vec inverseDeviation(int64_t c) const { return load(scale_ + c); }
  RECTIFIED_INLINE Vec normalized(Vec x, int64_t c) const { return rounded(x - load(norm_.mean + c)) * inverseDeviation(c); }
  RECTIFIED_INLINE Vec scaled(Vec xhat, int64_t c) const { return rounded(xhat * load(norm_.gamma + c)) + load(norm_.beta + c); }

  /** xhat and the rectifier's input from what was kept. */
  RECTIFIED_INLINE void recover(Vec kept, bool keptIsOutput, int64_t c, Vec slope, Vec& xhat, Vec& input) const {
    if (keptIsOutput) {
      input = kept > 0 ? kept : kept / slope;
      xhat = (input - load(norm_.beta + c)) / load(norm_.gamma + c);
    } else {
      xhat = normalized(kept, c);
      input = scaled(xhat, c);
    }
  }

 private:
  const BatchNorm& norm_;
  Scratch scale_;
};

/** Merges means and sums of squared deviations of `otherCount` rows into those of `count` rows (Chan, Golub and LeVeque,
    "Algorithms for computing the sample variance", 1983, eq. 2.1). */
void merge(int64_t count, double* mean, double* squares, int64_t otherCount, const double* otherMean,
           const double* otherSquares, int64_t width) {
  const double share = double(otherCount) / double(count + otherCount);
  for (int64_t c = 0; c < width; c++) {
    const double delta = otherMean[c] - mean[c];
    mean[c] += delta * share;
    squares[c] += otherSquares[c] + delta * delta * share * double(count);
  }
}

}  // namespace

void moments(const float* x, int64_t rows, int64_t channels, float* mean, float* variance) {
  const int64_t width = padded(channels), parts = divideUp(rows, kRowsPerPart);
  std::vector<double> means(parts * width), squares(parts * width);  // squares: sums of squared deviations
  parallel(parts, [&](int64_t part) {
    const int64_t first = part * kRowsPerPart, last = std::min(first + kRowsPerPart, rows);
    std::vector<double> own(2 * width);
    double *ownMean = own.data(), *ownSquares = ownMean + width;
    for (int64_t row = first; row < last; row += kRowsAtOnce) {
      const int64_t count = std::min(kRowsAtOnce, last - row);
      for (int64_t c = 0; c < channels; c += kLanes) {
        Vec sum{}, deviations{}, square{};
        for (int64_t r = 0; r < count; r++) sum += load(x + (row + r) * channels + c, channels - c);
        const Vec average = sum / float(count);
        for (int64_t r = 0; r < count; r++) {
          const Vec deviation = load(x + (row + r) * channels + c, channels - c) - average;
          deviations += deviation;
          square += deviation * deviation;
        }
        // The average was rounded; the sum of the deviations says by how much (eq. 1.7 there).
        for (int lane = 0; lane < kLanes; lane++) {
          const double left = double(deviations[lane]) / double(count);
          ownMean[c + lane] = double(average[lane]) + left;
          ownSquares[c + lane] = double(square[lane]) - left * double(deviations[lane]);
        }
      }
      merge(row - first, &means[part * width], &squares[part * width], count, ownMean, ownSquares, width);
    }
  });
  for (int64_t part = 1; part < parts; part++) {
    const int64_t first = part * kRowsPerPart;
    merge(first, means.data(), squares.data(), std::min(kRowsPerPart, rows - first), &means[part * width],
          &squares[part * width], width);
  }
  for (int64_t c = 0; c < width; c++) {
    mean[c] = float(means[c]);
    variance[c] = float(squares[c] / double(rows));
  }
}

void moveAverage(const float* average, const float* value, float share, int64_t channels, float* moved) {
  for (int64_t c = 0; c < channels; c += kLanes) {
    const Vec old = load(average + c);
    store(moved + c, old - rounded((old - load(value + c)) * splat(share)));
  }
}

bool outputIsEnough(const BatchNorm& norm, const RectifierSettings& settings) {
  const auto invertible = [](float slope) { return slope >= 1e-3f && slope <= 1e3f; };
  switch (settings.slope) {
    case Slope::kOne:
      break;
    case Slope::kZero:
      return false;
    case Slope::kFixed:
      if (!invertible(settings.first)) return false;
      break;
    case Slope::kChannel:
      for (int64_t c = 0; c < norm.channels; c++)
        if (!invertible(std::clamp(settings.slopes[c], settings.first, settings.second))) return false;
      break;
    case Slope::kDivisor:
    case Slope::kRandom:
      if (!invertible(settings.first) || !invertible(settings.first + settings.second)) return false;
      break;
  }
  for (int64_t c = 0; c < norm.channels; c++)  // the error of xhat is that of y times about 1 + |beta / gamma|
    if (!(std::abs(norm.gamma[c]) >= 1e-6f && std::abs(norm.gamma[c]) >= 0.01f * std::abs(norm.beta[c]))) return false;
  return true;
}

void asScaleAndBias(const BatchNorm& norm, const float* convolutionBias, float* scale, float* bias) {
  for (int64_t c = 0; c < padded(norm.channels); c++) {
    const double factor = c < norm.channels ? norm.gamma[c] / std::sqrt(double(norm.variance[c]) + norm.epsilon) : 0;
    scale[c] = float(factor);
    bias[c] = float((double(convolutionBias[c]) - norm.mean[c]) * factor + norm.beta[c]);
  }
}

void batchNormRectified(const BatchNorm& norm, const RectifierSettings& settings, const float* x, float* y) {
  withRectifier(settings, [&](const auto& rectifier) {
    const Channels channels(norm);
    parallel(divideUp(norm.rows, kRowsPerPart), [&](int64_t part) {
      const int64_t last = std::min((part + 1) * kRowsPerPart, norm.rows);
      for (int64_t row = part * kRowsPerPart; row < last; row++)
        for (int64_t c = 0; c < norm.channels; c += kLanes) {
          const int64_t element = row * norm.channels + c, count = norm.channels - c;
          const Vec input = channels.scaled(channels.normalized(load(x + element, count), c), c);
          store(y + element, rectifier.value(input, rectifier.slope(c, element)), count);
        }
    });
  });
}

void batchNormRectifiedGradient(const BatchNorm& norm, const RectifierSettings& settings, const float* kept,
                                bool keptIsOutput, const float* dy, bool training, const BatchNormGradients& gradients) {
  const int64_t width = padded(norm.channels), parts = divideUp(norm.rows, kRowsPerPart);
  withRectifier(settings, [&](const auto& rectifier) {
    const Channels channels(norm);
    // Calls f(element, channel, count, xhat, input, dy, gradient of the input) over the rows of a part.
    const auto overRows = [&](int64_t part, auto f) {
      const int64_t last = std::min((part + 1) * kRowsPerPart, norm.rows);
      for (int64_t row = part * kRowsPerPart; row < last; row++)
        for (int64_t c = 0; c < norm.channels; c += kLanes) {
          const int64_t element = row * norm.channels + c, count = norm.channels - c;
          const Vec outer = load(dy + element, count);
          Vec xhat, input;
          const Vec slope = rectifier.slope(c, element);
          channels.recover(load(kept + element, count), keptIsOutput, c, slope, xhat, input);
          f(element, c, count, xhat, input, outer, rectifier.gradient(input, outer, slope));
        }
    };
    Scratch sums(3 * parts * width);
    parallel(parts, [&](int64_t part) {
      float *beta = sums + part * width, *gamma = beta + parts * width, *slope = gamma + parts * width;
      for (float* sum : {beta, gamma, slope}) std::fill_n(sum, width, 0.0f);
      overRows(part, [&](int64_t, int64_t c, int64_t, Vec xhat, Vec input, Vec outer, Vec inner) {
        store(beta + c, load(beta + c) + inner);
        store(gamma + c, load(gamma + c) + inner * xhat);
        store(slope + c, load(slope + c) + (input > 0 ? Vec{} : input * outer));
      });
    });
    sumParts(sums, parts, width, width, gradients.beta);
    sumParts(sums + parts * width, parts, width, width, gradients.gamma);
    if (settings.slope == Slope::kChannel) sumParts(sums + 2 * parts * width, parts, width, width, gradients.slope);
    parallel(parts, [&](int64_t part) {
      overRows(part, [&](int64_t element, int64_t c, int64_t count, Vec xhat, Vec, Vec, Vec inner) {
        Vec dxhat = inner;
        if (training)
          dxhat -= (load(gradients.beta + c) + xhat * load(gradients.gamma + c)) / float(norm.rows);
        store(gradients.x + element, dxhat * load(norm.gamma + c) * channels.inverseDeviation(c), count);
      });
    });
  });
}

}  // namespace rectified
