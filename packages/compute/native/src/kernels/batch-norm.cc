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
/** 1 / sqrt(variance + epsilon) of every channel, to whole vectors. */
class InverseDeviations {
 public:
  explicit InverseDeviations(const BatchNorm& norm) : numbers_(padded(norm.channels)) {
    for (int64_t c = 0; c < padded(norm.channels); c++)
      numbers_[c] = c < norm.channels ? 1 / std::sqrt(norm.variance[c] + norm.epsilon) : 0;
  }
  operator const float*() const { return numbers_; }

 private:
  Scratch numbers_;
};

/** The rows of a part. */
Block rowsOf(const BatchNorm& norm, int64_t part) {
  const int64_t first = part * kRowsPerPart;
  return {first * norm.channels, std::min(kRowsPerPart, norm.rows - first), 0, norm.channels, norm.channels};
}

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

bool outputIsEnough(const BatchNorm& norm, const RowCall& call) {
  if (call.function->normalizedFromOutput.rows == nullptr || !call.function->isInvertible(call.numbers, norm.channels)) return false;
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

void batchNormRectified(const BatchNorm& norm, const RowCall& call, const float* x, float* y) {
  const InverseDeviations inverse(norm);
  const RowNormalization rows{norm.mean, inverse, norm.gamma, norm.beta};
  parallel(divideUp(norm.rows, kRowsPerPart), [&](int64_t part) {
    const Block block = rowsOf(norm, part);
    call.function->normalizedValue(call.numbers, block, rows, x + block.element, y + block.element);
  });
}

void batchNormRectifiedGradient(const BatchNorm& norm, const RowCall& call, const float* kept, bool keptIsOutput,
                                const float* dy, bool training, const BatchNormGradients& gradients) {
  const int64_t width = padded(norm.channels), parts = divideUp(norm.rows, kRowsPerPart);
  const int64_t size = (1 + call.function->parameters) * width;
  const InverseDeviations inverse(norm);
  const RowNormalization rows{norm.mean, inverse, norm.gamma, norm.beta};
  const NormalizedRowGradient& gradient = keptIsOutput ? call.function->normalizedFromOutput : call.function->normalizedFromInput;
  Scratch sums(parts * size), gammaSums(parts * width);
  parallel(parts, [&](int64_t part) {
    const Block block = rowsOf(norm, part);
    float *own = sums + part * size, *gamma = gammaSums + part * width;
    std::fill_n(own, size, 0.0f);
    std::fill_n(gamma, width, 0.0f);
    gradient.sums(call.numbers, block, rows, kept + block.element, dy + block.element, own, width, gamma);
  });
  sumParts(sums, parts, size, size, gradients.beta);
  sumParts(gammaSums, parts, width, width, gradients.gamma);
  parallel(parts, [&](int64_t part) {
    const Block block = rowsOf(norm, part);
    gradient.rows(call.numbers, block, rows, kept + block.element, dy + block.element, gradients.beta, gradients.gamma,
                  training ? float(norm.rows) : 0, gradients.x + block.element);
  });
  call.function->fromInput.finish(call.numbers, norm.channels, gradients.beta, width);
}

}  // namespace rectified
