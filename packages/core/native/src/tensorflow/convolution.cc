// RectifiedConv2D and its gradient: kernels/rectified-convolution.h as operations of TensorFlow.
#include "../kernels/rectified-convolution.h"

#include "kernel.h"
#include "operations.h"
#include "rectifier-attributes.h"

namespace rectified {
namespace {

/** What both operations share: `strides` are of height and width, `pads` top, bottom, left, right. */
class ConvolutionAttributes {
 public:
  explicit ConvolutionAttributes(const Attributes& attributes)
      : rectifier(attributes), strides_(attributes.integers("strides", 2)), pads_(attributes.integers("pads", 4)) {}

  Convolution shape(const Tensor& x, const Tensor& filter) const {
    require(x.rank() == 4 && filter.rank() == 4, "images [batch, height, width, channels] and a filter [height, width, channels, filters] expected");
    require(x.dimension(3) == filter.dimension(2), "the input has " + std::to_string(x.dimension(3)) + " channels, the filter " + std::to_string(filter.dimension(2)));
    require(strides_[0] > 0 && strides_[1] > 0, "strides must be above 0");
    for (const int64_t pad : pads_) require(pad >= 0, "pads must not be negative");
    Convolution s;
    s.batch = x.dimension(0);
    s.height = x.dimension(1);
    s.width = x.dimension(2);
    s.channels = x.dimension(3);
    s.kernelHeight = filter.dimension(0);
    s.kernelWidth = filter.dimension(1);
    s.filters = filter.dimension(3);
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

  RectifierAttributes rectifier;

 private:
  std::vector<int64_t> strides_, pads_;
};

class Forward {
 public:
  explicit Forward(const Attributes& attributes) : attributes_(attributes) {}

  void run(Call& call) const {
    const Tensor &x = call.input(0), &filter = call.input(1), &bias = call.input(2);
    const Convolution shape = attributes_.shape(x, filter);
    require(bias.size() == 0 || bias.size() == shape.filters, "one bias for each of the filters expected");
    const PaddedNumbers biases(shape.filters, bias.size() == 0 ? nullptr : bias.data());
    PaddedNumbers slopes(shape.filters);
    const RectifierSettings settings = attributes_.rectifier.settings(call.input(3), call.input(4), shape.filters,
                                                                      shape.rows() * shape.filters, slopes);
    const std::vector<int64_t> outShape = {shape.batch, shape.outHeight, shape.outWidth, shape.filters};
    float* y = call.output(0, outShape);
    const bool keep = gradientNeedsInput(settings, shape.filters);
    float* kept = call.output(1, keep ? outShape : std::vector<int64_t>{0});
    rectifiedConvolution(shape, settings, x.data(), filter.data(), biases, y, keep ? kept : nullptr);
  }

 private:
  ConvolutionAttributes attributes_;
};

class Backward {
 public:
  explicit Backward(const Attributes& attributes)
      : attributes_(attributes), inputGradient_(attributes.flag("input_gradient")) {}

  void run(Call& call) const {
    const Tensor &x = call.input(0), &filter = call.input(1), &y = call.input(2), &kept = call.input(3), &dy = call.input(4);
    const Convolution shape = attributes_.shape(x, filter);
    const int64_t elements = shape.rows() * shape.filters;
    PaddedNumbers slopes(shape.filters), dbias(shape.filters), dslopes(shape.filters);
    const RectifierSettings settings = attributes_.rectifier.settings(call.input(5), call.input(6), shape.filters, elements, slopes);
    const bool keptInput = kept.size() > 0;
    require(dy.size() == elements, "the output's gradient has another shape than the output");
    require(keptInput ? kept.size() == elements : settings.slope == Slope::kOne || y.size() == elements,
            "the output has another shape than in the forward pass");
    require(keptInput || !gradientNeedsInput(settings, shape.filters), "the rectifier's input was not kept");
    float* dx = call.output(0, inputGradient_ ? x.shape() : std::vector<int64_t>{0});
    float* dfilter = call.output(1, filter.shape());
    rectifiedConvolutionGradient(shape, settings, x.data(), filter.data(), keptInput ? kept.data() : y.data(), keptInput,
                                 dy.data(), {inputGradient_ ? dx : nullptr, dfilter, dbias, dslopes});
    dbias.copyTo(call.output(2, {shape.filters}));
    float* dslopesOut = call.output(3, {settings.slope == Slope::kChannel ? shape.filters : 0});
    if (settings.slope == Slope::kChannel) dslopes.copyTo(dslopesOut);
  }

 private:
  ConvolutionAttributes attributes_;
  bool inputGradient_;
};

}  // namespace

void registerConvolution() {
  const auto& [rectifier, first, second] = RectifierAttributes::kAttributes;
  const auto& [slopes, seeds] = RectifierAttributes::kInputs;
  registerOperation<Forward>({"RectifiedConv2D",
                              {"x: float", "filter: float", "bias: float", slopes, seeds},
                              {"y: float", "kept: float"},
                              {rectifier, first, second, "strides: list(int)", "pads: list(int)"}});
  registerOperation<Backward>({"RectifiedConv2DGrad",
                               {"x: float", "filter: float", "y: float", "kept: float", "dy: float", slopes, seeds},
                               {"dx: float", "dfilter: float", "dbias: float", "dslopes: float"},
                               {rectifier, first, second, "strides: list(int)", "pads: list(int)", "input_gradient: bool"}});
}

}  // namespace rectified
