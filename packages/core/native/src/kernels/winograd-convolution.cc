#include "winograd-convolution.h"

#include <algorithm>

#include "gemm.h"
#include "parallel.h"
#include "scratch.h"
#include "sums.h"
#include "winograd.h"

namespace rectified {
namespace {

constexpr int kOut = 4;

/** Tiles in one matrix product. More of them use a filter's numbers longer; fewer stay in the caches. */
constexpr int64_t kTilesAtOnce = 128;
/** Tiles transformed by one thread in one go. */
constexpr int64_t kTilesPerTask = 8;

/** Where the tiles lie. */
struct Tiles {
  int64_t high, wide, total;

  explicit Tiles(const Convolution& shape)
      : high(divideUp(shape.outHeight, kOut)), wide(divideUp(shape.outWidth, kOut)), total(shape.batch * high * wide) {}
};

struct Tile {
  int64_t image, top, left;  // of the output

  Tile(const Tiles& tiles, int64_t index)
      : image(index / (tiles.high * tiles.wide)),
        top(index / tiles.wide % tiles.high * kOut),
        left(index % tiles.wide * kOut) {}
};

/** Numbers at all pairs of points, for some tiles (or channels) and channels. */
struct Points {
  int64_t stride;    // from one tile to the next
  int64_t distance;  // from one pair of points to the next; not a power of 2, which would be one set of the cache
  Scratch data;

  Points(int64_t pairs, int64_t tiles, int64_t channels)
      : stride(padded(channels)), distance(tiles * stride + 16), data(pairs * distance) {}

  float* at(int64_t pair) const { return data + pair * distance; }
};

/** Calls `f(first, last)` for pieces of the tiles `first` to `last`, in parallel. */
template <typename F>
void overTiles(int64_t first, int64_t last, F f) {
  parallel(divideUp(last - first, kTilesPerTask), [&](int64_t task) {
    const int64_t from = first + task * kTilesPerTask;
    f(from, std::min(from + kTilesPerTask, last));
  });
}

template <int kTaps>
class Algorithm {
 public:
  using Table = Winograd<kTaps>;
  static constexpr int kPoints = Table::kPoints, kPairs = kPoints * kPoints;

  explicit Algorithm(const Convolution& shape)
      : shape_(shape), tiles_(shape), atOnce_(std::min(kTilesAtOnce, tiles_.total)) {}

  template <Slope kSlope>
  void forward(const Rectifier<kSlope>& rectifier, const Branch& branch, const float* x) {
    const int64_t channels = shape_.channels, filters = shape_.filters;
    const int64_t panelSize = panelsSize(channels, filters);
    Scratch u(kPairs * panelSize);
    transformFilter(branch.filter, filters, 1, channels, filters, u);
    Points v(kPairs, atOnce_, channels), z(kPairs, atOnce_, filters);
    Scratch zeros(padded(channels));
    std::fill_n(zeros.get(), padded(channels), 0.0f);
    for (int64_t first = 0; first < tiles_.total; first += atOnce_) {
      const int64_t last = std::min(first + atOnce_, tiles_.total);
      overTiles(first, last, [&](int64_t from, int64_t to) {
        for (int64_t tile = from; tile < to; tile++) transformInput(x, zeros, tile, v, tile - first);
      });
      parallel(kPairs, [&](int64_t pair) {
        multiply(last - first, z.stride, channels, v.at(pair), v.stride, u + pair * panelSize, z.at(pair), z.stride);
      });
      overTiles(first, last, [&](int64_t from, int64_t to) {
        for (int64_t tile = from; tile < to; tile++) transformOutput(rectifier, branch, z, tile - first, tile);
      });
    }
  }

  template <Slope kSlope>
  void backward(const Rectifier<kSlope>& rectifier, const BranchGradient& branch, const float* x, float* dx) {
    const int64_t channels = shape_.channels, filters = shape_.filters, width = padded(filters);
    const int64_t panelSize = panelsSize(filters, channels);
    Scratch u(dx != nullptr ? kPairs * panelSize : 0);
    if (dx != nullptr) transformFilter(branch.filter, 1, filters, filters, channels, u);
    Points v(kPairs, atOnce_, channels), dz(kPairs, atOnce_, filters), du(kPairs, channels, filters);
    Scratch zeros(padded(channels));
    std::fill_n(zeros.get(), padded(channels), 0.0f);
    const int64_t tasks = divideUp(tiles_.total, kTilesPerTask);
    Scratch biasSums(tasks * width), slopeSums(tasks * width);
    if (dx != nullptr)
      parallel(shape_.batch, [&](int64_t image) { std::fill_n(dx + image * imageSize(), imageSize(), 0.0f); });

    for (int64_t first = 0; first < tiles_.total; first += atOnce_) {
      const int64_t last = std::min(first + atOnce_, tiles_.total);
      overTiles(first, last, [&](int64_t from, int64_t to) {
        const int64_t task = from / kTilesPerTask;
        float *biasSum = biasSums + task * width, *slopeSum = slopeSums + task * width;
        std::fill_n(biasSum, width, 0.0f);
        std::fill_n(slopeSum, width, 0.0f);
        for (int64_t tile = from; tile < to; tile++) {
          transformInput(x, zeros, tile, v, tile - first);
          transformOutputGradient(rectifier, branch, tile, dz, tile - first, biasSum, slopeSum);
        }
      });
      parallel(kPairs, [&](int64_t pair) {
        multiplyTransposed(last - first, du.stride, channels, v.at(pair), v.stride, dz.at(pair), dz.stride,
                           du.at(pair), du.stride, first > 0);
        if (dx != nullptr)  // v has been used: its place is dv's
          multiply(last - first, v.stride, filters, dz.at(pair), dz.stride, u + pair * panelSize, v.at(pair), v.stride);
      });
      if (dx != nullptr) addInputGradients(v, first, last, dx);
    }
    transformFilterGradient(du, branch.dfilter);
    sumParts(biasSums, tasks, width, width, branch.dbias);
    if (kSlope == Slope::kChannel) sumParts(slopeSums, tasks, width, width, branch.dslope);
  }

 private:
  int64_t imageSize() const { return shape_.height * shape_.width * shape_.channels; }

  /** The filter at the points, one packed matrix [depth, columns] for each pair; the filter's taps are matrices whose
      element (k, n) is at k * rowStride + n * columnStride. */
  void transformFilter(const float* filter, int64_t rowStride, int64_t columnStride, int64_t depth, int64_t columns,
                       float* packed) const {
    const int64_t tap = shape_.channels * shape_.filters, panelSize = panelsSize(depth, columns);
    parallel(divideUp(columns, kPanel), [&](int64_t panel) {
      Scratch taps(kTaps * kTaps * depth * kPanel);
      for (int64_t t = 0; t < kTaps * kTaps; t++)
        packPanel(filter + t * tap, rowStride, columnStride, depth, columns, panel, taps + t * depth * kPanel);
      float* to = packed + panel * depth * kPanel;
      for (int64_t i = 0; i < depth * kPanel; i += kLanes)
        toPoints2d(
            Table::kFilter, [&](int a, int b) { return load(taps + (a * kTaps + b) * depth * kPanel + i); },
            [&](int p, int q, Vec value) { store(to + (p * kPoints + q) * panelSize + i, value); });
    });
  }

  void transformFilterGradient(const Points& du, float* dfilter) const {
    const int64_t channels = shape_.channels, filters = shape_.filters;
    parallel(channels, [&](int64_t c) {
      for (int64_t n = 0; n < filters; n += kLanes)
        fromPoints2d(
            Table::kFilter, [&](int p, int q) { return load(du.at(p * kPoints + q) + c * du.stride + n); },
            [&](int a, int b, Vec value) {
              store(dfilter + ((a * kTaps + b) * channels + c) * filters + n, value, filters - n);
            });
    });
  }

  /** The input's pixels under a tile, at the points. Beyond the edges they are `zeros`. */
  void transformInput(const float* x, const float* zeros, int64_t index, const Points& v, int64_t place) const {
    const Tile tile(tiles_, index);
    const float* pixels[kPoints][kPoints];
    for (int i = 0; i < kPoints; i++)
      for (int j = 0; j < kPoints; j++) {
        const int64_t row = tile.top - shape_.padTop + i, column = tile.left - shape_.padLeft + j;
        const bool inside = row >= 0 && row < shape_.height && column >= 0 && column < shape_.width;
        pixels[i][j] =
            inside ? x + ((tile.image * shape_.height + row) * shape_.width + column) * shape_.channels : zeros;
      }
    for (int64_t c = 0; c < shape_.channels; c += kLanes) {
      float* to = v.at(0) + place * v.stride + c;
      toPoints2d(
          Table::kInput, [&](int i, int j) { return load(pixels[i][j] + c, shape_.channels - c); },
          [&](int p, int q, Vec value) { store(to + (p * kPoints + q) * v.distance, value); });
    }
  }

  /** A tile of the output from the points; scale, bias and rectifier. */
  template <Slope kSlope>
  void transformOutput(const Rectifier<kSlope>& rectifier, const Branch& branch, const Points& z, int64_t place,
                       int64_t index) const {
    const Tile tile(tiles_, index);
    const int64_t filters = shape_.filters, high = shape_.outHeight - tile.top, wide = shape_.outWidth - tile.left;
    const int64_t corner = ((tile.image * shape_.outHeight + tile.top) * shape_.outWidth + tile.left) * filters;
    for (int64_t n = 0; n < filters; n += kLanes) {
      const float* from = z.at(0) + place * z.stride + n;
      const Vec scale = load(branch.scale + n), bias = load(branch.bias + n);
      Vec sums[kOut][kOut];
      fromPoints2d(
          Table::kOutput, [&](int p, int q) { return load(from + (p * kPoints + q) * z.distance); },
          [&](int i, int j, Vec sum) { sums[i][j] = sum; });
      for (int64_t i = 0; i < kOut && i < high; i++) {
        const int64_t first = corner + i * shape_.outWidth * filters + n;
        Vec slopes[kOut];
        rectifier.slopes({n, n, n, n}, {first, first + filters, first + 2 * filters, first + 3 * filters}, slopes);
        for (int64_t j = 0; j < kOut && j < wide; j++) {
          const Vec input = sums[i][j] * scale + bias;
          store(branch.y + first + j * filters, rectifier.value(input, slopes[j]), filters - n);
          if (branch.kept != nullptr) store(branch.kept + first + j * filters, input, filters - n);
        }
      }
    }
  }

  /** The gradient of a tile of the output, through the rectifier and to the points. */
  template <Slope kSlope>
  void transformOutputGradient(const Rectifier<kSlope>& rectifier, const BranchGradient& branch, int64_t index,
                               const Points& dz, int64_t place, float* biasSum, float* slopeSum) const {
    const Tile tile(tiles_, index);
    const int64_t filters = shape_.filters, high = shape_.outHeight - tile.top, wide = shape_.outWidth - tile.left;
    const int64_t corner = ((tile.image * shape_.outHeight + tile.top) * shape_.outWidth + tile.left) * filters;
    for (int64_t n = 0; n < filters; n += kLanes) {
      float* to = dz.at(0) + place * dz.stride + n;
      Vec biasTotal = load(biasSum + n), slopeTotal = load(slopeSum + n);
      Vec inner[kOut][kOut] = {};
      for (int64_t i = 0; i < kOut && i < high; i++) {
        const int64_t first = corner + i * shape_.outWidth * filters + n;
        Vec slopes[kOut];
        rectifier.slopes({n, n, n, n}, {first, first + filters, first + 2 * filters, first + 3 * filters}, slopes);
        for (int64_t j = 0; j < kOut && j < wide; j++) {
          const Vec outer = load(branch.dy + first + j * filters, filters - n);
          inner[i][j] = outer;
          if constexpr (kSlope != Slope::kOne) {
            const Vec side = load(branch.sign + first + j * filters, filters - n);
            inner[i][j] = rectifier.gradient(side, outer, slopes[j]);
            if constexpr (kSlope == Slope::kChannel) slopeTotal += side > 0 ? Vec{} : side * outer;
          }
          biasTotal += inner[i][j];
        }
      }
      toPoints2d(
          Table::kOutput, [&](int i, int j) { return inner[i][j]; },
          [&](int p, int q, Vec value) { store(to + (p * kPoints + q) * dz.distance, value); });
      store(biasSum + n, biasTotal);
      store(slopeSum + n, slopeTotal);
    }
  }

  /** Adds the gradients of the input under the tiles `first` to `last`. Tiles overlap, so an image belongs to one thread. */
  void addInputGradients(const Points& dv, int64_t first, int64_t last, float* dx) const {
    const int64_t perImage = tiles_.high * tiles_.wide, channels = shape_.channels;
    const int64_t image = first / perImage;
    parallel(divideUp(last, perImage) - image, [&](int64_t i) {
      const int64_t from = std::max(first, (image + i) * perImage), to = std::min(last, (image + i + 1) * perImage);
      for (int64_t index = from; index < to; index++) {
        const Tile tile(tiles_, index);
        const int64_t top = tile.top - shape_.padTop, left = tile.left - shape_.padLeft;
        float* corner = dx + ((tile.image * shape_.height + top) * shape_.width + left) * channels;
        for (int64_t c = 0; c < channels; c += kLanes) {
          const float* points = dv.at(0) + (index - first) * dv.stride + c;
          fromPoints2d(
              Table::kInput, [&](int p, int q) { return load(points + (p * kPoints + q) * dv.distance); },
              [&](int i, int j, Vec value) {
                if (top + i < 0 || top + i >= shape_.height || left + j < 0 || left + j >= shape_.width) return;
                float* pixel = corner + (i * shape_.width + j) * channels + c;
                store(pixel, load(pixel, channels - c) + value, channels - c);
              });
        }
      }
    });
  }

  const Convolution& shape_;
  const Tiles tiles_;
  const int64_t atOnce_;
};

}  // namespace

bool usesWinograd(const Convolution& shape) {
  return shape.kernelHeight == shape.kernelWidth && (shape.kernelHeight == 3 || shape.kernelHeight == 5) &&
         shape.strideHeight == 1 && shape.strideWidth == 1 && shape.channels >= 16 && shape.filters >= 16 &&
         shape.outHeight >= 4 && shape.outWidth >= 4;
}

void winogradForward(const Convolution& shape, const Branch& branch, const float* x) {
  withRectifier(branch.settings, [&](const auto& rectifier) {
    if (shape.kernelHeight == 3)
      Algorithm<3>(shape).forward(rectifier, branch, x);
    else
      Algorithm<5>(shape).forward(rectifier, branch, x);
  });
}

void winogradBackward(const Convolution& shape, const BranchGradient& branch, const float* x, float* dx) {
  withRectifier(branch.settings, [&](const auto& rectifier) {
    if (shape.kernelHeight == 3)
      Algorithm<3>(shape).backward(rectifier, branch, x, dx);
    else
      Algorithm<5>(shape).backward(rectifier, branch, x, dx);
  });
}

}  // namespace rectified
