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
/** Rows given to a row function at once. */
constexpr int64_t kRowsTogether = 4;

/** The rows from `row` on, but not `last` and those behind it. */
Block rowsOf(const BatchNorm& norm, int64_t row, int64_t last) {
  return {row * norm.channels, std::min(kRowsTogether, last - row), 0, norm.channels, norm.channels};
}

class Channels {
 public:
  explicit Channels(const BatchNorm& norm) : norm_(norm), scale_(padded(norm.channels)) {
    for (int64_t c = 0; c < padded(norm.channels); c++)
      scale_[c] = c < norm.channels ? 1 / std::sqrt(norm.variance[c] + norm.epsilon) : 0;
  }

  RECTIFIED_INLINE Vec inverseDeviation(int64_t c) const { return load(scale_ + c); }
  RECTIFIED_INLINE Vec normalized(Vec x, int64_t c) const { return rounded(x - load(norm_.mean + c)) * inverseDeviation(c); }
  RECTIFIED_INLINE Vec scaled(Vec xhat, int64_t c) const { return rounded(xhat * load(norm_.gamma + c)) + load(norm_.beta + c); }
  /** xhat of what `scaled` made of it. */
  RECTIFIED_INLINE Vec unscaled(Vec input, int64_t c) const { return (input - load(norm_.beta + c)) / load(norm_.gamma + c); }

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

bool outputIsEnough(const BatchNorm& norm, const RowCall& call) {
  if (call.function->input == nullptr || !call.function->isInvertible(call.numbers, norm.channels)) return false;
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
  const Channels channels(norm);
  const int64_t width = padded(norm.channels);
  Scratch ones(width), zeros(width);
  std::fill_n(ones.get(), width, 1.0f);
  std::fill_n(zeros.get(), width, -0.0f);  // what is added to -0 stays -0
  parallel(divideUp(norm.rows, kRowsPerPart), [&](int64_t part) {
    Scratch inputs(kRowsTogether * width);
    const int64_t last = std::min((part + 1) * kRowsPerPart, norm.rows);
    for (int64_t row = part * kRowsPerPart; row < last; row += kRowsTogether) {
      const Block block = rowsOf(norm, row, last);
      for (int64_t r = 0; r < block.rows; r++)
        for (int64_t c = 0; c < norm.channels; c += kLanes) {
          const Vec given = load(x + block.element + r * norm.channels + c, norm.channels - c);
          store(inputs + r * width + c, channels.scaled(channels.normalized(given, c), c));
        }
      call.function->value(call.numbers, block, inputs, width, ones, zeros, y + block.element, nullptr, false);
    }
  });
}

void batchNormRectifiedGradient(const BatchNorm& norm, const RowCall& call, const float* kept, bool keptIsOutput,
                                const float* dy, bool training, const BatchNormGradients& gradients) {
  const int64_t width = padded(norm.channels), parts = divideUp(norm.rows, kRowsPerPart);
  const int64_t lists = 1 + call.function->parameters, size = lists * width;
  const Channels channels(norm);
  // Calls f(row of dx, channel, count, xhat, gradient of the function's input) over the rows of a part; adds to the sums.
  const auto overRows = [&](int64_t part, float* sums, auto f) {
    Scratch inputs(kRowsTogether * width), inner(kRowsTogether * width);
    const int64_t last = std::min((part + 1) * kRowsPerPart, norm.rows);
    for (int64_t row = part * kRowsPerPart; row < last; row += kRowsTogether) {
      const Block block = rowsOf(norm, row, last);
      for (int64_t r = 0; r < block.rows; r++)
        for (int64_t c = 0; c < norm.channels; c += kLanes) {
          const Vec given = load(kept + block.element + r * norm.channels + c, norm.channels - c);
          store(inputs + r * width + c, keptIsOutput ? given : channels.scaled(channels.normalized(given, c), c));
        }
      if (keptIsOutput) call.function->input(call.numbers, block, inputs, inputs, width);
      call.function->fromInput.rows(call.numbers, block, inputs, width, dy + block.element, inner, width, sums, width);
      for (int64_t r = 0; r < block.rows; r++)
        for (int64_t c = 0; c < norm.channels; c += kLanes) {
          const int64_t element = block.element + r * norm.channels + c, count = norm.channels - c;
          const Vec xhat = keptIsOutput ? channels.unscaled(load(inputs + r * width + c), c)
                                        : channels.normalized(load(kept + element, count), c);
          f(element, c, count, xhat, load(inner + r * width + c));
        }
    }
  };
  Scratch sums(parts * size), gammaSums(parts * width);
  parallel(parts, [&](int64_t part) {
    float *own = sums + part * size, *gamma = gammaSums + part * width;
    std::fill_n(own, size, 0.0f);
    std::fill_n(gamma, width, 0.0f);
    overRows(part, own, [&](int64_t, int64_t c, int64_t, Vec xhat, Vec inner) { store(gamma + c, load(gamma + c) + inner * xhat); });
  });
  sumParts(sums, parts, size, size, gradients.beta);
  sumParts(gammaSums, parts, width, width, gradients.gamma);
  parallel(parts, [&](int64_t part) {
    float* unused = sums + part * size;
    overRows(part, unused, [&](int64_t element, int64_t c, int64_t count, Vec xhat, Vec inner) {
      Vec dxhat = inner;
      if (training)
        dxhat -= (load(gradients.beta + c) + xhat * load(gradients.gamma + c)) / float(norm.rows);
      store(gradients.x + element, dxhat * load(norm.gamma + c) * channels.inverseDeviation(c), count);
    });
  });
  call.function->fromInput.finish(call.numbers, norm.channels, gradients.beta, width);
}

}  // namespace rectified
