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

  void forward(const Branch& branch, const float* x) {
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
        Scratch sums(kOut * kOut * z.stride);
        for (int64_t tile = from; tile < to; tile++) transformOutput(branch, z, tile - first, tile, sums);
      });
    }
  }

  void backward(const BranchGradient& branch, const float* x, float* dx) {
    const int64_t channels = shape_.channels, filters = shape_.filters, sumsSize = branch.sums();
    const int64_t panelSize = panelsSize(filters, channels);
    Scratch u(dx != nullptr ? kPairs * panelSize : 0);
    if (dx != nullptr) transformFilter(branch.filter, 1, filters, filters, channels, u);
    Points v(kPairs, atOnce_, channels), dz(kPairs, atOnce_, filters), du(kPairs, channels, filters);
    Scratch zeros(padded(channels));
    std::fill_n(zeros.get(), padded(channels), 0.0f);
    const int64_t tasks = divideUp(tiles_.total, kTilesPerTask);
    Scratch sums(tasks * sumsSize);
    if (dx != nullptr)
      parallel(shape_.batch, [&](int64_t image) { std::fill_n(dx + image * imageSize(), imageSize(), 0.0f); });

    for (int64_t first = 0; first < tiles_.total; first += atOnce_) {
      const int64_t last = std::min(first + atOnce_, tiles_.total);
      overTiles(first, last, [&](int64_t from, int64_t to) {
        float* ownSums = sums + from / kTilesPerTask * sumsSize;
        std::fill_n(ownSums, sumsSize, 0.0f);
        Scratch inner(kOut * kOut * dz.stride);
        for (int64_t tile = from; tile < to; tile++) {
          transformInput(x, zeros, tile, v, tile - first);
          transformOutputGradient(branch, tile, dz, tile - first, inner, ownSums);
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
    sumParts(sums, tasks, sumsSize, sumsSize, branch.dbias);
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

  /** A tile of the output from the points; scale, bias and the function. `sums` is room for a tile. */
  void transformOutput(const Branch& branch, const Points& z, int64_t place, int64_t index, float* sums) const {
    const Tile tile(tiles_, index);
    const int64_t filters = shape_.filters, high = shape_.outHeight - tile.top, wide = shape_.outWidth - tile.left;
    for (int64_t n = 0; n < filters; n += kLanes) {
      const float* from = z.at(0) + place * z.stride + n;
      fromPoints2d(
          Table::kOutput, [&](int p, int q) { return load(from + (p * kPoints + q) * z.distance); },
          [&](int i, int j, Vec sum) { store(sums + (i * kOut + j) * z.stride + n, sum); });
    }
    for (int64_t i = 0; i < kOut && i < high; i++)
      branch.apply(lineOf(tile, i, wide), sums + i * kOut * z.stride, z.stride, false);
  }

  /** The gradient of a tile of the output, through the function and to the points. `inner` is room for a tile. */
  void transformOutputGradient(const BranchGradient& branch, int64_t index, const Points& dz, int64_t place, float* inner,
                               float* sums) const {
    const Tile tile(tiles_, index);
    const int64_t filters = shape_.filters, high = shape_.outHeight - tile.top, wide = shape_.outWidth - tile.left;
    if (high < kOut || wide < kOut) std::fill_n(inner, kOut * kOut * dz.stride, 0.0f);
    for (int64_t i = 0; i < kOut && i < high; i++) {
      const Block line = lineOf(tile, i, wide);
      branch.call.gradient(branch.keptIsInput)
          .rows(branch.call.numbers, line, branch.keptFrom(line.element), filters, branch.dy + line.element,
                inner + i * kOut * dz.stride, dz.stride, sums, padded(filters));
    }
    for (int64_t n = 0; n < filters; n += kLanes) {
      float* to = dz.at(0) + place * dz.stride + n;
      toPoints2d(
          Table::kOutput, [&](int i, int j) { return load(inner + (i * kOut + j) * dz.stride + n); },
          [&](int p, int q, Vec value) { store(to + (p * kPoints + q) * dz.distance, value); });
    }
  }

  /** Line `i` of a tile of the output, as far as it lies within. */
  Block lineOf(const Tile& tile, int64_t i, int64_t wide) const {
    const int64_t pixel = (tile.image * shape_.outHeight + tile.top + i) * shape_.outWidth + tile.left;
    return {pixel * shape_.filters, std::min<int64_t>(kOut, wide), 0, shape_.filters, shape_.filters};
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
  if (shape.kernelHeight == 3)
    Algorithm<3>(shape).forward(branch, x);
  else
    Algorithm<5>(shape).forward(branch, x);
}

void winogradBackward(const Convolution& shape, const BranchGradient& branch, const float* x, float* dx) {
  if (shape.kernelHeight == 3)
    Algorithm<3>(shape).backward(branch, x, dx);
  else
    Algorithm<5>(shape).backward(branch, x, dx);
}

}  // namespace rectified
