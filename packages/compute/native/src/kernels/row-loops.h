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

/** Vectors at once. A formula is a chain of operations, each of which waits for the one before; those of four vectors can take
    turns. It also loads and stores a sum once for so many. */
constexpr int kTogether = 4;

/** As many vectors, all there: without branches in between, the compiler can mix their operations. */
struct Whole {
  /** `f(i, lanes)` for every vector that is there, and how many of its lanes are. */
  template <typename F>
  RECTIFIED_INLINE void each(F f) const {
    RECTIFIED_UNROLL
    for (int i = 0; i < kTogether; i++) f(i, AllLanes{});
  }
};

/** Vectors at the edge of a block, where some are missing or have fewer lanes. */
struct Edge {
  int64_t lanes[kTogether];  // 0 or less for a missing vector
  template <typename F>
  RECTIFIED_INLINE void each(F f) const {
    for (int i = 0; i < kTogether; i++)
      if (lanes[i] > 0) f(i, lanes[i]);
  }
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

  /** Behind the last channel a formula may have made anything of zeros. */
  static RECTIFIED_INLINE void clearBehind(int64_t count, Vec (&result)[kParameters + 1]) {
    if (count < kLanes)
      for (Vec& one : result) one = load(reinterpret_cast<const float*>(&one), count);
  }
  static RECTIFIED_INLINE void clearBehind(AllLanes, Vec (&)[kParameters + 1]) {}

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

  /** Calls `f` with the vectors below each other from row r and channel c of a block on. */
  template <typename F>
  static RECTIFIED_INLINE void inRows(const Block& block, int64_t r, int64_t c, F f) {
    const int64_t lanes = block.channels - c, rows = block.rows - r;
    if (lanes >= kLanes && rows >= kTogether)
      f(Whole{});
    else
      f(Edge{{lanes, rows > 1 ? lanes : 0, rows > 2 ? lanes : 0, rows > 3 ? lanes : 0}});
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

  /** Calls `f(channel, vectors, xhat, results of FromInput, place in the block, normalization)` for a few rows at a time. */
  template <bool kFromOutput, typename F>
  static RECTIFIED_INLINE void overNormalized(const FormulaNumbers& numbers, const Block& block,
                                              const RowNormalization& norm, const float* kept, const float* dy, F f) {
    using Program = typename Formula::FromInput;
    const Scalars scalars(numbers);
    for (int64_t r = 0; r < block.rows; r += kTogether)
      for (int64_t c = 0; c < block.channels; c += kLanes) {
        const int64_t first = r * block.width + c, channel = block.channel + c;
        const Normalized normalized(norm, channel);
        Vec parameters[kParameters + 1], noise[kTogether][kNoises + 1];
        loadParameters(numbers, channel, parameters);
        if constexpr (Program::kUsesNoise || (kFromOutput && Formula::Input::kUsesNoise)) drawRows<AnyNoise>(numbers, block, first, noise);
        inRows(block, r, c, [&](const auto& vectors) {
          Vec xhat[kTogether], results[kTogether][kParameters + 1];
          vectors.each([&](int i, auto lanes) {
            const int64_t place = first + i * block.width;
            Given given{load(kept + place, lanes), load(dy + place, lanes), scalars.values, parameters, noise[i], nullptr};
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
            clearBehind(lanes, results[i]);
          });
          f(channel, vectors, xhat, results, first, normalized);
        });
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
        const auto compute = [&](const auto& vectors) {
          Vec x[kTogether], result[kTogether];
          vectors.each([&](int i, auto) {
            const int64_t column = i % 2 * next;
            x[i] = load(z + (r + i / 2) * stride + c + column) * load(scale + channel + column) + load(bias + channel + column);
          });
          if (addend != nullptr) vectors.each([&](int i, auto lanes) { x[i] += load(addend + places[i], lanes); });
          vectors.each([&](int i, auto) {
            Program::compute({x[i], Vec{}, scalars.values, parameters[i % 2], noise[i], nullptr}, &result[i]);
          });
          if (pastCaches)
            vectors.each([&](int i, auto) { storePastCaches(y + places[i], result[i]); });
          else
            vectors.each([&](int i, auto lanes) { store(y + places[i], result[i], lanes); });
          if (kept != nullptr) vectors.each([&](int i, auto lanes) { store(kept + places[i], x[i], lanes); });
        };
        const int64_t lanes = block.channels - c, below = r + 1 < block.rows ? lanes : 0;
        if (lanes >= 2 * kLanes && below > 0)
          compute(Whole{});
        else
          compute(Edge{{lanes, lanes - kLanes, below, below - kLanes}});
      }
  }

  template <typename Program>
  static void gradient(const FormulaNumbers& numbers, const Block& block, const float* kept, int64_t keptStride,
                       const float* dy, float* dz, int64_t stride, float* sums, int64_t sumStride) {
    const Scalars scalars(numbers);
    for (int64_t r = 0; r < block.rows; r += kTogether)
      for (int64_t c = 0; c < block.channels; c += kLanes) {
        const int64_t first = r * block.width + c;
        Vec parameters[kParameters + 1], noise[kTogether][kNoises + 1], total[kParameters + 1];
        loadParameters(numbers, block.channel + c, parameters);
        drawRows<Program>(numbers, block, first, noise);
        for (int s = 0; s <= kParameters; s++) total[s] = load(sums + s * sumStride + c);
        inRows(block, r, c, [&](const auto& vectors) {
          Vec result[kTogether];
          vectors.each([&](int i, auto lanes) {
            Given given{Vec{}, load(dy + first + i * block.width, lanes), scalars.values, parameters, noise[i], nullptr};
            if constexpr (Program::kUsesX) given.x = load(kept + (r + i) * keptStride + c, lanes);
            Vec results[kParameters + 1];
            Program::compute(given, results);
            clearBehind(lanes, results);
            result[i] = results[0];
            for (int s = 0; s <= kParameters; s++) total[s] += results[s];
          });
          vectors.each([&](int i, auto) { store(dz + (r + i) * stride + c, result[i]); });
        });
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
        const int64_t first = r * block.width + c, channel = block.channel + c;
        const Normalized normalized(norm, channel);
        Vec parameters[kParameters + 1], noise[kTogether][kNoises + 1];
        loadParameters(numbers, channel, parameters);
        drawRows<Program>(numbers, block, first, noise);
        inRows(block, r, c, [&](const auto& vectors) {
          Vec result[kTogether];
          vectors.each([&](int i, auto lanes) {
            const Vec input = normalized.scaled(normalized.xhat(load(x + first + i * block.width, lanes)));
            Program::compute({input, Vec{}, scalars.values, parameters, noise[i], nullptr}, &result[i]);
          });
          vectors.each([&](int i, auto lanes) { store(y + first + i * block.width, result[i], lanes); });
        });
      }
  }

  template <bool kFromOutput>
  static void normalizedSums(const FormulaNumbers& numbers, const Block& block, const RowNormalization& norm,
                             const float* kept, const float* dy, float* sums, int64_t sumStride, float* gammaSums) {
    overNormalized<kFromOutput>(numbers, block, norm, kept, dy, [&](int64_t c, const auto& vectors, const Vec* xhat, const auto* results, int64_t, const Normalized&) {
      Vec total[kParameters + 1], gamma = load(gammaSums + c);
      for (int s = 0; s <= kParameters; s++) total[s] = load(sums + s * sumStride + c);
      vectors.each([&](int i, auto) {
        for (int s = 0; s <= kParameters; s++) total[s] += results[i][s];
        gamma += results[i][0] * xhat[i];
      });
      for (int s = 0; s <= kParameters; s++) store(sums + s * sumStride + c, total[s]);
      store(gammaSums + c, gamma);
    });
  }

  template <bool kFromOutput>
  static void normalizedGradient(const FormulaNumbers& numbers, const Block& block, const RowNormalization& norm,
                                 const float* kept, const float* dy, const float* betaSums, const float* gammaSums,
                                 float rows, float* dx) {
    overNormalized<kFromOutput>(numbers, block, norm, kept, dy, [&](int64_t c, const auto& vectors, const Vec* xhat, const auto* results, int64_t first, const Normalized& normalized) {
      const Vec beta = load(betaSums + c), gamma = load(gammaSums + c);
      vectors.each([&](int i, auto lanes) {
        Vec dxhat = results[i][0];
        if (rows > 0) dxhat -= (beta + xhat[i] * gamma) / rows;
        store(dx + first + i * block.width, dxhat * normalized.gamma * normalized.inverseDeviation, lanes);
      });
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
