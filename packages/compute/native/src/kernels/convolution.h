// The shape of a two-dimensional convolution, and its patches ("im2col": Chellapilla, Puri, Simard: "High performance
// convolutional neural networks for document processing", 2006).
//
// Images are [batch, height, width, channels], filters [kernelHeight, kernelWidth, channels, filters]. A row is one
// output pixel: its patch of the input has `depth` numbers in the order of the filter's, so that
//
//     output [rows, filters] = patches [rows, depth] filter [depth, filters]
#pragma once

#include <cstdint>
#include <vector>

namespace rectified {

struct Convolution {
  int64_t batch, height, width, channels;
  int64_t kernelHeight, kernelWidth, filters;
  int64_t strideHeight, strideWidth;
  int64_t padTop, padLeft;  // below and to the right as much as the output's size asks for
  int64_t outHeight, outWidth;
  /** Every channel by itself, with a filter of its own: [kernelHeight, kernelWidth, 1, filters], as many as channels. */
  bool depthwise = false;

  std::vector<int64_t> outShape() const { return {batch, outHeight, outWidth, filters}; }
  int64_t pixels() const { return batch * height * width; }
  int64_t rows() const { return batch * outHeight * outWidth; }
  int64_t depth() const { return kernelHeight * kernelWidth * (depthwise ? 1 : channels); }
  /** The input's pixels are the patches. */
  bool pointwise() const {
    return !depthwise && kernelHeight == 1 && kernelWidth == 1 && strideHeight == 1 && strideWidth == 1 && padTop == 0 &&
           padLeft == 0 && outHeight == height && outWidth == width;
  }
};

/** Writes the patches of rows `row` to `row + rows - 1` below each other, `stride` numbers apart. */
void gatherPatches(const Convolution& shape, const float* x, int64_t row, int64_t rows, float* patches, int64_t stride);

/** Adds gradients of patches to the gradient of the input: the transpose of `gatherPatches`. */
void scatterPatches(const Convolution& shape, const float* patches, int64_t stride, int64_t row, int64_t rows,
                    float* dx);

}  // namespace rectified
