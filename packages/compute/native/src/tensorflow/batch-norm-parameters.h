#pragma once

#include "../kernels/batch-norm.h"
#include "kernel.h"

namespace rectified {

/** gamma, beta, mean and variance, to be read to whole vectors. */
struct NormParameters {
  PaddedNumbers gamma, beta, mean, variance;

  /** Copied from where they are given; null: still to be found. */
  NormParameters(int64_t channels, const float* gamma, const float* beta, const float* mean, const float* variance)
      : gamma(channels, gamma), beta(channels, beta), mean(channels, mean), variance(channels, variance) {}

  BatchNorm norm(int64_t rows, int64_t channels, float epsilon) const {
    return {rows, channels, gamma, beta, mean, variance, epsilon};
  }
};

/** The numbers of an input that has one for each channel. */
inline const float* ofChannels(const Call& call, int index, int64_t channels) {
  require(call.input(index).size() == channels, "one gamma, beta, mean and variance for each channel expected");
  return call.input(index).data();
}

/** A moving average with the batch's value counted in. */
inline void countIn(const Tensor& average, const float* value, int64_t channels, float share, float* to) {
  require(average.size() == channels, "one moving average for each channel expected");
  PaddedNumbers old(channels, average.data()), moved(channels);
  moveAverage(old, value, share, channels, moved);
  moved.copyTo(to);
}

}  // namespace rectified
