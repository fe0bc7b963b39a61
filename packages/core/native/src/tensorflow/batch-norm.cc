// RectifiedMoments, RectifiedBatchNorm and its gradient: kernels/batch-norm.h as operations of TensorFlow.
#include "../kernels/batch-norm.h"

#include "kernel.h"
#include "operations.h"
#include "rectifier-attributes.h"

namespace rectified {
namespace {

int64_t channelsOf(const Tensor& x) {
  require(x.rank() > 0 && x.size() > 0, "a tensor [..., channels] with elements expected");
  return x.dimension(x.rank() - 1);
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
    countIn(call, 0, mean);
    countIn(call, 1, variance);
  }

 private:
  /** The moving average of statistic number `index`, where there is one. */
  void countIn(Call& call, int index, const float* value) const {
    const Tensor& average = call.input(1 + index);
    const int64_t channels = average.size();
    require(channels == 0 || channels == channelsOf(call.input(0)), "one moving average for each channel expected");
    PaddedNumbers padded(channels, average.data()), moved(channels);
    moveAverage(padded, value, share_, channels, moved);
    moved.copyTo(call.output(2 + index, {channels}));
  }

  float share_;
};

/** gamma, beta, mean and variance of a call, from input `first` on. */
struct Parameters {
  PaddedNumbers gamma, beta, mean, variance;

  Parameters(const Call& call, int first, int64_t channels)
      : gamma(channels, checked(call, first, channels)),
        beta(channels, checked(call, first + 1, channels)),
        mean(channels, checked(call, first + 2, channels)),
        variance(channels, checked(call, first + 3, channels)) {}

  BatchNorm norm(int64_t rows, int64_t channels, float epsilon) const {
    return {rows, channels, gamma, beta, mean, variance, epsilon};
  }

 private:
  static const float* checked(const Call& call, int index, int64_t channels) {
    require(call.input(index).size() == channels, "one gamma, beta, mean and variance for each channel expected");
    return call.input(index).data();
  }
};

class Forward {
 public:
  explicit Forward(const Attributes& attributes) : rectifier_(attributes), epsilon_(attributes.number("epsilon")) {}

  void run(Call& call) const {
    const Tensor& x = call.input(0);
    const int64_t channels = channelsOf(x);
    const Parameters parameters(call, 1, channels);
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
    const Parameters parameters(call, 3, channels);
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
