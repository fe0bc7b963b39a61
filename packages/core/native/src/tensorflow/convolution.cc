// RectifiedConv2D and its gradient: kernels/rectified-convolution.h as operations of TensorFlow. `filters` are those of
// convolutions of the same images; the other lists have one for each, or none at all.
#include "../kernels/rectified-convolution.h"

#include <algorithm>
#include <deque>

#include "../kernels/batch-norm.h"
#include "kernel.h"
#include "operations.h"
#include "rectifier-attributes.h"

namespace rectified {
namespace {

/** What both operations share: `strides` are of height and width, `pads` top, bottom, left, right. */
class ConvolutionAttributes {
 public:
  explicit ConvolutionAttributes(const Attributes& attributes)
      : rectifier(attributes),
        branches(attributes.integer("branches")),
        slopes(listed(attributes, "slope_lists")),
        seeds(listed(attributes, "seed_lists")),
        strides_(attributes.integers("strides", 2)),
        pads_(attributes.integers("pads", 4)) {}

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

  /** The length of a list that may be left out. */
  int64_t listed(const Attributes& attributes, const char* name) const {
    const int64_t length = attributes.integer(name);
    require(length == 0 || length == branches, std::string(name) + " must be none or one for each branch");
    return length;
  }

  RectifierAttributes rectifier;
  int64_t branches, slopes, seeds;

 private:
  std::vector<int64_t> strides_, pads_;
};

class Forward {
 public:
  explicit Forward(const Attributes& attributes)
      : attributes_(attributes),
        biases_(attributes_.listed(attributes, "bias_lists")),
        norms_(attributes_.listed(attributes, "norm_lists")),
        epsilon_(attributes.number("epsilon")) {}

  void run(Call& call) const {
    const Tensor& x = call.input(0);
    const int count = int(attributes_.branches), biasAt = 1 + count, normAt = biasAt + int(biases_);
    const int norms = int(norms_), slopeAt = normAt + 4 * norms, seedAt = slopeAt + int(attributes_.slopes);
    const Convolution shape = attributes_.shape(x, call.input(1));
    std::deque<PaddedNumbers> numbers;  // of all branches, until they have been used
    std::vector<Branch> branches;
    for (int b = 0; b < count; b++) {
      const Tensor& filter = call.input(1 + b);
      const Convolution own = attributes_.shape(x, filter);
      require(own.kernelHeight == shape.kernelHeight && own.kernelWidth == shape.kernelWidth,
              "filters of the same height and width expected");
      const int64_t filters = own.filters;
      const auto padded = [&](int index) -> float* {
        require(call.input(index).size() == filters, "one number for each of the filters expected");
        return numbers.emplace_back(filters, call.input(index).data());
      };
      float *scale = numbers.emplace_back(filters), *bias = numbers.emplace_back(filters);
      if (biases_ > 0) bias = padded(biasAt + b);
      std::fill_n(scale, filters, 1.0f);
      if (norms > 0) {
        const auto parameter = [&](int number) { return padded(normAt + number * norms + b); };
        asScaleAndBias({own.rows(), filters, parameter(0), parameter(1), parameter(2), parameter(3), epsilon_}, bias,
                       scale, bias);
      }
      PaddedNumbers& slopes = numbers.emplace_back(filters);
      const RectifierSettings settings = attributes_.rectifier.settings(
          attributes_.slopes > 0 ? &call.input(slopeAt + b) : nullptr,
          attributes_.seeds > 0 ? &call.input(seedAt + b) : nullptr, filters, own.rows() * filters, slopes);
      const std::vector<int64_t> outShape = {own.batch, own.outHeight, own.outWidth, filters};
      float* y = call.output(b, outShape);
      // With a batch normalization there is no gradient.
      const bool keep = norms == 0 && gradientNeedsInput(settings, filters);
      float* kept = call.output(count + b, keep ? outShape : std::vector<int64_t>{0});
      branches.push_back({filters, settings, filter.data(), scale, bias, y, keep ? kept : nullptr});
    }
    rectifiedConvolutions(shape, branches, x.data());
  }

 private:
  ConvolutionAttributes attributes_;
  int64_t biases_, norms_;
  float epsilon_;
};

class Backward {
 public:
  explicit Backward(const Attributes& attributes)
      : attributes_(attributes), inputGradient_(attributes.flag("input_gradient")) {}

  void run(Call& call) const {
    const Tensor& x = call.input(0);
    const int count = int(attributes_.branches), yAt = 1 + count, keptAt = yAt + count, dyAt = keptAt + count;
    const int slopeAt = dyAt + count, seedAt = slopeAt + int(attributes_.slopes);
    const Convolution shape = attributes_.shape(x, call.input(1));
    float* dx = call.output(0, inputGradient_ ? x.shape() : std::vector<int64_t>{0});
    std::deque<PaddedNumbers> numbers;
    std::vector<BranchGradient> branches;
    for (int b = 0; b < count; b++) {
      const Tensor &filter = call.input(1 + b), &y = call.input(yAt + b), &kept = call.input(keptAt + b), &dy = call.input(dyAt + b);
      const Convolution own = attributes_.shape(x, filter);
      const int64_t filters = own.filters, elements = own.rows() * filters;
      PaddedNumbers &slopes = numbers.emplace_back(filters), &dbias = numbers.emplace_back(filters), &dslopes = numbers.emplace_back(filters);
      const RectifierSettings settings = attributes_.rectifier.settings(
          attributes_.slopes > 0 ? &call.input(slopeAt + b) : nullptr,
          attributes_.seeds > 0 ? &call.input(seedAt + b) : nullptr, filters, elements, slopes);
      const bool keptInput = kept.size() > 0;
      require(own.kernelHeight == shape.kernelHeight && own.kernelWidth == shape.kernelWidth,
              "filters of the same height and width expected");
      require(dy.size() == elements, "the output's gradient has another shape than the output");
      require(keptInput ? kept.size() == elements : settings.slope == Slope::kOne || y.size() == elements,
              "the output has another shape than in the forward pass");
      require(keptInput || !gradientNeedsInput(settings, filters), "the rectifier's input was not kept");
      branches.push_back({filters, settings, filter.data(), keptInput ? kept.data() : y.data(), keptInput, dy.data(),
                          call.output(1 + b, filter.shape()), dbias, dslopes});
    }
    rectifiedConvolutionsGradient(shape, branches, x.data(), inputGradient_ ? dx : nullptr);
    for (int b = 0; b < count; b++) {
      const int64_t filters = branches[b].filters;
      std::copy_n(branches[b].dbias, filters, call.output(1 + count + b, {filters}));
      if (attributes_.slopes > 0) std::copy_n(branches[b].dslope, filters, call.output(1 + 2 * count + b, {filters}));
    }
  }

 private:
  ConvolutionAttributes attributes_;
  bool inputGradient_;
};

}  // namespace

void registerConvolution() {
  const auto& [rectifier, first, second] = RectifierAttributes::kAttributes;
  const char *branches = "branches: int >= 1", *slopeLists = "slope_lists: int >= 0", *seedLists = "seed_lists: int >= 0";
  const char *slopes = "slopes: slope_lists * float", *seeds = "seeds: seed_lists * int32";
  const char *strides = "strides: list(int)", *pads = "pads: list(int)";
  registerOperation<Forward>(
      {"RectifiedConv2D",
       {"x: float", "filters: branches * float", "biases: bias_lists * float", "gammas: norm_lists * float",
        "betas: norm_lists * float", "means: norm_lists * float", "variances: norm_lists * float", slopes, seeds},
       {"y: branches * float", "kept: branches * float"},
       {rectifier, first, second, branches, slopeLists, seedLists, strides, pads, "bias_lists: int >= 0",
        "norm_lists: int >= 0", "epsilon: float"}});
  registerOperation<Backward>(
      {"RectifiedConv2DGrad",
       {"x: float", "filters: branches * float", "y: branches * float", "kept: branches * float", "dy: branches * float",
        slopes, seeds},
       {"dx: float", "dfilters: branches * float", "dbiases: branches * float", "dslopes: slope_lists * float"},
       {rectifier, first, second, branches, slopeLists, seedLists, strides, pads, "input_gradient: bool"}});
}

}  // namespace rectified
