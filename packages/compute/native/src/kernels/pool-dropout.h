// Pooling and dropout as one operation, on [batch, height, width, channels]:
//
//     y = keep / (1 - rate) * (largest or mean of the window),  keep = noise >= rate
//
// Dropout: Srivastava et al. (JMLR 15, 2014), scaled in training. Its noise is drawn again in the backward pass. Of
// the largest cell its place in the window is kept, one byte per output.
#pragma once

#include "noise.h"

namespace rectified {

struct Pooling {
  int64_t batch, height, width, channels;
  int64_t poolHeight, poolWidth, strideHeight, strideWidth;
  int64_t padTop, padLeft;  // the cells beyond the edges do not exist
  int64_t outHeight, outWidth;
  bool largest;  // else the mean
  bool full;     // means are divided by the window's full size at the edges too, else by the cells that exist
  float rate;    // of dropout; 0: none
  Noise noise;
};

/** The first of several largest cells counts; NaN is the largest of all. `places` is for `largest` only. */
void poolDropout(const Pooling& pooling, const float* x, float* y, uint8_t* places);

void poolDropoutGradient(const Pooling& pooling, const uint8_t* places, const float* dy, float* dx);

}  // namespace rectified
