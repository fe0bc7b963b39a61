// Convolutions as matrix products over rows (output pixels); Winograd's are in winograd-convolution.cc, those of every
// channel by itself in depthwise-convolution.cc.
//
//     z = patches filter      dfilter = patches^T dz      dpatches = dz filter^T
//
// The backward pass goes over the rows once: a few at a time are read, and all three products are made of them while
// they are in the cache.
#include "rectified-convolution.h"

#include <algorithm>

#include "depthwise-convolution.h"
#include "gemm.h"
#include "parallel.h"
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
  Patches(const Convolution& shape, const Images& x)
      : shape_(shape),
        x_(x),
        direct_(shape.pointwise() && x.size() == 1 && shape.channels % 256 != 0),
        stride_(direct_ ? shape.channels : strideFor(shape.depth())),
        gathered_(direct_ ? 0 : kRowsAtOnce * stride_) {}

  const float* at(int64_t row, int64_t rows) {
    if (direct_) return x_[0].data + row * stride_;
    if (shape_.pointwise())
      joinChannels(x_, row, rows, gathered_, stride_);
    else
      gatherPatches(shape_, x_[0].data, row, rows, gathered_, stride_);
    return gathered_;
  }
  int64_t stride() const { return stride_; }

  /** What of the rows from `row` on, up to `last`, `at` will read next. */
  Ahead next(int64_t row, int64_t last) const {
    Ahead ahead;
    if (shape_.pointwise())
      for (const auto& [data, count] : x_)
        ahead.stretches.push_back({data + row * count, std::min(kRowsAtOnce, last - row) * count});
    return ahead;
  }

 private:
  const Convolution& shape_;
  const Images& x_;
  bool direct_;
  int64_t stride_;
  Scratch gathered_;
};

/** Few rows and many weights, as in a dense layer: the work is cut along the weights instead of the rows. */
bool fewRows(const Convolution& shape) { return shape.pointwise() && shape.rows() <= 4 * kRowsAtOnce; }

/** Scale, bias and the function of a block of a branch's output; `z` begins with it. */
void applyRows(const Branch& branch, int64_t row, int64_t rows, int64_t channel, int64_t channels, const float* z,
               int64_t stride, bool pastCaches) {
  branch.apply({row * branch.filters + channel, rows, channel, channels, branch.filters}, z, stride, pastCaches);
}

/** dz of a block of a branch's output, which `dz` begins with. */
void gradientRows(const BranchGradient& branch, int64_t row, int64_t rows, int64_t channel, int64_t channels, float* dz,
                  int64_t stride, float* sums, int64_t sumStride) {
  const int64_t first = row * branch.filters + channel;
  branch.call.gradient(branch.keptIsInput)
      .rows(branch.call.numbers, {first, rows, channel, channels, branch.filters}, branch.keptFrom(first), branch.filters,
            branch.dy + first, dz, stride, sums, sumStride);
}

void forward(const Convolution& shape, const std::vector<Branch>& branches, const Images& x) {
  const int64_t rows = shape.rows(), depth = shape.depth();
  // So many that what comes next is fetched in time, but enough tasks for all threads.
  const int64_t rowsPerTask = kRowsAtOnce * std::clamp<int64_t>(rows / kRowsAtOnce / (4 * threads()), 1, 8);
  std::vector<int64_t> panelsBegin = {0};
  for (const Branch& branch : branches) panelsBegin.push_back(panelsBegin.back() + panelsSize(depth, branch.filters));
  Scratch panels(panelsBegin.back());
  for (size_t b = 0; b < branches.size(); b++)
    packPanels(branches[b].filter, branches[b].filters, 1, depth, branches[b].filters, panels + panelsBegin[b]);
  parallel(divideUp(rows, rowsPerTask), [&](int64_t task) {
    Patches patches(shape, x);
    const int64_t last = std::min((task + 1) * rowsPerTask, rows);
    for (int64_t row = task * rowsPerTask; row < last; row += kRowsAtOnce) {
      const int64_t count = std::min(kRowsAtOnce, last - row);
      const float* a = patches.at(row, count);
      for (size_t b = 0; b < branches.size(); b++) {
        const Branch& branch = branches[b];
        const int64_t filters = branch.filters;
        const bool past = pastCaches(branch.y, rows, filters);
        const Ahead ahead = b + 1 == branches.size() ? patches.next(row + count, last) : Ahead{};
        const auto sink = [&](int64_t i, int64_t height, int64_t n, const float* z) {
          applyRows(branch, row + i, height, n, std::min<int64_t>(kPanel, filters - n), z, kPanel, past);
        };
        multiply(count, filters, depth, a, patches.stride(), panels + panelsBegin[b], sink, ahead);
      }
    }
  });
}

void forwardFewRows(const Convolution& shape, const Branch& branch, const float* x) {
  const int64_t rows = shape.rows(), depth = shape.depth(), filters = branch.filters;
  parallel(divideUp(filters, kPanel), [&](int64_t panel) {
    Scratch packed(depth * kPanel), z(rows * kPanel);
    packPanel(branch.filter, filters, 1, depth, filters, panel, packed);
    multiply(rows, kPanel, depth, x, depth, packed, z, kPanel);
    const int64_t channel = panel * kPanel;
    applyRows(branch, 0, rows, channel, std::min<int64_t>(kPanel, filters - channel), z, kPanel, false);
  });
}

/** Rows are cut into parts, each with sums of its own, which are added in order at the end: the same parts whatever the
    number of threads. A part begins with an image if patches overlap, so that no two write to the same pixel of dx. */
struct Parts {
  int64_t count, rows;

  /** For so many filters, of all branches. */
  Parts(const Convolution& shape, int64_t filters) {
    // A part is one task: there should be enough for all threads, but each costs memory for a filter's sums, which are
    // written once and read once more to be added. So: 32 parts, fewer where their sums would take more than 32 MiB, but
    // not below 4, or most threads would idle; and none of fewer than 256 rows, so that adding its sums, one addition for
    // as many multiply-adds as it has rows, is little beside making them.
    constexpr int64_t kMost = 32, kLeast = 4, kMostBytes = 32 << 20, kLeastRows = 256;
    const int64_t sums = shape.depth() * filters * int64_t(sizeof(float));
    const int64_t most = std::clamp<int64_t>(kMostBytes / sums, kLeast, kMost);
    const int64_t unit = shape.pointwise() ? kRowsAtOnce : shape.outHeight * shape.outWidth;
    const int64_t units = divideUp(shape.rows(), unit);
    const int64_t unitsPerPart = std::max(divideUp(units, most), std::min(divideUp(kLeastRows, unit), units));
    rows = unitsPerPart * unit;
    count = divideUp(shape.rows(), rows);
  }
};

/** Where the channels of every branch begin when those of all lie beside each other: at whole vectors. */
std::vector<int64_t> beginnings(const std::vector<BranchGradient>& branches) {
  std::vector<int64_t> result = {0};
  for (const BranchGradient& branch : branches) result.push_back(result.back() + padded(branch.filters));
  return result;
}

/** Where a vector of channels goes: to `data` for the first pixel, `stride` numbers further for the next. */
struct VectorPlace {
  float* data;
  int64_t stride, count;  // count: of channels from there on
};

/** Those of all channels; no vector belongs to two parts. */
std::vector<VectorPlace> vectorsOf(const ImageGradients& images) {
  std::vector<VectorPlace> places;
  for (const auto& [data, count] : images)
    for (int64_t c = 0; c < count; c += kLanes) places.push_back({data + c, count, count - c});
  return places;
}

void backward(const Convolution& shape, const std::vector<BranchGradient>& branches, const Images& x,
              const ImageGradients& dx) {
  const int64_t depth = shape.depth();
  // dz and the filters of all branches beside each other, so that one product gives the input's gradient.
  const std::vector<int64_t> begin = beginnings(branches);
  const int64_t width = begin.back(), filters = begin[branches.size() - 1] + branches.back().filters;
  const int64_t stride = strideFor(width), patchStride = strideFor(depth);
  const Parts parts(shape, filters);
  const std::vector<VectorPlace> vectors = vectorsOf(dx);
  const bool wanted = !dx.empty();
  const bool past = std::all_of(dx.begin(), dx.end(), [&](const Channels<float>& part) {
    return part.count % kLanes == 0 && pastCaches(part.data, shape.rows(), depth);
  });
  Scratch panels(wanted ? panelsSize(filters, depth) : 0);
  if (wanted)
    parallel(divideUp(depth, kPanel), [&](int64_t panel) {
      float* packed = panels + panel * filters * kPanel;
      for (size_t b = 0; b < branches.size(); b++) {
        const int64_t own = branches[b].filters, last = std::min(begin[b + 1], filters);
        packPanel(branches[b].filter, 1, own, own, depth, panel, packed + begin[b] * kPanel);
        std::fill(packed + (begin[b] + own) * kPanel, packed + last * kPanel, 0.0f);
      }
    });

  int64_t lists = 1;  // of sums: of biases, and of as many parameters as any function has
  for (const BranchGradient& branch : branches) lists = std::max<int64_t>(lists, 1 + branch.call.function->parameters);
  Scratch filterSums(parts.count * depth * filters), sums(parts.count * lists * width);
  parallel(parts.count, [&](int64_t part) {
    float* filterSum = filterSums + part * depth * filters;
    float* ownSums = sums + part * lists * width;
    std::fill_n(ownSums, lists * width, 0.0f);
    Patches patches(shape, x);
    Scratch dz(kRowsAtOnce * stride), dpatches(shape.pointwise() ? 0 : kRowsAtOnce * patchStride);
    const int64_t first = part * parts.rows, last = std::min(first + parts.rows, shape.rows());
    if (wanted && !shape.pointwise()) {
      const int64_t image = shape.height * shape.width * shape.channels, pixels = shape.outHeight * shape.outWidth;
      std::fill(dx[0].data + first / pixels * image, dx[0].data + last / pixels * image, 0.0f);
    }
    for (int64_t row = first; row < last; row += kRowsAtOnce) {
      const int64_t count = std::min(kRowsAtOnce, last - row);
      const float* a = patches.at(row, count);
      for (size_t b = 0; b < branches.size(); b++) {
        const BranchGradient& branch = branches[b];
        const int64_t own = branch.filters;
        gradientRows(branch, row, count, 0, own, dz + begin[b], stride, ownSums + begin[b], width);
        const int64_t next = (row + count) * own, following = std::min(kRowsAtOnce, last - row - count) * own;
        Ahead ahead{{{branch.dy + next, following}}};
        if (branch.call.gradient(branch.keptIsInput).usesKept) ahead.stretches.push_back({branch.keptFrom(next), following});
        multiplyTransposed(count, own, depth, a, patches.stride(), dz + begin[b], stride, filterSum + depth * begin[b],
                           own, row > first, ahead);
      }
      if (!wanted) continue;
      if (shape.pointwise()) {
        const auto sink = [&](int64_t i, int64_t height, int64_t k, const float* sum) {
          for (int64_t j = 0; j < kPanel && k + j < depth; j += kLanes) {
            const VectorPlace& place = vectors[(k + j) / kLanes];
            float* to = place.data + (row + i) * place.stride;
            for (int64_t r = 0; r < height; r++, to += place.stride)
              if (past)
                storePastCaches(to, load(sum + r * kPanel + j));
              else
                store(to, load(sum + r * kPanel + j), place.count);
          }
        };
        multiply(count, depth, filters, dz, stride, panels, sink);
      } else {
        multiply(count, padded(depth), filters, dz, stride, panels, dpatches, patchStride);
        scatterPatches(shape, dpatches, patchStride, row, count, dx[0].data);
      }
    }
  });
  for (size_t b = 0; b < branches.size(); b++) {
    const BranchGradient& branch = branches[b];
    const int64_t weights = depth * branch.filters, channels = padded(branch.filters);
    sumParts(filterSums + depth * begin[b], parts.count, depth * filters, weights, branch.dfilter);
    for (int64_t list = 0; list <= branch.call.function->parameters; list++)
      sumParts(sums + list * width + begin[b], parts.count, lists * width, channels, branch.dbias + list * channels);
  }
}

void backwardFewRows(const Convolution& shape, const BranchGradient& branch, const float* x, float* dx) {
  const int64_t rows = shape.rows(), depth = shape.depth(), filters = branch.filters, stride = strideFor(filters);
  Scratch dz(rows * stride);
  std::fill_n(branch.dbias, branch.sums(), 0.0f);
  parallel(divideUp(filters, kPanel), [&](int64_t panel) {
    const int64_t channel = panel * kPanel, count = std::min<int64_t>(kPanel, filters - channel);
    gradientRows(branch, 0, rows, channel, count, dz + channel, stride, branch.dbias + channel, padded(filters));
  });
  // Tile by tile of the depth: every row of the filter is read once, where it is, and its gradient written once.
  const bool direct = filters % 256 != 0;  // else its rows would share sets of the cache (strideFor)
  Scratch transposed(dx != nullptr ? panelsSize(filters, rows) : 0);
  if (dx != nullptr) packPanels(dz, 1, stride, filters, rows, transposed);
  parallel(divideUp(depth, kTileRows), [&](int64_t tile) {
    const int64_t first = tile * kTileRows, count = std::min<int64_t>(kTileRows, depth - first);
    Scratch columns(rows * kTileRows);
    for (int64_t r = 0; r < rows; r++) std::copy_n(x + r * depth + first, count, columns + r * kTileRows);
    multiplyTransposed(rows, filters, count, columns, kTileRows, dz, stride, branch.dfilter + first * filters, filters,
                       false);
    if (dx == nullptr) return;
    const float* own = branch.filter + first * filters;
    Scratch copied(direct ? 0 : kTileRows * stride), sums(kTileRows * padded(rows));
    if (!direct)
      for (int64_t i = 0; i < count; i++) std::copy_n(own + i * filters, filters, copied + i * stride);
    multiply(count, rows, filters, direct ? own : copied.get(), direct ? filters : stride, transposed, sums,
             padded(rows));
    for (int64_t r = 0; r < rows; r++)
      for (int64_t i = 0; i < count; i++) dx[r * depth + first + i] = sums[i * padded(rows) + r];
  });
}

Convolution ofBranch(Convolution shape, int64_t filters) {
  shape.filters = filters;
  return shape;
}

/** The branches cut into pieces that one call of an algorithm makes. */
template <typename AnyBranch>
std::vector<std::vector<AnyBranch>> piecesOf(const Convolution& shape, const std::vector<AnyBranch>& branches) {
  std::vector<AnyBranch> together;
  std::vector<std::vector<AnyBranch>> pieces;
  for (const AnyBranch& branch : branches)
    if (shape.depthwise || fewRows(shape) || usesWinograd(ofBranch(shape, branch.filters)))
      pieces.push_back({branch});
    else
      together.push_back(branch);
  if (!together.empty()) pieces.push_back(together);
  return pieces;
}

/** Whether images can be read, and their gradients written, where they are. */
bool readsParts(const Convolution& shape, const Images& x) {
  const bool wholeVectors = std::all_of(x.begin(), x.end(), [](const auto& part) { return part.count % kLanes == 0; });
  return x.size() == 1 || (shape.pointwise() && !fewRows(shape) && wholeVectors);
}

}  // namespace

void rectifiedConvolutions(const Convolution& shape, const std::vector<Branch>& branches, const Images& x) {
  if (!readsParts(shape, x)) {
    Scratch joined(shape.pixels() * shape.channels);
    joinChannels(x, shape.pixels(), joined);
    return rectifiedConvolutions(shape, branches, {{joined, shape.channels}});
  }
  for (const std::vector<Branch>& piece : piecesOf(shape, branches)) {
    const Convolution own = ofBranch(shape, piece[0].filters);
    if (shape.depthwise)
      depthwiseForward(own, piece[0], x[0].data);
    else if (usesWinograd(own))
      winogradForward(own, piece[0], x[0].data);
    else if (fewRows(shape))
      forwardFewRows(shape, piece[0], x[0].data);
    else
      forward(shape, piece, x);
  }
}

void rectifiedConvolutionsGradient(const Convolution& shape, const std::vector<BranchGradient>& branches,
                                   const Images& x, const ImageGradients& dx) {
  const int64_t inputs = shape.pixels() * shape.channels;
  if (!readsParts(shape, x)) {
    Scratch joined(inputs), djoined(dx.empty() ? 0 : inputs);
    joinChannels(x, shape.pixels(), joined);
    const ImageGradients whole{{djoined, shape.channels}};
    rectifiedConvolutionsGradient(shape, branches, {{joined, shape.channels}}, dx.empty() ? dx : whole);
    if (!dx.empty()) splitChannels(djoined, shape.pixels(), dx);
    return;
  }
  const auto pieces = piecesOf(shape, branches);
  const int64_t count = int64_t(pieces.size());
  const bool adds = !dx.empty() && count > 1;
  Scratch sums(adds ? count * inputs : 0);
  for (int64_t p = 0; p < count; p++) {
    const std::vector<BranchGradient>& piece = pieces[p];
    const Convolution own = ofBranch(shape, piece[0].filters);
    const ImageGradients to = adds ? ImageGradients{{sums + p * inputs, shape.channels}} : dx;
    float* whole = to.empty() ? nullptr : to[0].data;
    if (shape.depthwise)
      depthwiseBackward(own, piece[0], x[0].data, whole);
    else if (usesWinograd(own))
      winogradBackward(own, piece[0], x[0].data, whole);
    else if (fewRows(shape))
      backwardFewRows(shape, piece[0], x[0].data, whole);
    else
      backward(shape, piece, x, to);
  }
  if (adds) sumParts(sums, count, inputs, inputs, dx[0].data);

  for (const BranchGradient& branch : branches)
    branch.call.gradient(branch.keptIsInput).finish(branch.call.numbers, branch.filters, branch.dbias, padded(branch.filters));
}

}  // namespace rectified
