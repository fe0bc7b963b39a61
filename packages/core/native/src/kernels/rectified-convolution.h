// Convolution, bias and rectifier as one operation:
//
//     y = rectifier(x * filter + bias)
//
// The gradient needs of the forward pass only x and y, which the neighboring layers keep anyway: y has the sign of the
// rectifier's input, and random slopes are drawn again.
#pragma once

#include "convolution.h"
#include "rectifier.h"

namespace rectified {

/** `bias` and the settings' slopes must be readable to whole vectors. `kept` is null or takes the rectifier's input. */
void rectifiedConvolution(const Convolution& shape, const RectifierSettings& settings, const float* x,
                          const float* filter, const float* bias, float* y, float* kept);

struct ConvolutionGradients {
  float* x;  // null: not wanted
  float* filter;
  float* bias;   // padded to whole vectors
  float* slope;  // padded to whole vectors; only for Slope::kChannel, else untouched
};

/** `sign`: what `kept` took if that was asked for (`signIsInput`), else y. */
void rectifiedConvolutionGradient(const Convolution& shape, const RectifierSettings& settings, const float* x,
                                  const float* filter, const float* sign, bool signIsInput, const float* dy,
                                  const ConvolutionGradients& gradients);

}  // namespace rectified
