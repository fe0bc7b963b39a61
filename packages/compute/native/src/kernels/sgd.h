// Stochastic gradient descent with momentum, one pass over memory: cxxnet's update (sgd_updater-inl.hpp:79-85),
//
//     m' = momentum m - rate (scale clip(g) + decay w)
//     w' = w + m'
#pragma once

#include <cstdint>

namespace rectified {

struct SgdSettings {
  float rate, momentum, decay;
  float clip;   // every element of g is limited to [-clip, clip]; infinity: not at all
  float scale;  // of g, to limit the norm of all gradients together
};

/** NaN in g stays NaN. */
void sgd(const SgdSettings& settings, int64_t count, const float* w, const float* m, const float* g, float* newW,
         float* newM);

/** The sum of squares of g, clipped; the same for every number of threads. */
double sumOfSquares(int64_t count, const float* g, float clip);

}  // namespace rectified
