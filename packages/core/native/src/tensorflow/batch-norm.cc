// RectifiedMoments, RectifiedBatchNorm and its gradient: kernels/batch-norm.h as operations of TensorFlow.
#include "../kernels/batch-norm.h"

#include "batch-norm-parameters.h"
#include "operations.h"
#include "rectifier-attributes.h"

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
  explicit Forward(const Attributes& attributes) : rectifier_(attributes), epsilon_(attributes.number("epsilon")) {}

  void run(Call& call) const {
    const Tensor& x = call.input(0);
    const int64_t channels = channelsOf(x);
    const NormParameters parameters = parametersOf(call, 1, channels);
    PaddedNumbers slopes(channels);
    const RectifierSettings settings = rectifier_.settings(&call.input(5), &call.input(6), channels, x.size(), slopes);
    const BatchNorm norm = parameters.norm(x.size() / channels, channels, epsilon_);
    const bool enough = outputIsEnough(norm, settings);
    float* y = call.output(0, x.shape());
    batchNormRectified(norm, settings, x.data(), y);
    call.share(1, enough ? call.lastOutput() : x);
    *call.output<bool>(2, {}) = enough;
  }

 private:
  RectifierAttributes rectifier_;
  float epsilon_;
};

class Backward {
 public:
  explicit Backward(const Attributes& attributes)
      : rectifier_(attributes), epsilon_(attributes.number("epsilon")), training_(attributes.flag("training")) {}

  void run(Call& call) const {
    const Tensor &kept = call.input(0), &keptIsOutput = call.input(1), &dy = call.input(2);
    const int64_t channels = channelsOf(kept);
    require(dy.size() == kept.size(), "the output's gradient has another shape than the output");
    const NormParameters parameters = parametersOf(call, 3, channels);
    PaddedNumbers slopes(channels), dgamma(channels), dbeta(channels), dslopes(channels);
    const RectifierSettings settings = rectifier_.settings(&call.input(7), &call.input(8), channels, kept.size(), slopes);
    float* dx = call.output(0, kept.shape());
    batchNormRectifiedGradient(parameters.norm(kept.size() / channels, channels, epsilon_), settings, kept.data(),
                               *keptIsOutput.data<bool>(), dy.data(), training_, {dx, dgamma, dbeta, dslopes});
    dgamma.copyTo(call.output(1, {channels}));
    dbeta.copyTo(call.output(2, {channels}));
    float* dslopesOut = call.output(3, {settings.slope == Slope::kChannel ? channels : 0});
    if (settings.slope == Slope::kChannel) dslopes.copyTo(dslopesOut);
  }

 private:
  RectifierAttributes rectifier_;
  float epsilon_;
  bool training_;
};

}  // namespace

void registerBatchNorm() {
  const auto& [rectifier, first, second] = RectifierAttributes::kAttributes;
  const auto& [slopes, seeds] = RectifierAttributes::kInputs;
  registerOperation<Moments>({"RectifiedMoments",
                              {"x: float", "moving_mean: float", "moving_variance: float"},
                              {"mean: float", "variance: float", "moved_mean: float", "moved_variance: float"},
                              {"share: float"}});
  registerOperation<Forward>(
      {"RectifiedBatchNorm",
       {"x: float", "gamma: float", "beta: float", "mean: float", "variance: float", slopes, seeds},
       {"y: float", "kept: float", "kept_is_output: bool"},
       {rectifier, first, second, "epsilon: float"}});
  registerOperation<Backward>({"RectifiedBatchNormGrad",
                               {"kept: float", "kept_is_output: bool", "dy: float", "gamma: float", "beta: float",
                                "mean: float", "variance: float", slopes, seeds},
                               {"dx: float", "dgamma: float", "dbeta: float", "dslopes: float"},
                               {rectifier, first, second, "epsilon: float", "training: bool"}});
}

}  // namespace rectified
