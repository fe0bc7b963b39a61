// Depthwise convolutions, as rectified-convolution.h has them: every channel by itself, with a filter of its own (Howard et
// al., arXiv 1704.04861, eq. 3). There is too little arithmetic for matrix products: vectors go along the channels.
#pragma once

#include "rectified-convolution.h"

namespace rectified {

void depthwiseForward(const Convolution& shape, const Branch& branch, const float* x);

/** `dx` is null if it is not wanted. */
void depthwiseBackward(const Convolution& shape, const BranchGradient& branch, const float* x, float* dx);

}  // namespace rectified
