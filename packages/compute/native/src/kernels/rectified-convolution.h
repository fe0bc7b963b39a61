// Convolution, bias and a function of every element, f, as one operation:
//
//     y = f(scale (x * filter) + bias)        or f(scale (x * filter) + bias + addend)
//
// The gradient needs x of the forward pass, and f's output or its input (row-function.h); the former is kept by the next
// layer anyway. Random numbers are drawn again.
//
// Convolutions of the same input that differ in their filters only, as at the beginning of an inception module, are made
// together: the input is read once, and the gradients of the input are added in registers.
#pragma once

#include <vector>

#include "convolution.h"
#include "images.h"
#include "row-function.h"

namespace rectified {

/** A convolution's own part: its filters, and where its output goes. */
struct Branch {
  int64_t filters;
  RowCall call;
  const float *filter, *scale, *bias;  // scale and bias must be readable to whole vectors
  float *y, *kept;                     // kept is null or takes the function's input
  const float* addend = nullptr;       // or numbers that lie as those of y

  /** Makes a block of y of what the convolution has added up, which `z` begins with. */
  void apply(const Block& block, const float* z, int64_t stride, bool pastCaches) const {
    const auto from = [&](auto* array) { return array != nullptr ? array + block.element : nullptr; };
    call.function->value(call.numbers, block, z, stride, scale, bias, from(addend), from(y), from(kept), pastCaches);
  }
};

/** What its gradient is made of, and where it goes. */
struct BranchGradient {
  int64_t filters;
  RowCall call;
  const float* filter;
  const float* kept;  // what Branch::kept took if that was asked for (`keptIsInput`), else y
  bool keptIsInput;
  const float* dy;
  float* dfilter;
  float* dbias;  // padded to whole vectors, and behind it, in the same way, a list for each of the function's parameters

  /** What was kept, from an element on; null where nothing was. */
  const float* keptFrom(int64_t element) const { return kept != nullptr ? kept + element : nullptr; }
  /** Numbers in `dbias` and the lists behind it. */
  int64_t sums() const { return (1 + call.function->parameters) * padded(filters); }
};

/** The number of filters is the branch's, not the shape's. */
void rectifiedConvolutions(const Convolution& shape, const std::vector<Branch>& branches, const Images& x);

/** Where scale was 1. `dx` has the parts of `x`, or none if it is not wanted. */
void rectifiedConvolutionsGradient(const Convolution& shape, const std::vector<BranchGradient>& branches,
                                   const Images& x, const ImageGradients& dx);

}  // namespace rectified
