// RectifiedMoments, RectifiedBatchNorm and its gradient: kernels/batch-norm.h as operations of TensorFlow.
#include "../kernels/batch-norm.h"

#include <algorithm>

#include "batch-norm-parameters.h"
#include "elementwise-attributes.h"
#include "operations.h"

namespace rectified {
namespace {

int64_t channelsOf(const Tensor& x) {
  require(x.rank() > 0 && x.size() > 0, "a tensor [..., channels] with elements expected");
  return x.dimension(x.rank() - 1);
}

/** gamma, beta, mean and variance from input `first` on. */
NormParameters parametersOf(const Call& call, int first, int64_t channels) {
  const auto given = [&](int index) { return ofChannels(call, first + index, channels); };
  return {channels, given(0), given(1), given(2), given(3)};
}

class Moments {
 public:
  explicit Moments(const Attributes& attributes) : share_(attributes.number("share")) {}

  void run(Call& call) const {
    const Tensor& x = call.input(0);
    const int64_t channels = channelsOf(x);
    PaddedNumbers mean(channels), variance(channels);
    moments(x.data(), x.size() / channels, channels, mean, variance);
    mean.copyTo(call.output(0, {channels}));
    variance.copyTo(call.output(1, {channels}));
    const float* batch[] = {mean, variance};
    for (int i = 0; i < 2; i++) {
      const Tensor& average = call.input(1 + i);
      float* moved = call.output(2 + i, {average.size()});
      if (average.size() > 0) countIn(average, batch[i], channels, share_, moved);
    }
  }

 private:
  float share_;
};

class Forward {
 public:
  explicit Forward(const Attributes& attributes) : elementwise_(attributes, 1), epsilon_(attributes.number("epsilon")) {}

  void run(Call& call) const {
    const Tensor& x = call.input(0);
    const int64_t channels = channelsOf(x);
    const NormParameters parameters = parametersOf(call, 1, channels);
    CallNumbers numbers;
    const RowCall rowCall = elementwise_.call(call, 5, 0, channels, x.size(), numbers);
    const BatchNorm norm = parameters.norm(x.size() / channels, channels, epsilon_);
    const bool enough = outputIsEnough(norm, rowCall);
    float* y = call.output(0, x.shape());
    batchNormRectified(norm, rowCall, x.data(), y);
    call.share(1, enough ? call.lastOutput() : x);
    *call.output<bool>(2, {}) = enough;
  }

 private:
  ElementwiseAttributes elementwise_;
  float epsilon_;
};

class Backward {
 public:
  explicit Backward(const Attributes& attributes)
      : elementwise_(attributes, 1), epsilon_(attributes.number("epsilon")), training_(attributes.flag("training")) {}

  void run(Call& call) const {
    const Tensor &kept = call.input(0), &keptIsOutput = call.input(1), &dy = call.input(2);
    const int64_t channels = channelsOf(kept);
    require(dy.size() == kept.size(), "the output's gradient has another shape than the output");
    const NormParameters parameters = parametersOf(call, 3, channels);
    PaddedNumbers dgamma(channels);
    Scratch dbeta((1 + elementwise_.function().parameters) * padded(channels));  // and the parameters' gradients behind it
    CallNumbers numbers;
    const RowCall rowCall = elementwise_.call(call, 7, 0, channels, kept.size(), numbers);
    float* dx = call.output(0, kept.shape());
    batchNormRectifiedGradient(parameters.norm(kept.size() / channels, channels, epsilon_), rowCall, kept.data(),
                               *keptIsOutput.data<bool>(), dy.data(), training_, {dx, dgamma, dbeta});
    dgamma.copyTo(call.output(1, {channels}));
    std::copy_n(dbeta.get(), channels, call.output(2, {channels}));
    elementwise_.writeGradients(call, 7, 0, channels, dbeta + padded(channels), 3);
  }

 private:
  ElementwiseAttributes elementwise_;
  float epsilon_;
  bool training_;
};

}  // namespace

void registerBatchNorm() {
  using E = ElementwiseAttributes;
  const auto attributes = [](std::vector<const char*> all) {
    all.insert(all.end(), std::begin(E::kAttributes), std::end(E::kAttributes));
    return all;
  };
  registerOperation<Moments>({"RectifiedMoments",
                              {"x: float", "moving_mean: float", "moving_variance: float"},
                              {"mean: float", "variance: float", "moved_mean: float", "moved_variance: float"},
                              {"share: float"}});
  registerOperation<Forward>(
      {"RectifiedBatchNorm",
       {"x: float", "gamma: float", "beta: float", "mean: float", "variance: float", E::kParameters, E::kSeeds},
       {"y: float", "kept: float", "kept_is_output: bool"},
       attributes({"epsilon: float"})});
  registerOperation<Backward>({"RectifiedBatchNormGrad",
                               {"kept: float", "kept_is_output: bool", "dy: float", "gamma: float", "beta: float",
                                "mean: float", "variance: float", E::kParameters, E::kSeeds},
                               {"dx: float", "dgamma: float", "dbeta: float", E::kGradients},
                               attributes({"epsilon: float", "training: bool"})});
}

}  // namespace rectified
