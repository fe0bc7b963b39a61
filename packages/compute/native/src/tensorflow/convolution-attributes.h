#pragma once

#include "../kernels/convolution.h"
#include "../kernels/images.h"
#include "kernel.h"
#include "elementwise-attributes.h"

namespace rectified {

/** What the operations on convolutions of the same images share: the function of every element, the number of `parts` in
    which the images' channels lie and of `branches`, and which lists of inputs there are. `depthwise`: every channel has a filter of its own. `strides` are of height and width, `pads`
    top, bottom, left, right. */
class ConvolutionAttributes {
 public:
  explicit ConvolutionAttributes(const Attributes& attributes)
      : parts(int(attributes.integer("parts"))),
        branches(int(attributes.integer("branches"))),
        elementwise(attributes, branches),
        strides_(attributes.integers("strides", 2)),
        pads_(attributes.integers("pads", 4)),
        depthwise_(attributes.flag("depthwise")) {}

  /** Inputs 0 to parts - 1. */
  Images images(const Call& call) const {
    Images images;
    for (int p = 0; p < parts; p++) images.push_back({call.input(p).data(), call.input(p).dimension(3)});
    return images;
  }

  /** The filter of a branch; they follow the images. */
  const Tensor& filter(const Call& call, int branch) const { return call.input(parts + branch); }

  /** The first input behind the filters. */
  int afterFilters() const { return parts + branches; }

  Convolution shape(const Call& call, int branch) const {
    const Convolution own = shapeWith(call, filter(call, branch)), first = shapeWith(call, filter(call, 0));
    require(own.kernelHeight == first.kernelHeight && own.kernelWidth == first.kernelWidth,
            "filters of the same height and width expected");
    return own;
  }

  /** The function of a branch; the parameters of all of them begin with input `at`. */
  RowCall rowCall(const Call& call, int at, int branch, const Convolution& shape, CallNumbers& numbers) const {
    return elementwise.call(call, at, branch, shape.filters, shape.rows() * shape.filters, numbers);
  }

  /** The length of a list that may be left out. */
  int64_t listed(const Attributes& attributes, const char* name) const {
    const int64_t length = attributes.integer(name);
    require(length == 0 || length == branches, std::string(name) + " must be none or one for each branch");
    return length;
  }

  int parts, branches;
  ElementwiseAttributes elementwise;

 private:
  Convolution shapeWith(const Call& call, const Tensor& filter) const {
    const Tensor& x = call.input(0);
    int64_t channels = 0;
    for (int p = 0; p < parts; p++) {
      const Tensor& part = call.input(p);
      require(part.rank() == 4 && filter.rank() == 4, "images [batch, height, width, channels] and a filter [height, width, channels, filters] expected");
      for (int i = 0; i < 3; i++) require(part.dimension(i) == x.dimension(i), "parts of the images of the same batch, height and width expected");
      require(part.dimension(3) > 0, "a part of the images without channels");
      channels += part.dimension(3);
    }
    require(!depthwise_ || filter.dimension(3) == channels, "one filter for each of the channels expected");
    require(filter.dimension(2) == (depthwise_ ? 1 : channels), "the input has " + std::to_string(channels) + " channels, the filter " + std::to_string(filter.dimension(2)));
    require(strides_[0] > 0 && strides_[1] > 0, "strides must be above 0");
    for (const int64_t pad : pads_) require(pad >= 0, "pads must not be negative");
    Convolution s;
    s.batch = x.dimension(0);
    s.height = x.dimension(1);
    s.width = x.dimension(2);
    s.channels = channels;
    s.kernelHeight = filter.dimension(0);
    s.kernelWidth = filter.dimension(1);
    s.filters = filter.dimension(3);
    s.depthwise = depthwise_;
    s.strideHeight = strides_[0];
    s.strideWidth = strides_[1];
    s.padTop = pads_[0];
    s.padLeft = pads_[2];
    s.outHeight = (s.height + pads_[0] + pads_[1] - s.kernelHeight) / s.strideHeight + 1;
    s.outWidth = (s.width + pads_[2] + pads_[3] - s.kernelWidth) / s.strideWidth + 1;
    require(s.height + pads_[0] + pads_[1] >= s.kernelHeight && s.width + pads_[2] + pads_[3] >= s.kernelWidth,
            "the filter is larger than the input");
    require(s.batch > 0 && s.depth() > 0 && s.filters > 0, "empty input or filter");
    return s;
  }

  std::vector<int64_t> strides_, pads_;
  bool depthwise_;
};

/** The biases of a forward pass, behind the filters: none, or one list for each branch. */
class Biases {
 public:
  Biases(const Attributes& attributes, const ConvolutionAttributes& shared)
      : lists(int(shared.listed(attributes, "bias_lists"))), first(shared.afterFilters()) {}

  /** Of a branch, or null. */
  const float* of(const Call& call, int branch, int64_t filters) const {
    if (lists == 0) return nullptr;
    const Tensor& bias = call.input(first + branch);
    require(bias.size() == filters, "one bias for each of the filters expected");
    return bias.data();
  }

  /** Number of lists, and the input that begins them. */
  const int lists, first;
};

/** The gradient of the images, outputs 0 to lists - 1: of all parts, or none where it is not wanted. */
class ImagesGradient {
 public:
  ImagesGradient(const Attributes& attributes, const ConvolutionAttributes& shared)
      : lists(int(attributes.integer("dx_lists"))) {
    require(lists == 0 || lists == shared.parts, "dx_lists must be none or one for each part of the images");
  }

  /** Of images whose shape has been checked. */
  ImageGradients of(Call& call) const {
    ImageGradients gradients;
    for (int p = 0; p < lists; p++) gradients.push_back({call.output(p, call.input(p).shape()), call.input(p).dimension(3)});
    return gradients;
  }

  const int lists;
};

/** Definitions of the attributes, and of the inputs that they count; the filters follow the images, the rest comes last. */
struct ConvolutionDefinitions {
  static constexpr const char* kX = "x: parts * float";
  static constexpr const char *kDx = "dx: dx_lists * float", *kDxLists = "dx_lists: int >= 0";
  static constexpr const char* kFilters = "filters: branches * float";
  static constexpr const char *kParameters = ElementwiseAttributes::kParameters, *kSeeds = ElementwiseAttributes::kSeeds;
  static constexpr const char* kDparameters = ElementwiseAttributes::kGradients;

  static std::vector<const char*> attributes(const std::vector<const char*>& others) {
    std::vector<const char*> all(std::begin(ElementwiseAttributes::kAttributes), std::end(ElementwiseAttributes::kAttributes));
    all.insert(all.end(), {"parts: int >= 1", "branches: int >= 1", "strides: list(int)", "pads: list(int)", "depthwise: bool"});
    all.insert(all.end(), others.begin(), others.end());
    return all;
  }
};

}  // namespace rectified
