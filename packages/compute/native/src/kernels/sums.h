#pragma once

#include <algorithm>

#include "parallel.h"
#include "vector.h"

namespace rectified {

/** out[i] = parts[0][i] + parts[1][i] + ..., added in this order, for `count` numbers of each of the parts, which lie
    `distance` numbers apart. */
inline void sumParts(const float* parts, int64_t number, int64_t distance, int64_t count, float* out) {
  constexpr int64_t kAtOnce = 4096;
  parallel(divideUp(count, kAtOnce), [&](int64_t piece) {
    const int64_t last = std::min(count, (piece + 1) * kAtOnce);
    for (int64_t i = piece * kAtOnce; i < last; i += kLanes) {
      Vec sum = load(parts + i, last - i);
      for (int64_t part = 1; part < number; part++) sum += load(parts + part * distance + i, last - i);
      store(out + i, sum, last - i);
    }
  });
}

}  // namespace rectified
