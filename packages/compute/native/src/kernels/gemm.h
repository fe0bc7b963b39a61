// Matrix products of row-major float matrices, the part of the work that all layers share.
//
// The scheme is that of Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008,
// doi:10.1145/1356052.1356053): a tile of the result is kept in registers while the common dimension runs, so that
// every number loaded is used many times. Rows of A are read where they are; columns of B are packed into panels as
// wide as a tile, so that they are read in order. Callers cut A into pieces that fit into the second-level cache.
//
// Every element is one chain of multiply-adds in the order of the common dimension, whatever the cut: results do not
// depend on the number of threads.
#pragma once

#include <vector>

#include "vector.h"

namespace rectified {

/** A tile: 14 x 2 vectors of 32 registers (2 more hold B, 1 holds A), 6 x 2 of 16. As high as registers allow, since every
    vector of B that is loaded serves all rows; two vectors wide, so that every number of A serves two. */
constexpr int kTileRows = kRegisters == 32 ? 14 : 6;
constexpr int kPanel = 2 * kLanes;

/** Floats that the panels of a matrix with `depth` rows and `columns` columns take. */
constexpr int64_t panelsSize(int64_t depth, int64_t columns) { return depth * divideUp(columns, kPanel) * kPanel; }

/** Packs panel number `panel` of B [depth, columns], whose element (k, n) is `b[k * rowStride + n * columnStride]`:
    depth x kPanel numbers in order, zeros beyond the last column. */
void packPanel(const float* b, int64_t rowStride, int64_t columnStride, int64_t depth, int64_t columns,
               int64_t panel, float* packed);

/** All panels of B, one behind the other; in parallel. */
void packPanels(const float* b, int64_t rowStride, int64_t columnStride, int64_t depth, int64_t columns,
                float* packed);

/** Stretches of memory that will be read soon: they are fetched into the second-level cache while a product is computed. */
struct Ahead {
  struct Stretch {
    const float* from;
    int64_t count;
  };
  std::vector<Stretch> stretches;
};

/** Takes a product tile by tile, while it is in the first-level cache: `rows` x kPanel numbers in order, of which those
    beyond the last column are 0. */
struct TileSink {
  void (*take)(const void* function, int64_t row, int64_t rows, int64_t column, const float* tile);
  const void* function;
};

/** C [rows, columns] = A [rows, depth] B, with B packed. */
void multiply(int64_t rows, int64_t columns, int64_t depth, const float* a, int64_t strideA, const float* panels,
              float* c, int64_t strideC);

/** The same, calling `sink(row, rows, column, tile)` for every tile of C. */
void multiply(int64_t rows, int64_t columns, int64_t depth, const float* a, int64_t strideA, const float* panels,
              const TileSink& sink, const Ahead& ahead = {});

template <typename Function>
void multiply(int64_t rows, int64_t columns, int64_t depth, const float* a, int64_t strideA, const float* panels,
              const Function& sink, const Ahead& ahead = {}) {
  const auto take = [](const void* function, int64_t row, int64_t rows, int64_t column, const float* tile) {
    (*static_cast<const Function*>(function))(row, rows, column, tile);
  };
  multiply(rows, columns, depth, a, strideA, panels, TileSink{take, &sink}, ahead);
}

/** C [depth, columns] = A^T [depth, rows] D [rows, columns], or C += the same with `add`. D's rows must be readable
    to whole vectors, their padding zero. */
void multiplyTransposed(int64_t rows, int64_t columns, int64_t depth, const float* a, int64_t strideA, const float* d,
                        int64_t strideD, float* c, int64_t strideC, bool add, const Ahead& ahead = {});

}  // namespace rectified
