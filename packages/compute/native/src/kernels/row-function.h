// A function of every element, as the layers apply it to rows of their output while these are still in the cache.
//
// Row functions are compiled from formulas (src/rows prints them) and called by pointer, a block of rows at a time, so that
// convolutions know of no activation. Those of the formulas that come with the kernels are in row-functions.cc; others are
// libraries of their own, compiled when they are first used.
#pragma once

#include "noise.h"

namespace rectified {

/** A part of an array [rows, width], whose numbers an operation counts from 0. */
struct Block {
  int64_t element;  // the number of its first element
  int64_t rows;
  int64_t channel, channels;
  int64_t width;
};

/** The numbers that a formula has in one call. */
struct FormulaNumbers {
  const float* scalars = nullptr;            // what is made of options alone
  const float* const* parameters = nullptr;  // one list for each: a number for every channel, readable to whole vectors
  const Noise* noise = nullptr;              // one stream for each
};

/**
 * The gradient of a row function, made from what was kept of the forward pass: the function's input or its output.
 *
 * Sums over rows are kept beside each other, `sumStride` numbers apart and padded to whole vectors: first that of dz (a
 * bias's gradient), then one for each parameter.
 */
struct RowGradient {
  /**
   * dz = dy dvalue/dx for a block, and what it adds to the sums. `kept` and `dz` have rows `keptStride` and `stride` numbers
   * apart, `dy` those of the block's array; all begin with the block. `dz` and the sums are written to whole vectors.
   */
  void (*rows)(const FormulaNumbers& numbers, const Block& block, const float* kept, int64_t keptStride, const float* dy,
               float* dz, int64_t stride, float* sums, int64_t sumStride);
  /** Makes the parameters' gradients of their sums over all rows. */
  void (*finish)(const FormulaNumbers& numbers, int64_t channels, float* sums, int64_t sumStride);
  /** False where it needs nothing of the forward pass. */
  bool usesKept;
};

/** A batch normalization before a row function: lists of one number for each channel, readable to whole vectors. */
struct RowNormalization {
  const float *mean, *inverseDeviation, *gamma, *beta;
};

/** The gradient of batch normalization and row function; two passes, because the second needs the sums of the first. */
struct NormalizedRowGradient {
  /** Adds to the sums as RowGradient::rows does, and those of dz xhat to `gammaSums`. All begin with the block. */
  void (*sums)(const FormulaNumbers& numbers, const Block& block, const RowNormalization& norm, const float* kept,
               const float* dy, float* sums, int64_t sumStride, float* gammaSums);
  /** dx from the sums over all `rows`; where mean and deviation are constants, `rows` is 0 and the sums are not used. */
  void (*rows)(const FormulaNumbers& numbers, const Block& block, const RowNormalization& norm, const float* kept,
               const float* dy, const float* betaSums, const float* gammaSums, float rows, float* dx);
};

struct RowFunction {
  /** What both sides must agree on; 0 where something else was loaded. */
  int32_t vectorBytes;
  int32_t scalars, parameters, noises;

  /**
   * y = f(scale z + bias) for a block, or f(scale z + bias + addend). `z` has rows `stride` numbers apart; `addend` (or null),
   * `y` and `kept` (null, or where the function's input is to be kept) those of the block's array; all begin with the block. `scale` and `bias` are those of all channels,
   * readable to whole vectors. `pastCaches`: `y` is aligned and has whole vectors, and is too large to stay in the caches.
   */
  void (*value)(const FormulaNumbers& numbers, const Block& block, const float* z, int64_t stride, const float* scale,
                const float* bias, const float* addend, float* y, float* kept, bool pastCaches);

  RowGradient fromInput;
  /** `rows` is null where the output is never enough. */
  RowGradient fromOutput;
  /** Whether `fromOutput` holds with these parameters and options: nothing that it divides by is close to 0. */
  bool (*outputIsEnough)(const FormulaNumbers& numbers, int64_t channels);

  /** y = f(gamma (x - mean) inverseDeviation + beta) for a block, every operation rounded. All begin with the block. */
  void (*normalizedValue)(const FormulaNumbers& numbers, const Block& block, const RowNormalization& norm, const float* x,
                          float* y);
  /** Where x was kept. */
  NormalizedRowGradient normalizedFromInput;
  /** Where y was kept, and x is computed back from it; null where there is no way back. */
  NormalizedRowGradient normalizedFromOutput;
  /** Whether the way back is good to about 1e-5. */
  bool (*isInvertible)(const FormulaNumbers& numbers, int64_t channels);
};

/** A row function and the numbers that it is called with. */
struct RowCall {
  const RowFunction* function;
  FormulaNumbers numbers;

  /** Whether the gradient needs the function's input; the output, which the next layer keeps anyway, is not enough. */
  bool needsInput(int64_t channels) const {
    return function->fromOutput.rows == nullptr || !function->outputIsEnough(numbers, channels);
  }
  const RowGradient& gradient(bool fromInput) const { return fromInput ? function->fromInput : function->fromOutput; }
};

/** Results larger than this do not stay in the caches until they are read, so they are written past them. */
constexpr int64_t kPastCaches = 16 << 20;

/** Whether an array may be written past the caches: whole vectors, aligned, and many of them. */
inline bool pastCaches(const float* y, int64_t rows, int64_t width) {
  return width % kLanes == 0 && reinterpret_cast<uintptr_t>(y) % kVectorBytes == 0 &&
         rows * width * int64_t(sizeof(float)) > kPastCaches;
}

}  // namespace rectified
