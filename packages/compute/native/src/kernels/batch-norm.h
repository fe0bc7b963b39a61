// Batch normalization (Ioffe and Szegedy, arXiv 1502.03167, algorithm 1) and a function of every element, f, as one
// operation, for every channel of [rows, channels]:
//
//     y = f(gamma xhat + beta),  xhat = (x - mean) / sqrt(variance + epsilon)
//
// The gradient needs xhat. Where f and the scale can be inverted it is computed back from y, which the next layer
// keeps anyway (Rota Bulò, Porzi, Kontschieder: "In-Place Activated BatchNorm", arXiv 1712.02616), so x need not be
// kept. Where they cannot (ReLU, a slope or a gamma close to 0), x is.
#pragma once

#include "row-function.h"

namespace rectified {

struct BatchNorm {
  int64_t rows, channels;
  /** All readable to whole vectors. */
  const float *gamma, *beta, *mean, *variance;
  float epsilon;
};

/** Mean and (biased) variance of every channel. Both are written to whole vectors. */
void moments(const float* x, int64_t rows, int64_t channels, float* mean, float* variance);

/** A moving average with a new value counted in: average - (average - value) share, rounded after every operation, as
    Keras and tfjs compute it. Written to whole vectors. */
void moveAverage(const float* average, const float* value, float share, int64_t channels, float* moved);

/** Whether xhat can be computed back from y with an error of about 1e-5 at most. */
bool outputIsEnough(const BatchNorm& norm, const RowCall& call);

void batchNormRectified(const BatchNorm& norm, const RowCall& call, const float* x, float* y);

/** Batch normalization as scale and bias of what a convolution adds up, whose own bias is `convolutionBias`:
    gamma xhat + beta = scale z + bias for x = z + convolutionBias. All are written and read to whole vectors. */
void asScaleAndBias(const BatchNorm& norm, const float* convolutionBias, float* scale, float* bias);

/** All but `x` are padded to whole vectors. */
struct BatchNormGradients {
  float *x, *gamma;
  float* beta;  // and behind it, in the same way, a list for each of the function's parameters
};

/** `kept` is y where `keptIsOutput`, else x. `training`: mean and variance are x's own and get their part of the
    gradient; else they are constants. */
void batchNormRectifiedGradient(const BatchNorm& norm, const RowCall& call, const float* kept,
                                bool keptIsOutput, const float* dy, bool training, const BatchNormGradients& gradients);

}  // namespace rectified
