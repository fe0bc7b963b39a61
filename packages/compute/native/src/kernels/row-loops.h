// The loops of a row function around a formula. A formula is a class as `printRowFunction` writes it:
//
//     struct Formula {
//       static constexpr int kScalars = 1, kParameters = 0, kNoises = 1;
//       struct Value {                              also FromInput, FromOutput: x stands for what was kept
//         static constexpr int kOutputs = 1;        then 1 + kParameters: dz, and what is summed for each parameter
//         static constexpr bool kUsesX = true, kUsesNoise = true;
//         static void compute(const Given& given, Vec* out);
//       };
//       struct FinishInput, FinishOutput            x is not used; out: the parameters' gradients, from their sums
//       struct Nonzero                              what FromOutput divides by, made of options and parameters
//       struct Input                                x stands for y; out: x
//       struct Slopes                               what Input divides by
//     };
//
// FromOutput and what belongs to it may be `None`, as may be Input, and whatever has no outputs.
#pragma once

#include <type_traits>

#include "functions.h"
#include "row-function.h"

namespace rectified {

/** What the formula of one vector is given. */
struct Given {
  Vec x, dy;
  const Vec *scalars, *parameters, *noise;
  const Vec* sums;
};

/** In the place of a program that a formula does not have. */
struct None {
  static constexpr int kOutputs = 0;
  static constexpr bool kUsesX = false, kUsesNoise = false;
  static RECTIFIED_INLINE void compute(const Given&, Vec*) {}
};

template <typename Formula>
class RowLoops {
  static constexpr int kScalars = Formula::kScalars, kParameters = Formula::kParameters, kNoises = Formula::kNoises;

  /** The scalars in whole vectors, where no store can change them. */
  struct Scalars {
    Vec values[kScalars + 1];
    explicit RECTIFIED_INLINE Scalars(const FormulaNumbers& numbers) {
      for (int i = 0; i < kScalars; i++) values[i] = splat(numbers.scalars[i]);
    }
  };

  static RECTIFIED_INLINE void loadParameters(const FormulaNumbers& numbers, int64_t channel, Vec* out) {
    for (int i = 0; i < kParameters; i++) out[i] = load(numbers.parameters[i] + channel);
  }

  /** Rows of a gradient at once, so that a sum is loaded and stored once for so many. */
  static constexpr int kTogether = 4;

  /** Behind the last channel a formula may have made anything of zeros. */
  static RECTIFIED_INLINE void clearBehind(int64_t count, Vec (&result)[kParameters + 1]) {
    if (count < kLanes)
      for (Vec& one : result) one = load(reinterpret_cast<const float*>(&one), count);
  }

  /** Random numbers of several vectors: `noise[i]` has those of vector i. */
  template <typename Program, int kCount>
  static RECTIFIED_INLINE void draw(const FormulaNumbers& numbers, const int64_t (&element)[kCount],
                                    Vec (&noise)[kCount][kNoises + 1]) {
    if constexpr (Program::kUsesNoise)
      for (int n = 0; n < kNoises; n++) {
        Vec drawn[kCount];
        numbers.noise[n].uniform(element, drawn);
        for (int i = 0; i < kCount; i++) noise[i][n] = drawn[i];
      }
  }

  /** Of vectors below each other, the first of which is at `first` in a block. */
  template <typename Program>
  static RECTIFIED_INLINE void drawRows(const FormulaNumbers& numbers, const Block& block, int64_t first,
                                        Vec (&noise)[kTogether][kNoises + 1]) {
    const int64_t element = block.element + first;
    draw<Program>(numbers, {element, element + block.width, element + 2 * block.width, element + 3 * block.width}, noise);
  }

  /** A batch normalization of the channels of a vector. */
  struct Normalized {
    const Vec mean, inverseDeviation, gamma, beta;
    RECTIFIED_INLINE Normalized(const RowNormalization& norm, int64_t channel)
        : mean(load(norm.mean + channel)),
          inverseDeviation(load(norm.inverseDeviation + channel)),
          gamma(load(norm.gamma + channel)),
          beta(load(norm.beta + channel)) {}
    RECTIFIED_INLINE Vec xhat(Vec x) const { return rounded(x - mean) * inverseDeviation; }
    RECTIFIED_INLINE Vec scaled(Vec xhat) const { return rounded(xhat * gamma) + beta; }
    /** xhat of what `scaled` made of it. */
    RECTIFIED_INLINE Vec unscaled(Vec input) const { return (input - beta) / gamma; }
  };

  /** Calls `f(channel, rows, xhat, results of FromInput, place in the block, normalization)` for a few rows at a time. */
  template <bool kFromOutput, typename F>
  static RECTIFIED_INLINE void overNormalized(const FormulaNumbers& numbers, const Block& block,
                                              const RowNormalization& norm, const float* kept, const float* dy, F f) {
    using Program = typename Formula::FromInput;
    const Scalars scalars(numbers);
    for (int64_t r = 0; r < block.rows; r += kTogether)
      for (int64_t c = 0; c < block.channels; c += kLanes) {
        const int64_t count = block.channels - c, first = r * block.width + c, channel = block.channel + c;
        const Normalized normalized(norm, channel);
        Vec parameters[kParameters + 1], noise[kTogether][kNoises + 1], xhat[kTogether], results[kTogether][kParameters + 1];
        loadParameters(numbers, channel, parameters);
        if constexpr (Program::kUsesNoise || (kFromOutput && Formula::Input::kUsesNoise)) drawRows<AnyNoise>(numbers, block, first, noise);
        const int rows = int(block.rows - r < kTogether ? block.rows - r : kTogether);
        for (int i = 0; i < rows; i++) {
          const int64_t place = first + i * block.width;
          Given given{load(kept + place, count), load(dy + place, count), scalars.values, parameters, noise[i], nullptr};
          if constexpr (kFromOutput) {
            Vec input[1];
            Formula::Input::compute(given, input);
            given.x = input[0];
            xhat[i] = normalized.unscaled(given.x);
          } else {
            xhat[i] = normalized.xhat(given.x);
            given.x = normalized.scaled(xhat[i]);
          }
          Program::compute(given, results[i]);
          clearBehind(count, results[i]);
        }
        f(channel, rows, xhat, results, first, normalized);
      }
  }

  struct AnyNoise {
    static constexpr bool kUsesNoise = true;
  };

 public:
  static void value(const FormulaNumbers& numbers, const Block& block, const float* z, int64_t stride, const float* scale,
                    const float* bias, const float* addend, float* y, float* kept, bool pastCaches) {
    using Program = typename Formula::Value;
    const Scalars scalars(numbers);
    for (int64_t r = 0; r < block.rows; r += 2)
      for (int64_t c = 0; c < block.channels; c += 2 * kLanes) {
        const int64_t channel = block.channel + c, first = r * block.width + c;
        const int64_t next = c + kLanes < block.channels ? kLanes : 0;  // the second vector, if there is one
        const int64_t places[4] = {first, first + next, first + block.width, first + block.width + next};
        Vec parameters[2][kParameters + 1], noise[4][kNoises + 1];
        loadParameters(numbers, channel, parameters[0]);
        loadParameters(numbers, channel + next, parameters[1]);
        draw<Program>(numbers, {block.element + places[0], block.element + places[1], block.element + places[2], block.element + places[3]}, noise);
        for (int i = 0; i < 2 && r + i < block.rows; i++)
          for (int v = 0; v < 2 && c + v * kLanes < block.channels; v++) {
            const int64_t place = places[2 * i + v], count = block.channels - c - v * kLanes;
            Vec x = load(z + (r + i) * stride + c + v * kLanes) * load(scale + channel + v * next) + load(bias + channel + v * next);
            if (addend != nullptr) x += load(addend + place, count);
            Vec result[1];
            Program::compute({x, Vec{}, scalars.values, parameters[v], noise[2 * i + v], nullptr}, result);
            if (pastCaches)
              storePastCaches(y + place, result[0]);
            else
              store(y + place, result[0], count);
            if (kept != nullptr) store(kept + place, x, count);
          }
      }
  }

  template <typename Program>
  static void gradient(const FormulaNumbers& numbers, const Block& block, const float* kept, int64_t keptStride,
                       const float* dy, float* dz, int64_t stride, float* sums, int64_t sumStride) {
    const Scalars scalars(numbers);
    for (int64_t r = 0; r < block.rows; r += kTogether)
      for (int64_t c = 0; c < block.channels; c += kLanes) {
        const int64_t count = block.channels - c, first = r * block.width + c;
        Vec parameters[kParameters + 1], noise[kTogether][kNoises + 1], total[kParameters + 1];
        loadParameters(numbers, block.channel + c, parameters);
        drawRows<Program>(numbers, block, first, noise);
        for (int s = 0; s <= kParameters; s++) total[s] = load(sums + s * sumStride + c);
        for (int i = 0; i < kTogether && r + i < block.rows; i++) {
          Given given{Vec{}, load(dy + first + i * block.width, count), scalars.values, parameters, noise[i], nullptr};
          if constexpr (Program::kUsesX) given.x = load(kept + (r + i) * keptStride + c, count);
          Vec result[kParameters + 1];
          Program::compute(given, result);
          clearBehind(count, result);
          store(dz + (r + i) * stride + c, result[0]);
          for (int s = 0; s <= kParameters; s++) total[s] += result[s];
        }
        for (int s = 0; s <= kParameters; s++) store(sums + s * sumStride + c, total[s]);
      }
  }

  template <typename Program>
  static void finish(const FormulaNumbers& numbers, int64_t channels, float* sums, int64_t sumStride) {
    const Scalars scalars(numbers);
    for (int64_t c = 0; c < channels; c += kLanes) {
      Vec parameters[kParameters + 1], total[kParameters + 1], result[kParameters + 1];
      loadParameters(numbers, c, parameters);
      for (int s = 0; s < kParameters; s++) total[s] = load(sums + (1 + s) * sumStride + c);
      Program::compute({Vec{}, Vec{}, scalars.values, parameters, nullptr, total}, result);
      for (int s = 0; s < kParameters; s++) store(sums + (1 + s) * sumStride + c, result[s]);
    }
  }

  static void normalizedValue(const FormulaNumbers& numbers, const Block& block, const RowNormalization& norm,
                              const float* x, float* y) {
    using Program = typename Formula::Value;
    const Scalars scalars(numbers);
    for (int64_t r = 0; r < block.rows; r += kTogether)
      for (int64_t c = 0; c < block.channels; c += kLanes) {
        const int64_t count = block.channels - c, first = r * block.width + c, channel = block.channel + c;
        const Normalized normalized(norm, channel);
        Vec parameters[kParameters + 1], noise[kTogether][kNoises + 1];
        loadParameters(numbers, channel, parameters);
        drawRows<Program>(numbers, block, first, noise);
        for (int i = 0; i < kTogether && r + i < block.rows; i++) {
          const int64_t place = first + i * block.width;
          const Vec input = normalized.scaled(normalized.xhat(load(x + place, count)));
          Vec result[1];
          Program::compute({input, Vec{}, scalars.values, parameters, noise[i], nullptr}, result);
          store(y + place, result[0], count);
        }
      }
  }

  template <bool kFromOutput>
  static void normalizedSums(const FormulaNumbers& numbers, const Block& block, const RowNormalization& norm,
                             const float* kept, const float* dy, float* sums, int64_t sumStride, float* gammaSums) {
    overNormalized<kFromOutput>(numbers, block, norm, kept, dy, [&](int64_t c, int count, const Vec* xhat, const auto* results, int64_t, const Normalized&) {
      Vec total[kParameters + 1], gamma = load(gammaSums + c);
      for (int s = 0; s <= kParameters; s++) total[s] = load(sums + s * sumStride + c);
      for (int i = 0; i < count; i++) {
        for (int s = 0; s <= kParameters; s++) total[s] += results[i][s];
        gamma += results[i][0] * xhat[i];
      }
      for (int s = 0; s <= kParameters; s++) store(sums + s * sumStride + c, total[s]);
      store(gammaSums + c, gamma);
    });
  }

  template <bool kFromOutput>
  static void normalizedGradient(const FormulaNumbers& numbers, const Block& block, const RowNormalization& norm,
                                 const float* kept, const float* dy, const float* betaSums, const float* gammaSums,
                                 float rows, float* dx) {
    overNormalized<kFromOutput>(numbers, block, norm, kept, dy, [&](int64_t c, int count, const Vec* xhat, const auto* results, int64_t first, const Normalized& normalized) {
      const Vec beta = load(betaSums + c), gamma = load(gammaSums + c);
      for (int i = 0; i < count; i++) {
        Vec dxhat = results[i][0];
        if (rows > 0) dxhat -= (beta + xhat[i] * gamma) / rows;
        store(dx + first + i * block.width, dxhat * normalized.gamma * normalized.inverseDeviation, block.channels - c);
      }
    });
  }

  /** Whether all outputs of a program are from `low` to `high` in every channel, with the noise at either end. */
  template <typename Program>
  static bool within(const FormulaNumbers& numbers, int64_t channels, float low, float high) {
    const Scalars scalars(numbers);
    for (int64_t c = 0; c < channels; c += kLanes) {
      Vec parameters[kParameters + 1];
      loadParameters(numbers, c, parameters);
      for (const float end : {0.0f, 1.0f}) {
        Vec noise[kNoises + 1], result[Program::kOutputs + 1];
        for (int n = 0; n < kNoises; n++) noise[n] = splat(end);
        Program::compute({Vec{}, Vec{}, scalars.values, parameters, noise, nullptr}, result);
        for (int i = 0; i < Program::kOutputs; i++)
          for (int lane = 0; lane < kLanes && c + lane < channels; lane++)
            if (!(result[i][lane] >= low && result[i][lane] <= high)) return false;
      }
    }
    return true;
  }

  static bool outputIsEnough(const FormulaNumbers& numbers, int64_t channels) {
    return within<typename Formula::Nonzero>(numbers, channels, 1e-6f, 1e6f);
  }
  static bool isInvertible(const FormulaNumbers& numbers, int64_t channels) {
    return within<typename Formula::Slopes>(numbers, channels, 1e-3f, 1e3f);
  }
};

/** The table of a formula's loops. */
template <typename Formula>
constexpr RowFunction rowFunctionOf() {
  using Loops = RowLoops<Formula>;
  RowFunction function{};
  function.vectorBytes = kVectorBytes;
  function.scalars = Formula::kScalars;
  function.parameters = Formula::kParameters;
  function.noises = Formula::kNoises;
  function.value = Loops::value;
  function.fromInput = {Loops::template gradient<typename Formula::FromInput>,
                        Loops::template finish<typename Formula::FinishInput>, Formula::FromInput::kUsesX};
  function.normalizedValue = Loops::normalizedValue;
  function.normalizedFromInput = {Loops::template normalizedSums<false>, Loops::template normalizedGradient<false>};
  if constexpr (!std::is_same_v<typename Formula::FromOutput, None>) {
    function.fromOutput = {Loops::template gradient<typename Formula::FromOutput>,
                           Loops::template finish<typename Formula::FinishOutput>, Formula::FromOutput::kUsesX};
    function.outputIsEnough = Loops::outputIsEnough;
  }
  if constexpr (!std::is_same_v<typename Formula::Input, None>) {
    function.normalizedFromOutput = {Loops::template normalizedSums<true>, Loops::template normalizedGradient<true>};
    function.isInvertible = Loops::isInvertible;
  }
  return function;
}

}  // namespace rectified
