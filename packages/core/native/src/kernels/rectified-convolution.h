// Convolution, bias and rectifier as one operation:
//
//     y = rectifier(scale (x * filter) + bias)
//
// The gradient needs of the forward pass only x and y, which the neighboring layers keep anyway: y has the sign of the
// rectifier's input, and random slopes are drawn again.
//
// Convolutions of the same input that differ in their filters only, as at the beginning of an inception module, are made
// together: the input is read once, and the gradients of the input are added in registers.
#pragma once

#include <vector>

#include "convolution.h"
#include "images.h"
#include "rectifier.h"

namespace rectified {

/** A convolution's own part: its filters, and where its output goes. */
struct Branch {
  int64_t filters;
  RectifierSettings settings;
  const float *filter, *scale, *bias;  // scale, bias and the settings' slopes must be readable to whole vectors
  float *y, *kept;                     // kept is null or takes the rectifier's input
};

/** What its gradient is made of, and where it goes. */
struct BranchGradient {
  int64_t filters;
  RectifierSettings settings;
  const float* filter;
  const float* sign;  // what Branch::kept took if that was asked for (`signIsInput`), else y
  bool signIsInput;
  const float* dy;
  float* dfilter;
  float *dbias, *dslope;  // padded to whole vectors; dslope for Slope::kChannel, else untouched
};

/** The number of filters is the branch's, not the shape's. */
void rectifiedConvolutions(const Convolution& shape, const std::vector<Branch>& branches, const Images& x);

/** Where scale was 1. `dx` has the parts of `x`, or none if it is not wanted. */
void rectifiedConvolutionsGradient(const Convolution& shape, const std::vector<BranchGradient>& branches,
                                   const Images& x, const ImageGradients& dx);

}  // namespace rectified
