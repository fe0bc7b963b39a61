// RectifiedSum and its gradient: kernels/rectified-sum.h as operations of TensorFlow.
#include "../kernels/rectified-sum.h"
#include "elementwise-attributes.h"
#include "operations.h"

namespace rectified {
namespace {

int64_t channelsOf(const Tensor& x) {
  const int64_t channels = x.rank() > 0 ? x.dimension(x.rank() - 1) : 0;
  require(channels > 0 && x.size() > 0, "arrays with elements and a dimension of channels expected");
  return channels;
}

class Forward {
 public:
  explicit Forward(const Attributes& attributes)
      : elementwise_(attributes, 1), count_(int(attributes.integer("count"))), keep_(attributes.flag("keep")) {}

  void run(Call& call) const {
    const Tensor& first = call.input(0);
    const int64_t channels = channelsOf(first);
    std::vector<const float*> addends;
    for (int a = 0; a < count_; a++) {
      require(call.input(a).shape() == first.shape(), "addends of the same shape expected");
      addends.push_back(call.input(a).data());
    }
    CallNumbers numbers;
    const RowCall rowCall = elementwise_.call(call, count_, 0, channels, first.size(), numbers);
    float* y = call.output(0, first.shape());
    const bool needed = keep_ && rowCall.needsInput(channels);
    float* kept = call.output(1, needed ? first.shape() : std::vector<int64_t>{0});
    rectifiedSum(first.size() / channels, channels, rowCall, addends, y, needed ? kept : nullptr);
  }

 private:
  ElementwiseAttributes elementwise_;
  int count_;
  bool keep_;
};

class Backward {
 public:
  explicit Backward(const Attributes& attributes) : elementwise_(attributes, 1) {}

  void run(Call& call) const {
    const Tensor &y = call.input(0), &kept = call.input(1), &dy = call.input(2);
    const int64_t channels = channelsOf(dy);
    const bool keptInput = kept.size() > 0;
    CallNumbers numbers;
    const RowCall rowCall = elementwise_.call(call, 3, 0, channels, dy.size(), numbers);
    require((keptInput ? kept : y).size() == dy.size(), "the output has another shape than in the forward pass");
    require(keptInput || !rowCall.needsInput(channels), "the input of the function was not kept");
    float* dsum = call.output(0, dy.shape());
    Scratch sums((1 + elementwise_.function().parameters) * padded(channels));
    rectifiedSumGradient(dy.size() / channels, channels, rowCall, (keptInput ? kept : y).data(), keptInput, dy.data(), dsum, sums);
    elementwise_.writeGradients(call, 3, 0, channels, sums + padded(channels), 1);
  }

 private:
  ElementwiseAttributes elementwise_;
};

}  // namespace

void registerSum() {
  using E = ElementwiseAttributes;
  std::vector<const char*> shared(std::begin(E::kAttributes), std::end(E::kAttributes)), all = shared;
  all.insert(all.end(), {"count: int >= 1", "keep: bool"});
  registerOperation<Forward>({"RectifiedSum", {"addends: count * float", E::kParameters, E::kSeeds}, {"y: float", "kept: float"}, all});
  registerOperation<Backward>(
      {"RectifiedSumGrad", {"y: float", "kept: float", "dy: float", E::kParameters, E::kSeeds}, {"dsum: float", E::kGradients}, shared});
}

}  // namespace rectified
