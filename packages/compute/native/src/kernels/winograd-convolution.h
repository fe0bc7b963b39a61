// Rectified convolution by Winograd's algorithm (winograd.h). The output is cut into tiles of 4 x 4; the products at each
// pair of points are a matrix product over all tiles and channels:
//
//     z(p,q) [tiles, filters] = v(p,q) [tiles, channels] u(p,q) [channels, filters]
//     du(p,q) = v(p,q)^T dz(p,q)      dv(p,q) = dz(p,q) u(p,q)^T
//
// Infinities and NaN in the input reach all of the outputs whose tiles overlap them, and infinities arrive as NaN.
#pragma once

#include "rectified-convolution.h"

namespace rectified {

/** Stride 1, 3 x 3 or 5 x 5, and enough channels and pixels to pay for the transforms. */
bool usesWinograd(const Convolution& shape);

void winogradForward(const Convolution& shape, const Branch& branch, const float* x);

void winogradBackward(const Convolution& shape, const BranchGradient& branch, const float* x, float* dx);

}  // namespace rectified
