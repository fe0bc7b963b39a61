// RectifiedConv2D and its gradient: kernels/rectified-convolution.h as operations of TensorFlow.
#include "../kernels/rectified-convolution.h"

#include <algorithm>
#include <deque>

#include "convolution-attributes.h"
#include "operations.h"

namespace rectified {
namespace {

class Forward {
 public:
  explicit Forward(const Attributes& attributes)
      : attributes_(attributes), biases_(attributes, attributes_), keep_(attributes_.listed(attributes, "kept_lists") > 0) {}

  void run(Call& call) const {
    const int count = attributes_.branches, parametersAt = biases_.first + biases_.lists;
    std::deque<PaddedNumbers> numbers;  // of all branches, until they have been used
    std::deque<CallNumbers> callNumbers;
    std::vector<Branch> branches;
    for (int b = 0; b < count; b++) {
      const Convolution shape = attributes_.shape(call, b);
      const int64_t filters = shape.filters;
      float *bias = numbers.emplace_back(filters, biases_.of(call, b, filters)), *scale = numbers.emplace_back(filters);
      std::fill_n(scale, filters, 1.0f);
      const RowCall rowCall = attributes_.rowCall(call, parametersAt, b, shape, callNumbers.emplace_back());
      const std::vector<int64_t> outShape = shape.outShape();
      float* y = call.output(b, outShape);
      const bool needed = rowCall.needsInput(filters);
      float* kept = keep_ ? call.output(count + b, needed ? outShape : std::vector<int64_t>{0}) : nullptr;
      branches.push_back({filters, rowCall, attributes_.filter(call, b).data(), scale, bias, y, needed ? kept : nullptr});
    }
    rectifiedConvolutions(attributes_.shape(call, 0), branches, attributes_.images(call));
  }

 private:
  ConvolutionAttributes attributes_;
  Biases biases_;
  bool keep_;
};

class Backward {
 public:
  explicit Backward(const Attributes& attributes)
      : attributes_(attributes), dx_(attributes, attributes_) {}

  void run(Call& call) const {
    const int count = attributes_.branches, yAt = attributes_.afterFilters(), keptAt = yAt + count, dyAt = keptAt + count;
    const int parametersAt = dyAt + count;
    const int dfiltersAt = dx_.lists, dbiasesAt = dfiltersAt + count, dparametersAt = dbiasesAt + count;
    const int64_t lists = 1 + attributes_.elementwise.function().parameters;
    std::deque<CallNumbers> callNumbers;
    std::deque<Scratch> sums;
    std::vector<BranchGradient> branches;
    for (int b = 0; b < count; b++) {
      const Tensor &filter = attributes_.filter(call, b), &y = call.input(yAt + b), &kept = call.input(keptAt + b), &dy = call.input(dyAt + b);
      const Convolution shape = attributes_.shape(call, b);
      const int64_t filters = shape.filters, elements = shape.rows() * filters;
      const RowCall rowCall = attributes_.rowCall(call, parametersAt, b, shape, callNumbers.emplace_back());
      const bool keptInput = kept.size() > 0;
      require(dy.size() == elements, "the output's gradient has another shape than the output");
      require(keptInput ? kept.size() == elements : !rowCall.function->fromOutput.usesKept || y.size() == elements,
              "the output has another shape than in the forward pass");
      require(keptInput || !rowCall.needsInput(filters), "the input of the function was not kept");
      branches.push_back({filters, rowCall, filter.data(), keptInput ? kept.data() : y.size() > 0 ? y.data() : nullptr, keptInput,
                          dy.data(), call.output(dfiltersAt + b, filter.shape()), sums.emplace_back(lists * padded(filters))});
    }
    rectifiedConvolutionsGradient(attributes_.shape(call, 0), branches, attributes_.images(call), dx_.of(call));
    for (int b = 0; b < count; b++) {
      const int64_t filters = branches[b].filters;
      std::copy_n(branches[b].dbias, filters, call.output(dbiasesAt + b, {filters}));
      attributes_.elementwise.writeGradients(call, parametersAt, b, filters, branches[b].dbias + padded(filters), dparametersAt);
    }
  }

 private:
  ConvolutionAttributes attributes_;
  ImagesGradient dx_;
};

}  // namespace

void registerConvolution() {
  using D = ConvolutionDefinitions;
  registerOperation<Forward>({"RectifiedConv2D",
                              {D::kX, D::kFilters, "biases: bias_lists * float", D::kParameters, D::kSeeds},
                              {"y: branches * float", "kept: kept_lists * float"},
                              D::attributes({"bias_lists: int >= 0", "kept_lists: int >= 0"})});
  registerOperation<Backward>(
      {"RectifiedConv2DGrad",
       {D::kX, D::kFilters, "y: branches * float", "kept: branches * float", "dy: branches * float", D::kParameters, D::kSeeds},
       {D::kDx, "dfilters: branches * float", "dbiases: branches * float", D::kDparameters},
       D::attributes({D::kDxLists})});
}

}  // namespace rectified
