#include "gemm.h"

#include <algorithm>
#include <utility>

#include "parallel.h"

namespace rectified {
namespace {

constexpr int64_t kLine = 16;  // floats in a line of the cache, 64 bytes on x86-64 and most of arm64

/** Fetches a row of a tile, `kCount` numbers: the line that it begins in and, where it is wider, the next. */
template <int kForWriting, int kCount>
RECTIFIED_INLINE void fetchRow(const float* row) {
  __builtin_prefetch(row, kForWriting);
  if (kCount > kLine) __builtin_prefetch(row + kLine, kForWriting);
}

/** A tile of a product, in registers: every element is summed in the order of the common dimension. */
template <int kRows, int kVectors>
struct Tile {
  Vec sum[kRows][kVectors];

  /** At zero. Its place in C, which is written at the end, is fetched while it is summed: the write would wait for it. */
  RECTIFIED_INLINE Tile(const float* c, int64_t strideC) {
    RECTIFIED_UNROLL
    for (int i = 0; i < kRows; i++) {
      fetchRow<1, kVectors * kLanes>(c + i * strideC);
      RECTIFIED_UNROLL
      for (int v = 0; v < kVectors; v++) sum[i][v] = Vec{};
    }
  }

  /** Adds the products of numbers of A, `stride` apart, and a row of B. */
  RECTIFIED_INLINE void add(const float* a, int64_t stride, const float* row) {
    Vec b[kVectors];
    RECTIFIED_UNROLL
    for (int v = 0; v < kVectors; v++) b[v] = load(row + v * kLanes);
    RECTIFIED_UNROLL
    for (int i = 0; i < kRows; i++) {
      const Vec factor = splat(a[i * stride]);
      RECTIFIED_UNROLL
      for (int v = 0; v < kVectors; v++) sum[i][v] += factor * b[v];
    }
  }

  /** Stores `columns` numbers of every row, or adds them to what is there. */
  RECTIFIED_INLINE void store(float* c, int64_t strideC, int64_t columns, bool added) const {
    RECTIFIED_UNROLL
    for (int i = 0; i < kRows; i++) {
      RECTIFIED_UNROLL
      for (int v = 0; v < kVectors; v++) {
        float* to = c + i * strideC + v * kLanes;
        const int64_t left = columns - v * kLanes;
        rectified::store(to, added ? load(to, left) + sum[i][v] : sum[i][v], left);
      }
    }
  }
};

/** One tile of A B: `kRows` rows, `kVectors` vectors wide, of which `columns` numbers are stored. Meanwhile fetches
    `lines` lines from `ahead` on, one at every step: more at once would hold up the loads of the product itself. */
template <int kRows, int kVectors>
RECTIFIED_INLINE void tile(int64_t depth, const float* a, int64_t strideA, const float* panel, float* c,
                           int64_t strideC, int64_t columns, const float* ahead, int64_t lines) {
  Tile<kRows, kVectors> tile(c, strideC);
  for (int64_t k = 0; k < depth; k++) {
    if (k < lines) __builtin_prefetch(ahead + k * kLine, 0, 2);
    tile.add(a + k, strideA, panel + k * kPanel);
  }
  tile.store(c, strideC, columns, false);
}

/** Fetched before they are used: rows of A and D lie further apart than processors look ahead by themselves. */
constexpr int64_t kRowsAhead = 16;

/** One tile of A^T D: `kRows` columns of A. Meanwhile fetches `lines` lines from `ahead` on. */
template <int kRows, int kVectors>
RECTIFIED_INLINE void transposedTile(int64_t rows, const float* a, int64_t strideA, const float* d, int64_t strideD,
                                     float* c, int64_t strideC, int64_t columns, bool add, const float* ahead,
                                     int64_t lines) {
  Tile<kRows, kVectors> tile(c, strideC);
  for (int64_t m = 0; m < rows; m++) {
    if (m < lines) __builtin_prefetch(ahead + m * kLine, 0, 2);
    __builtin_prefetch(a + (m + kRowsAhead) * strideA + kRows - 1);  // its first line was that of the tile before
    fetchRow<0, kVectors * kLanes>(d + (m + kRowsAhead) * strideD);
    tile.add(a + m * strideA, 1, d + m * strideD);
  }
  tile.store(c, strideC, columns, add);
}

/** Calls `f(integral_constant<height>, first)` for tiles of nearly equal heights that cover 0 .. count - 1: a low one at the
    end would load as much of B for fewer products. Heights are constants, so that a tile's sums are registers. */
template <typename F, int... lower>
RECTIFIED_INLINE void inTiles(int64_t count, F f, std::integer_sequence<int, lower...>) {
  const int64_t tiles = divideUp(count, kTileRows);
  for (int64_t t = 0; t < tiles; t++) {
    const int64_t first = t * count / tiles, height = (t + 1) * count / tiles - first;
    (void)((height == lower + 1 && (f(std::integral_constant<int, lower + 1>(), first), true)) || ...);
  }
}

template <typename F>
RECTIFIED_INLINE void inTiles(int64_t count, F f) {
  inTiles(count, f, std::make_integer_sequence<int, kTileRows>());
}

/** Hands out memory to be fetched, some lines to every tile. */
class Fetcher {
 public:
  Fetcher(const Ahead& ahead, int64_t tiles) : ahead_(ahead) {
    int64_t lines = 0;
    for (const auto& stretch : ahead.stretches) lines += divideUp(stretch.count, kLine);
    share_ = divideUp(lines, tiles);
  }

  /** Where the next tile's lines begin, and how many there are. */
  std::pair<const float*, int64_t> next() {
    if (stretch_ == ahead_.stretches.size()) return {nullptr, 0};
    const auto& [from, count] = ahead_.stretches[stretch_];
    const int64_t lines = divideUp(count, kLine), first = line_, last = std::min(first + share_, lines);
    line_ = last;
    if (last == lines) stretch_++, line_ = 0;
    return {from + first * kLine, last - first};
  }

 private:
  const Ahead& ahead_;
  size_t stretch_ = 0;
  int64_t share_, line_ = 0;
};

}  // namespace

void packPanel(const float* b, int64_t rowStride, int64_t columnStride, int64_t depth, int64_t columns,
               int64_t panel, float* packed) {
  const int64_t first = panel * kPanel;
  const int64_t present = columns - first < kPanel ? columns - first : kPanel;
  const float* from = b + first * columnStride;
  if (columnStride == 1) {
    for (int64_t k = 0; k < depth; k++, packed += kPanel) {
      std::copy_n(from + k * rowStride, present, packed);
      std::fill_n(packed + present, kPanel - present, 0.0f);
    }
    return;
  }
  // Columns lie apart, perhaps in the same few sets of the cache: each is read a line at a time.
  for (int64_t start = 0; start < depth; start += kLine)
    for (int64_t j = 0; j < kPanel; j++)
      for (int64_t k = start; k < std::min(start + kLine, depth); k++)
        packed[k * kPanel + j] = j < present ? from[k * rowStride + j * columnStride] : 0;
}

void packPanels(const float* b, int64_t rowStride, int64_t columnStride, int64_t depth, int64_t columns,
                float* packed) {
  parallel(divideUp(columns, kPanel), [&](int64_t panel) {
    packPanel(b, rowStride, columnStride, depth, columns, panel, packed + panel * depth * kPanel);
  });
}

void multiply(int64_t rows, int64_t columns, int64_t depth, const float* a, int64_t strideA, const float* panels,
              float* c, int64_t strideC) {
  for (int64_t n = 0; n < columns; n += kPanel, panels += depth * kPanel)
    inTiles(rows, [&](auto height, int64_t i) {
      constexpr int kRows = decltype(height)::value;
      const float *own = a + i * strideA, *next = own + kRows * strideA;
      const int64_t lines = n == 0 ? std::min(divideUp(kRows * strideA, kLine), depth) : 0;
      if (columns - n > kLanes)
        tile<kRows, 2>(depth, own, strideA, panels, c + i * strideC + n, strideC, columns - n, next, lines);
      else
        tile<kRows, 1>(depth, own, strideA, panels, c + i * strideC + n, strideC, columns - n, next, lines);
    });
}

void multiply(int64_t rows, int64_t columns, int64_t depth, const float* a, int64_t strideA, const float* panels,
              const TileSink& sink, const Ahead& ahead) {
  alignas(kVectorBytes) float result[kTileRows * kPanel];
  Fetcher fetcher(ahead, divideUp(columns, kPanel) * divideUp(rows, kTileRows));
  for (int64_t n = 0; n < columns; n += kPanel, panels += depth * kPanel)
    inTiles(rows, [&](auto height, int64_t i) {
      constexpr int kRows = decltype(height)::value;
      const auto [from, lines] = fetcher.next();
      tile<kRows, 2>(depth, a + i * strideA, strideA, panels, result, kPanel, kPanel, from, lines);
      sink.take(sink.function, i, kRows, n, result);
    });
}

void multiplyTransposed(int64_t rows, int64_t columns, int64_t depth, const float* a, int64_t strideA, const float* d,
                        int64_t strideD, float* c, int64_t strideC, bool add, const Ahead& ahead) {
  Fetcher fetcher(ahead, divideUp(columns, kPanel) * divideUp(depth, kTileRows));
  for (int64_t n = 0; n < columns; n += kPanel)
    inTiles(depth, [&](auto height, int64_t k) {
      constexpr int kRows = decltype(height)::value;
      const auto [from, lines] = fetcher.next();
      float* to = c + k * strideC + n;
      if (columns - n > kLanes)
        transposedTile<kRows, 2>(rows, a + k, strideA, d + n, strideD, to, strideC, columns - n, add, from, lines);
      else
        transposedTile<kRows, 1>(rows, a + k, strideA, d + n, strideD, to, strideC, columns - n, add, from, lines);
    });
}

}  // namespace rectified
