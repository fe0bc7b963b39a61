#pragma once

#include <deque>

#include "../kernels/row-functions.h"
#include "kernel.h"

namespace rectified {

/** What a row function is called with, for the length of one call. */
struct CallNumbers {
  std::deque<PaddedNumbers> lists;
  std::vector<const float*> parameters;
  std::vector<Noise> noise;
};

/** Attributes and inputs that every operation with a function of every element has. */
class ElementwiseAttributes {
 public:
  /** For definitions of operations. `function` is a number of row-functions.h; `clips` are two for each parameter. */
  static constexpr const char* kAttributes[] = {"function: int", "scalars: list(float)", "clips: list(float)",
                                                "parameter_lists: int >= 0", "seed_lists: int >= 0"};
  static constexpr const char *kParameters = "parameters: parameter_lists * float", *kSeeds = "seeds: seed_lists * int32";
  static constexpr const char* kGradients = "dparameters: parameter_lists * float";

  /** `calls`: of the function, for each of which there are parameters and seeds. */
  ElementwiseAttributes(const Attributes& attributes, int calls)
      : function_(rowFunction(attributes.integer("function"))),
        calls_(calls),
        scalars_(attributes.numbers("scalars")),
        clips_(attributes.numbers("clips")) {
    require(function_ != nullptr, "no such row function");
    require(int(scalars_.size()) == function_->scalars && int(clips_.size()) == 2 * function_->parameters,
            "scalars or clips of another row function");
    require(attributes.integer("parameter_lists") == calls * function_->parameters &&
                attributes.integer("seed_lists") == calls * function_->noises,
            "parameters or seeds of another row function");
  }

  const RowFunction& function() const { return *function_; }

  /** The function in a call that makes `elements` numbers in `channels` channels; parameters begin with input `at`. */
  RowCall call(const Call& call, int at, int number, int64_t channels, int64_t elements, CallNumbers& numbers) const {
    for (int p = 0; p < function_->parameters; p++) {
      const Tensor& given = call.input(parameterAt(at, number, p));
      require(given.size() == channels || given.size() == 1,
              "a parameter for each of the " + std::to_string(channels) + " channels, or one for all, expected, got " +
                  std::to_string(given.size()));
      PaddedNumbers& list = numbers.lists.emplace_back(channels);
      for (int64_t c = 0; c < channels; c++) list[c] = clipped(given.data()[given.size() == 1 ? 0 : c], p);
      numbers.parameters.push_back(list);
    }
    for (int n = 0; n < function_->noises; n++) {
      const Tensor& seeds = call.input(at + calls_ * function_->parameters + number * function_->noises + n);
      require(seeds.size() == 2, "two seeds expected");
      require(elements < int64_t(1) << 34, "too many elements for one stream of random numbers");
      numbers.noise.emplace_back(seeds.data<int32_t>()[0], seeds.data<int32_t>()[1]);
    }
    return {function_, {scalars_.data(), numbers.parameters.data(), numbers.noise.data()}};
  }

  /** Writes the parameters' gradients of a call, lists behind each other that are padded to whole vectors, to outputs from
      `outputAt` on. */
  void writeGradients(Call& call, int at, int number, int64_t channels, const float* sums, int outputAt) const {
    for (int p = 0; p < function_->parameters; p++, sums += padded(channels)) {
      const int64_t size = call.input(parameterAt(at, number, p)).size();
      float* out = call.output(outputAt + number * function_->parameters + p, {size});
      if (size == channels) {
        std::memcpy(out, sums, size_t(size) * sizeof(float));
      } else {
        double total = 0;
        for (int64_t c = 0; c < channels; c++) total += sums[c];
        *out = float(total);
      }
    }
  }

 private:
  int parameterAt(int at, int number, int parameter) const { return at + number * function_->parameters + parameter; }

  float clipped(float value, int parameter) const {
    const float low = clips_[2 * size_t(parameter)], high = clips_[2 * size_t(parameter) + 1];
    value = value < low ? low : value;  // NaN stays NaN
    return value > high ? high : value;
  }

  const RowFunction* function_;
  int calls_;
  std::vector<float> scalars_, clips_;
};

/** y = x. */
inline RowCall linear() { return {rowFunction(kLinear), {}}; }

}  // namespace rectified
