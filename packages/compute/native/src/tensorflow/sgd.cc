// RectifiedSgd: kernels/sgd.h as one operation of TensorFlow on all weights of a model.
#include "../kernels/sgd.h"

#include <cmath>
#include <limits>

#include "kernel.h"
#include "operations.h"

namespace rectified {
namespace {

/** Inputs: weights, momenta, gradients (n of each), and rate and decay of each, [n, 2]. Outputs: new weights, new
    momenta. They are new tensors: others may hold the old ones. */
class Step {
 public:
  explicit Step(const Attributes& attributes)
      : momentum_(attributes.number("momentum")), clip_(attributes.number("clip")), norm_(attributes.number("norm")) {}

  void run(Call& call) const {
    const int count = (call.inputs() - 1) / 3;
    const Tensor& settings = call.input(3 * count);
    require(settings.size() == 2 * count, "a rate and a decay for every weight expected");
    double squares = 0;
    for (int i = 0; i < count; i++) {
      const int64_t size = call.input(i).size();
      require(call.input(count + i).size() == size && call.input(2 * count + i).size() == size,
              "weight, momentum and gradient number " + std::to_string(i) + " have different sizes");
      if (!std::isinf(norm_)) squares += sumOfSquares(size, call.input(2 * count + i).data(), clip_);
    }
    const float scale = !(std::sqrt(squares) > norm_) ? 1.0f : float(norm_ / std::sqrt(squares));
    for (int i = 0; i < count; i++) {
      const Tensor& w = call.input(i);
      const float *m = call.input(count + i).data(), *g = call.input(2 * count + i).data();
      float* newW = call.output(i, w.shape());
      float* newM = call.output(count + i, w.shape());
      sgd({settings.data()[2 * i], momentum_, settings.data()[2 * i + 1], clip_, scale}, w.size(), w.data(), m, g, newW, newM);
    }
  }

 private:
  float momentum_, clip_, norm_;
};

}  // namespace

void registerSgd() {
  registerOperation<Step>({"RectifiedSgd",
                           {"weights: n * float", "momenta: n * float", "gradients: n * float", "settings: float"},
                           {"new_weights: n * float", "new_momenta: n * float"},
                           {"n: int >= 1", "momentum: float", "clip: float", "norm: float"}});
}

}  // namespace rectified
