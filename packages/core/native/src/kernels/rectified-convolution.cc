// Convolutions as matrix products over rows (output pixels); Winograd's are in winograd-convolution.cc.
//
//     z = patches filter      dfilter = patches^T dz      dpatches = dz filter^T
//
// The backward pass goes over the rows once: a few at a time are read, and all three products are made of them while
// they are in the cache.
#include "rectified-convolution.h"

#include <algorithm>

#include "gemm.h"
#include "parallel.h"
#include "rectified-rows.h"
#include "scratch.h"
#include "sums.h"
#include "winograd-convolution.h"

namespace rectified {
namespace {

/** Rows treated at once: with them, their gradients and the filter, about half of a second-level cache. */
constexpr int64_t kRowsAtOnce = divideUp(96, kTileRows) * kTileRows;

/** Distance of rows in scratch memory. A multiple of 1 KiB would put rows into the same few sets of the cache. */
int64_t strideFor(int64_t count) { return padded(count) % 256 == 0 ? padded(count) + kLanes : padded(count); }

/** The patches of some rows: where they are if the convolution allows it, else gathered. */
class Patches {
 public:
  explicit Patches(const Convolution& shape)
      : shape_(shape),
        direct_(shape.pointwise() && shape.channels % 256 != 0),
        stride_(direct_ ? shape.channels : strideFor(shape.depth())),
        gathered_(direct_ ? 0 : kRowsAtOnce * stride_) {}

  const float* at(const float* x, int64_t row, int64_t rows) {
    if (direct_) return x + row * stride_;
    gatherPatches(shape_, x, row, rows, gathered_, stride_);
    return gathered_;
  }
  int64_t stride() const { return stride_; }

  /** What of the rows from `row` on, up to `last`, `at` will read next. */
  Ahead next(const float* x, int64_t row, int64_t last) const {
    if (!shape_.pointwise()) return {};
    return {{x + row * shape_.channels}, {std::min(kRowsAtOnce, last - row) * shape_.channels}};
  }

 private:
  const Convolution& shape_;
  bool direct_;
  int64_t stride_;
  Scratch gathered_;
};

/** Few rows and many weights, as in a dense layer: the work is cut along the weights instead of the rows. */
bool fewRows(const Convolution& shape) { return shape.pointwise() && shape.rows() <= 4 * kRowsAtOnce; }

template <Slope kSlope>
void forward(const Convolution& shape, const Rectifier<kSlope>& rectifier, const float* x, const float* filter,
             const float* bias, float* y, float* kept) {
  const int64_t rows = shape.rows(), depth = shape.depth(), filters = shape.filters;
  // So many that what comes next is fetched in time, but enough tasks for all threads.
  const int64_t rowsPerTask = kRowsAtOnce * std::clamp<int64_t>(rows / kRowsAtOnce / (4 * threads()), 1, 8);
  const bool past = pastCaches(y, rows, filters);
  Scratch panels(panelsSize(depth, filters));
  packPanels(filter, filters, 1, depth, filters, panels);
  parallel(divideUp(rows, rowsPerTask), [&](int64_t task) {
    Patches patches(shape);
    const int64_t last = std::min((task + 1) * rowsPerTask, rows);
    for (int64_t row = task * rowsPerTask; row < last; row += kRowsAtOnce) {
      const int64_t count = std::min(kRowsAtOnce, last - row);
      const auto sink = [&](int64_t i, int64_t height, int64_t n, const float* z) {
        rectifyRows(rectifier, {row + i, height, n, std::min<int64_t>(kPanel, filters - n), filters}, z, kPanel, bias, y,
                    kept, past);
      };
      multiply(count, filters, depth, patches.at(x, row, count), patches.stride(), panels, sink,
               patches.next(x, row + count, last));
    }
  });
}

template <Slope kSlope>
void forwardFewRows(const Convolution& shape, const Rectifier<kSlope>& rectifier, const float* x, const float* filter,
                    const float* bias, float* y, float* kept) {
  const int64_t rows = shape.rows(), depth = shape.depth(), filters = shape.filters;
  parallel(divideUp(filters, kPanel), [&](int64_t panel) {
    Scratch packed(depth * kPanel), z(rows * kPanel);
    packPanel(filter, filters, 1, depth, filters, panel, packed);
    multiply(rows, kPanel, depth, x, depth, packed, z, kPanel);
    const int64_t channel = panel * kPanel;
    rectifyRows(rectifier, {0, rows, channel, std::min<int64_t>(kPanel, filters - channel), filters}, z, kPanel, bias,
                y, kept, false);
  });
}

/** Rows are cut into parts, each with sums of its own, which are added in order at the end: the same parts whatever the
    number of threads. A part begins with an image if patches overlap, so that no two write to the same pixel of dx. */
struct Parts {
  int64_t count, rows;

  explicit Parts(const Convolution& shape) {
    constexpr int64_t kMost = 32, kLeastRows = 256;
    const int64_t sums = shape.depth() * shape.filters * int64_t(sizeof(float));
    const int64_t most = std::clamp<int64_t>((32 << 20) / sums, 4, kMost);
    const int64_t unit = shape.pointwise() ? kRowsAtOnce : shape.outHeight * shape.outWidth;
    const int64_t units = divideUp(shape.rows(), unit);
    const int64_t unitsPerPart = std::max(divideUp(units, most), std::min(divideUp(kLeastRows, unit), units));
    rows = unitsPerPart * unit;
    count = divideUp(shape.rows(), rows);
  }
};

template <Slope kSlope>
void backward(const Convolution& shape, const Rectifier<kSlope>& rectifier, const float* x, const float* filter,
              const float* sign, const float* dy, const ConvolutionGradients& gradients) {
  const int64_t depth = shape.depth(), filters = shape.filters, width = padded(filters);
  const int64_t stride = strideFor(filters), patchStride = strideFor(depth);
  const Parts parts(shape);
  const bool past = pastCaches(gradients.x, shape.rows(), depth);
  Scratch panels(gradients.x != nullptr ? panelsSize(filters, depth) : 0);
  if (gradients.x != nullptr) packPanels(filter, 1, filters, filters, depth, panels);

  Scratch filterSums(parts.count * depth * filters), biasSums(parts.count * width), slopeSums(parts.count * width);
  parallel(parts.count, [&](int64_t part) {
    float* filterSum = filterSums + part * depth * filters;
    float* biasSum = biasSums + part * width;
    float* slopeSum = slopeSums + part * width;
    std::fill_n(biasSum, width, 0.0f);
    std::fill_n(slopeSum, width, 0.0f);
    Patches patches(shape);
    Scratch dz(kRowsAtOnce * stride), dpatches(shape.pointwise() ? 0 : kRowsAtOnce * patchStride);
    const int64_t first = part * parts.rows, last = std::min(first + parts.rows, shape.rows());
    if (gradients.x != nullptr && !shape.pointwise()) {
      const int64_t image = shape.height * shape.width * shape.channels, pixels = shape.outHeight * shape.outWidth;
      std::fill(gradients.x + first / pixels * image, gradients.x + last / pixels * image, 0.0f);
    }
    for (int64_t row = first; row < last; row += kRowsAtOnce) {
      const int64_t count = std::min(kRowsAtOnce, last - row);
      rectifierGradientRows(rectifier, {row, count, 0, filters, filters}, sign, dy, dz, stride, biasSum, slopeSum);
      const int64_t next = (row + count) * filters, following = std::min(kRowsAtOnce, last - row - count) * filters;
      const Ahead ahead = kSlope == Slope::kOne ? Ahead{{dy + next, nullptr}, {following, 0}}
                                                : Ahead{{dy + next, sign + next}, {following, following}};
      multiplyTransposed(count, filters, depth, patches.at(x, row, count), patches.stride(), dz, stride, filterSum,
                         filters, row > first, ahead);
      if (gradients.x == nullptr) continue;
      if (shape.pointwise()) {
        const auto sink = [&](int64_t i, int64_t height, int64_t k, const float* dx) {
          for (int64_t r = 0; r < height; r++)
            for (int64_t j = 0; j < kPanel && k + j < depth; j += kLanes) {
              float* to = gradients.x + (row + i + r) * depth + k + j;
              if (past)
                storePastCaches(to, load(dx + r * kPanel + j));
              else
                store(to, load(dx + r * kPanel + j), depth - k - j);
            }
        };
        multiply(count, depth, filters, dz, stride, panels, sink);
      } else {
        multiply(count, padded(depth), filters, dz, stride, panels, dpatches, patchStride);
        scatterPatches(shape, dpatches, patchStride, row, count, gradients.x);
      }
    }
  });
  sumParts(filterSums, parts.count, depth * filters, depth * filters, gradients.filter);
  sumParts(biasSums, parts.count, width, width, gradients.bias);
  if (kSlope == Slope::kChannel) sumParts(slopeSums, parts.count, width, width, gradients.slope);
}

template <Slope kSlope>
void backwardFewRows(const Convolution& shape, const Rectifier<kSlope>& rectifier, const float* x, const float* filter,
                     const float* sign, const float* dy, const ConvolutionGradients& gradients) {
  const int64_t rows = shape.rows(), depth = shape.depth(), filters = shape.filters, stride = strideFor(filters);
  Scratch dz(rows * stride), slopeSums(padded(filters));
  float* slopes = kSlope == Slope::kChannel ? gradients.slope : slopeSums.get();
  parallel(divideUp(filters, kPanel), [&](int64_t panel) {
    const int64_t channel = panel * kPanel, count = std::min<int64_t>(kPanel, filters - channel);
    std::fill_n(gradients.bias + channel, padded(count), 0.0f);
    std::fill_n(slopes + channel, padded(count), 0.0f);
    rectifierGradientRows(rectifier, {0, rows, channel, count, filters}, sign, dy, dz + channel, stride,
                          gradients.bias + channel, slopes + channel);
  });
  // Tile by tile of the depth: every row of the filter is read once, where it is, and its gradient written once.
  const bool direct = filters % 256 != 0;
  Scratch transposed(gradients.x != nullptr ? panelsSize(filters, rows) : 0);
  if (gradients.x != nullptr) packPanels(dz, 1, stride, filters, rows, transposed);
  parallel(divideUp(depth, kTileRows), [&](int64_t tile) {
    const int64_t first = tile * kTileRows, count = std::min<int64_t>(kTileRows, depth - first);
    Scratch columns(rows * kTileRows);
    for (int64_t r = 0; r < rows; r++) std::copy_n(x + r * depth + first, count, columns + r * kTileRows);
    multiplyTransposed(rows, filters, count, columns, kTileRows, dz, stride, gradients.filter + first * filters,
                       filters, false);
    if (gradients.x == nullptr) return;
    const float* own = filter + first * filters;
    Scratch copied(direct ? 0 : kTileRows * stride), dx(kTileRows * padded(rows));
    if (!direct)
      for (int64_t i = 0; i < count; i++) std::copy_n(own + i * filters, filters, copied + i * stride);
    multiply(count, rows, filters, direct ? own : copied.get(), direct ? filters : stride, transposed, dx, padded(rows));
    for (int64_t r = 0; r < rows; r++)
      for (int64_t i = 0; i < count; i++) gradients.x[r * depth + first + i] = dx[i * padded(rows) + r];
  });
}

}  // namespace

void rectifiedConvolution(const Convolution& shape, const RectifierSettings& settings, const float* x,
                          const float* filter, const float* bias, float* y, float* kept) {
  if (usesWinograd(shape)) return winogradForward(shape, settings, x, filter, bias, y, kept);
  withRectifier(settings, [&](const auto& rectifier) {
    if (fewRows(shape))
      forwardFewRows(shape, rectifier, x, filter, bias, y, kept);
    else
      forward(shape, rectifier, x, filter, bias, y, kept);
  });
}

void rectifiedConvolutionGradient(const Convolution& shape, const RectifierSettings& settings, const float* x,
                                  const float* filter, const float* sign, bool signIsInput, const float* dy,
                                  const ConvolutionGradients& gradients) {
  if (usesWinograd(shape))
    winogradBackward(shape, settings, x, filter, sign, dy, gradients);
  else
    withRectifier(settings, [&](const auto& rectifier) {
      if (fewRows(shape))
        backwardFewRows(shape, rectifier, x, filter, sign, dy, gradients);
      else
        backward(shape, rectifier, x, filter, sign, dy, gradients);
    });
  if (settings.slope != Slope::kChannel || signIsInput) return;
  const Rectifier<Slope::kChannel> rectifier(settings);  // the sums are of y dy, and x = y / slope
  for (int64_t c = 0; c < shape.filters; c += kLanes)
    store(gradients.slope + c, load(gradients.slope + c) / rectifier.slope(c, 0));
}

}  // namespace rectified
