#include "sgd.h"

#include <algorithm>
#include <vector>

#include "parallel.h"
#include "vector.h"

namespace rectified {
namespace {

constexpr int64_t kAtOnce = 1 << 14;

RECTIFIED_INLINE Vec limited(Vec g, float clip) {
  const Vec below = g > clip ? splat(clip) : g;
  return below < -clip ? splat(-clip) : below;
}

/** Calls `f(first, last)` for pieces of 0 .. count - 1, in parallel. */
template <typename F>
void inPieces(int64_t count, F f) {
  parallel(divideUp(count, kAtOnce), [&](int64_t piece) {
    f(piece * kAtOnce, std::min(count, (piece + 1) * kAtOnce));
  });
}

}  // namespace

void sgd(const SgdSettings& s, int64_t count, const float* w, const float* m, const float* g, float* newW,
         float* newM) {
  inPieces(count, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; i += kLanes) {
      const Vec weight = load(w + i, last - i), gradient = s.scale * limited(load(g + i, last - i), s.clip);
      const Vec momentum = s.momentum * load(m + i, last - i) - s.rate * (gradient + s.decay * weight);
      store(newM + i, momentum, last - i);
      store(newW + i, weight + momentum, last - i);
    }
  });
}

double sumOfSquares(int64_t count, const float* g, float clip) {
  constexpr int64_t kInFloat = 1 << 10;  // squares added before the sum goes on in double precision
  std::vector<double> sums(divideUp(count, kAtOnce));
  inPieces(count, [&](int64_t first, int64_t last) {
    for (int64_t from = first; from < last; from += kInFloat) {
      const int64_t to = std::min(last, from + kInFloat);
      Vec sum{};
      for (int64_t i = from; i < to; i += kLanes) {
        const Vec value = limited(load(g + i, to - i), clip);
        sum += value * value;
      }
      for (int lane = 0; lane < kLanes; lane++) sums[first / kAtOnce] += double(sum[lane]);
    }
  });
  double total = 0;
  for (const double sum : sums) total += sum;
  return total;
}

}  // namespace rectified
