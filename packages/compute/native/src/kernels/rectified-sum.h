// A sum and a function of every element, f, as one operation, for every channel of [rows, channels]:
//
//     y = f(a + b + ...)
//
// The gradient of every addend is the same. It needs f's output or its input (row-function.h).
#pragma once

#include <vector>

#include "row-function.h"

namespace rectified {

/** `kept` is null or takes the function's input. Addends are added in their order. */
void rectifiedSum(int64_t rows, int64_t channels, const RowCall& call, const std::vector<const float*>& addends, float* y,
                  float* kept);

/** `kept` is what `rectifiedSum` put there if that was asked for (`keptIsInput`), else y, or null where the function needs
    neither. `sums` are padded to whole vectors: of dsum, and behind it a list for each of the function's parameters. */
void rectifiedSumGradient(int64_t rows, int64_t channels, const RowCall& call, const float* kept, bool keptIsInput,
                          const float* dy, float* dsum, float* sums);

}  // namespace rectified
