// Runs every kernel on random shapes without TensorFlow or Node, and compares with plain loops in double precision:
// for sanitizers, other vector widths and other machines (tools/sanitize.sh). Usage: driver [cases] [seed]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "batch-norm.h"
#include "formulas.h"
#include "functions-test.h"
#include "gemm.h"
#include "noise.h"
#include "parallel.h"
#include "pool-dropout.h"
#include "rectified-convolution.h"
#include "rectified-sum.h"
#include "row-functions.h"
#include "scratch.h"
#include "sgd.h"
#include "winograd-convolution.h"

using namespace rectified;

namespace {

int failures = 0;
std::mt19937 generator;

int64_t pick(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(generator); }

/** Exactly as long as asked for, so that AddressSanitizer sees a step too far. */
std::vector<float> numbers(int64_t count, float deviation = 1) {
  std::vector<float> result(count);
  std::normal_distribution<float> normal(0, deviation);
  for (float& number : result) number = normal(generator);
  return result;
}

std::vector<float> paddedTo(const std::vector<float>& values) {
  std::vector<float> result(values);
  result.resize(padded(int64_t(values.size())));
  return result;
}

void compare(const std::string& what, const float* got, const std::vector<double>& expected, double tolerance) {
  double largest = 1;  // what the numbers are made of is of this size
  for (const double value : expected) largest = std::max(largest, std::abs(value));
  for (size_t i = 0; i < expected.size(); i++) {
    const bool agree = std::isnan(expected[i]) ? std::isnan(got[i])
                       : std::isinf(expected[i]) ? double(got[i]) == expected[i]
                                                 : std::abs(got[i] - expected[i]) <= tolerance * largest;
    if (agree) continue;
    std::printf("FAILED %s: element %zu of %zu: expected %g, got %g\n", what.c_str(), i, expected.size(), expected[i],
                double(got[i]));
    failures++;
    return;
  }
}

void same(const std::string& what, const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0)) return;
  std::printf("FAILED %s: results differ\n", what.c_str());
  failures++;
}

/** The uniform number `element`, by the book. */
float uniformByTheBook(int32_t seed0, int32_t seed1, int64_t element) {
  const auto philox = [](std::vector<uint32_t> x, uint32_t k0, uint32_t k1) {
    for (int round = 0; round < 10; round++, k0 += 0x9e3779b9, k1 += 0xbb67ae85) {
      const uint64_t a = uint64_t(0xd2511f53) * x[0], b = uint64_t(0xcd9e8d57) * x[2];
      x = {uint32_t(b >> 32) ^ x[1] ^ k0, uint32_t(b), uint32_t(a >> 32) ^ x[3] ^ k1, uint32_t(a)};
    }
    return x;
  };
  const auto mix = philox({uint32_t(seed0), uint32_t(seed0 >> 31), uint32_t(seed1), uint32_t(seed1 >> 31)}, 0x3ec8f720, 0x02461e29);
  const auto block = philox({uint32_t(element / 4), 0, mix[2], mix[3]}, mix[0], mix[1]);
  return float(block[element % 4] & 0x7fffff) / 8388608.0f;
}

struct Seeds {
  int32_t first = int32_t(generator()), second = int32_t(generator());
};

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double softplus(double x) { return x > 30 ? x : std::log1p(std::exp(x)); }

/** A formula, and what it is in double precision: of x, of a parameter or of noise, which the other ignores. */
struct Formula {
  const char* name;
  const RowFunction* function;
  std::vector<float> scalars;
  std::function<double(double x, double p)> value, derivative;
  std::function<double(double x, double p)> byParameter;
};

/** What the noise of a formula is scaled to. */
double divisorOf(double r) { return float(3 + 5 * float(r)); }

const std::vector<Formula>& formulas() {
  const auto rectifier = [](auto slope) {
    return Formula{nullptr, nullptr, {}, [=](double x, double p) { return x > 0 ? x : x * slope(p); },
                   [=](double x, double p) { return x > 0 ? 1 : slope(p); }, [](double x, double) { return std::min(x, 0.0); }};
  };
  const auto named = [](const char* name, const RowFunction& function, Formula formula, std::vector<float> scalars = {}) {
    formula.name = name;
    formula.function = &function;
    formula.scalars = scalars;
    return formula;
  };
  const auto smooth = [](auto value, auto derivative) { return Formula{nullptr, nullptr, {}, value, derivative, {}}; };
  static const std::vector<Formula> all = {
      named("linear", *rowFunction(kLinear), rectifier([](double) { return 1.0; })),
      named("relu", kRelu, rectifier([](double) { return 0.0; })),
      named("slope 0.18", kSlope, rectifier([](double) { return double(0.18f); }), {0.18f}),
      named("slope -0.3", kAnySlope, rectifier([](double) { return double(-0.3f); }), {-0.3f}),
      named("learned slope", kLearnedSlope, rectifier([](double p) { return p; })),
      named("learned divisor", kLearnedDivisor,
            [&] {
              Formula formula = rectifier([](double p) { return 1 / p; });
              formula.byParameter = [](double x, double p) { return std::min(x, 0.0) * -1 / (p * p); };
              return formula;
            }()),
      named("random divisor", kRandomDivisor, rectifier([](double r) { return 1 / divisorOf(r); }), {3, 5}),
      named("silu", kSilu, smooth([](double x, double) { return x * sigmoid(x); },
                                  [](double x, double) { return sigmoid(x) * (1 + x * sigmoid(-x)); })),
      named("swish", kSwish,
            Formula{nullptr, nullptr, {}, [](double x, double p) { return x * sigmoid(p * x); },
                    [](double x, double p) { return sigmoid(p * x) * (1 + p * x * sigmoid(-p * x)); },
                    [](double x, double p) { return x * x * sigmoid(p * x) * sigmoid(-p * x); }}),
      named("mish", kMish, smooth([](double x, double) { return x * std::tanh(softplus(x)); },
                                  [](double x, double) {
                                    const double t = std::tanh(softplus(x));
                                    return t + x * (1 - t * t) * sigmoid(x);
                                  })),
      named("gelu", kGelu, smooth([](double x, double) { return 0.5 * x * std::erfc(-x * M_SQRT1_2); },
                                  [](double x, double) {
                                    return 0.5 * std::erfc(-x * M_SQRT1_2) + x * std::exp(-x * x / 2) * M_SQRT1_2 / std::sqrt(M_PI);
                                  }), {float(M_SQRT2), float(M_SQRT1_2)}),
      named("gcu", kGcu, smooth([](double x, double) { return x * std::cos(x); },
                                [](double x, double) { return std::cos(x) - x * std::sin(x); })),
  };
  return all;
}

/** A call of a formula, with random parameters and noise. */
struct RandomCall {
  const Formula& formula;
  Seeds seeds;
  Noise noise;
  std::vector<float> parameter;
  const float* list;

  RandomCall(const Formula& formula, int64_t channels, bool invertible)
      : formula(formula), noise(seeds.first, seeds.second), parameter(numbers(channels, 0.5f)) {
    const bool divides = formula.function == &kLearnedDivisor;
    for (float& p : parameter) p = divides ? 1.5f + std::abs(p) : invertible ? 0.25f + 0.5f * std::min(1.0f, std::abs(p)) : std::clamp(p, 0.0f, 1.0f);
    parameter = paddedTo(parameter);
    list = parameter.data();
  }
  RandomCall(const RandomCall& other)
      : formula(other.formula), seeds(other.seeds), noise(other.noise), parameter(other.parameter), list(parameter.data()) {}

  RowCall call() const { return {formula.function, {formula.scalars.data(), &list, &noise}}; }

  double parameterOf(int64_t channel, int64_t element) const {
    return formula.function->noises > 0 ? uniformByTheBook(seeds.first, seeds.second, element) : parameter[channel];
  }
  double value(double x, int64_t channel, int64_t element) const { return formula.value(x, parameterOf(channel, element)); }
  double derivative(double x, int64_t channel, int64_t element) const { return formula.derivative(x, parameterOf(channel, element)); }
  double byParameter(double x, int64_t channel, int64_t element) const { return formula.byParameter(x, parameterOf(channel, element)); }
  bool learns() const { return formula.function->parameters > 0; }
};

void testNoise() {
  const Seeds seeds;
  const Noise noise(seeds.first, seeds.second);
  for (int64_t element : {int64_t(0), pick(0, 1000), int64_t(1) << 30, (int64_t(1) << 33) + pick(0, 1000)}) {
    Vec vector[1];
    noise.uniform({element}, vector);
    float got[kLanes];
    store(got, vector[0]);
    std::vector<double> expected;
    for (int lane = 0; lane < kLanes; lane++) expected.push_back(uniformByTheBook(seeds.first, seeds.second, element + lane));
    compare("noise", got, expected, 0);
  }
}

void testGemm() {
  const int64_t rows = pick(1, 60), columns = pick(1, 80), depth = pick(1, 70);
  const auto a = numbers(rows * depth), b = numbers(depth * columns);
  std::vector<float> panels(panelsSize(depth, columns)), c(rows * columns);
  packPanels(b.data(), columns, 1, depth, columns, panels.data());
  multiply(rows, columns, depth, a.data(), depth, panels.data(), c.data(), columns);
  std::vector<double> expected(rows * columns);
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++)
      for (int64_t k = 0; k < depth; k++) expected[i * columns + j] += double(a[i * depth + k]) * b[k * columns + j];
  compare("multiply", c.data(), expected, 1e-5);

  const int64_t stride = padded(columns);
  std::vector<float> d(rows * stride), e = numbers(depth * columns);
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++) d[i * stride + j] = float(pick(-100, 100)) / 64;
  std::vector<double> sums(e.begin(), e.end());
  for (int64_t i = 0; i < rows; i++)
    for (int64_t k = 0; k < depth; k++)
      for (int64_t j = 0; j < columns; j++) sums[k * columns + j] += double(a[i * depth + k]) * d[i * stride + j];
  multiplyTransposed(rows, columns, depth, a.data(), depth, d.data(), stride, e.data(), columns, true);
  compare("multiplyTransposed", e.data(), sums, 1e-5);
}

/** One of the convolutions of the same input, its results, and what they are in double precision. */
struct ConvolutionCase {
  Convolution s;
  std::string name;
  RandomCall call;
  std::vector<float> filter, scale, bias, addend, dy, y, kept, dfilter, dbias;
  std::vector<double> z;
  bool needsInput, winograd;

  ConvolutionCase(Convolution shape, const std::string& of, const Formula& formula, bool invertible)
      : s(shape), call(formula, s.filters, invertible), filter(numbers(s.depth() * s.filters, 1 / std::sqrt(float(s.depth())))),
        scale(s.filters, 1.0f), bias(paddedTo(numbers(s.filters, 0.1f))), dy(numbers(s.rows() * s.filters)), y(dy.size()),
        dfilter(filter.size()), dbias((1 + formula.function->parameters) * padded(s.filters)), z(dy.size()),
        needsInput(call.call().needsInput(s.filters)), winograd(usesWinograd(s)) {
    name = of + ", " + formula.name + " to " + std::to_string(s.filters) + (winograd ? ", Winograd" : "");
    if (needsInput) kept.resize(y.size());
    if (pick(0, 1) == 0) addend = numbers(int64_t(y.size()));
    scale.resize(padded(s.filters));
  }

  template <typename F>
  void overProducts(F f) const {
    for (int64_t row = 0; row < s.rows(); row++)
      for (int64_t i = 0; i < s.kernelHeight; i++)
        for (int64_t j = 0; j < s.kernelWidth; j++) {
          const int64_t image = row / (s.outHeight * s.outWidth);
          const int64_t v = row / s.outWidth % s.outHeight * s.strideHeight - s.padTop + i, u = row % s.outWidth * s.strideWidth - s.padLeft + j;
          if (v < 0 || v >= s.height || u < 0 || u >= s.width) continue;
          for (int64_t c = 0; c < s.channels; c++)
            if (s.depthwise)
              f(((image * s.height + v) * s.width + u) * s.channels + c, (i * s.kernelWidth + j) * s.channels + c, row * s.channels + c);
            else for (int64_t n = 0; n < s.filters; n++)
              f(((image * s.height + v) * s.width + u) * s.channels + c, ((i * s.kernelWidth + j) * s.channels + c) * s.filters + n, row * s.filters + n);
        }
  }
  Branch branch() {
    return {s.filters, call.call(), filter.data(), scale.data(), bias.data(), y.data(), needsInput ? kept.data() : nullptr, addend.empty() ? nullptr : addend.data()};
  }
  BranchGradient gradient() {
    return {s.filters, call.call(), filter.data(), needsInput ? kept.data() : y.data(), needsInput, dy.data(), dfilter.data(), dbias.data()};
  }
  double added(int64_t o) const { return addend.empty() ? 0 : addend[o]; }
  void compareY() const {
    std::vector<double> value(y.size());
    for (int64_t o = 0; o < int64_t(y.size()); o++) value[o] = call.value(z[o] * scale[o % s.filters] + bias[o % s.filters] + added(o), o % s.filters, o);
    compare(name + ": y", y.data(), value, winograd ? 3e-5 : 3e-6);
  }
};

/** Numbers of channels that add up to all, of one to three parts; in half of the cases of whole vectors, if there are so many. */
std::vector<int64_t> cut(int64_t channels) {
  const int64_t unit = channels % kLanes == 0 && pick(0, 1) == 0 ? kLanes : 1;
  std::vector<int64_t> parts;
  while (parts.size() < 2 && channels > unit && pick(0, 2) > 0) {
    parts.push_back(unit * pick(1, int(channels / unit) - 1));
    channels -= parts.back();
  }
  parts.push_back(channels);
  return parts;
}

/** What [pixels, channels] has of the channels that begin with `first`. */
std::vector<float> channelsOf(const std::vector<float>& x, int64_t channels, int64_t first, int64_t count) {
  std::vector<float> part;
  for (int64_t pixel = 0; pixel < int64_t(x.size()) / channels; pixel++)
    part.insert(part.end(), x.begin() + pixel * channels + first, x.begin() + pixel * channels + first + count);
  return part;
}

void testConvolution(bool tuned, const Formula& formula, bool invertible) {
  Convolution s;
  s.batch = pick(1, 3);
  s.kernelHeight = tuned ? pick(0, 1) * 2 + 3 : pick(1, 4);
  s.kernelWidth = tuned ? s.kernelHeight : pick(1, 4);
  s.height = pick(s.kernelHeight + 3, 13);
  s.width = pick(s.kernelWidth + 3, 13);
  s.channels = tuned ? pick(16, 37) : pick(1, 20);
  s.strideHeight = tuned ? 1 : pick(1, 3);
  s.strideWidth = tuned ? 1 : pick(1, 3);
  if (!tuned && pick(0, 2) == 0) s.kernelHeight = s.kernelWidth = s.strideHeight = s.strideWidth = 1;  // pointwise
  if (!tuned && pick(0, 9) == 0) s.kernelHeight = s.kernelWidth = s.strideHeight = s.strideWidth = 1, s.channels = 256, s.batch = 9, s.height = 7, s.width = 7;
  if (!tuned && pick(0, 4) == 0) s.kernelHeight = s.kernelWidth = s.strideHeight = s.strideWidth = 1, s.channels = kLanes * pick(2, 4), s.batch = 9, s.height = 7, s.width = 7;
  s.depthwise = !tuned && pick(0, 2) == 0;
  if (s.depthwise) s.channels = pick(1, 6 * kLanes);
  s.padTop = pick(0, s.kernelHeight - 1);
  s.padLeft = pick(0, s.kernelWidth - 1);
  const int64_t padBottom = pick(0, s.kernelHeight - 1), padRight = pick(0, s.kernelWidth - 1);
  s.outHeight = (s.height + s.padTop + padBottom - s.kernelHeight) / s.strideHeight + 1;
  s.outWidth = (s.width + s.padLeft + padRight - s.kernelWidth) / s.strideWidth + 1;
  char name[200];
  std::snprintf(name, sizeof name, "%sconvolution %dx%dx%dx%d, %dx%d, stride %d %d, pad %d %d", s.depthwise ? "depthwise " : "", int(s.batch), int(s.height),
                int(s.width), int(s.channels), int(s.kernelHeight), int(s.kernelWidth), int(s.strideHeight), int(s.strideWidth),
                int(s.padTop), int(s.padLeft));
  const int64_t inputs = s.batch * s.height * s.width * s.channels;
  const auto x = numbers(inputs);
  const std::vector<int64_t> parts = cut(s.channels);
  std::vector<std::vector<float>> xParts, gotParts;
  Images images;
  int64_t firstChannel = 0;
  for (const int64_t part : parts) {
    xParts.push_back(channelsOf(x, s.channels, firstChannel, part));
    images.push_back({xParts.back().data(), part});
    firstChannel += part;
  }

  std::vector<ConvolutionCase> cases;
  const int64_t count = pick(1, 3);
  for (int64_t b = 0; b < count; b++) {
    s.filters = s.depthwise ? s.channels : tuned ? pick(16, 37) : pick(1, 40);
    cases.emplace_back(s, name, b == 0 ? formula : formulas()[size_t(pick(0, int64_t(formulas().size()) - 1))], invertible);
    cases.back().overProducts([&](int64_t i, int64_t w, int64_t o) { cases.back().z[o] += double(x[i]) * cases.back().filter[w]; });
  }
  const auto forward = [&] {
    std::vector<Branch> branches;
    for (ConvolutionCase& one : cases) branches.push_back(one.branch());
    rectifiedConvolutions(s, branches, images);
  };
  for (ConvolutionCase& one : cases)
    for (float& scale : one.scale) scale = 0.5f + 0.25f * float(pick(0, 4));
  forward();
  for (const ConvolutionCase& one : cases) one.compareY();
  for (ConvolutionCase& one : cases) std::fill(one.scale.begin(), one.scale.end(), 1.0f);
  forward();
  for (const ConvolutionCase& one : cases) one.compareY();

  // Every gradient from the inputs, or their signs, that the kernel found.
  std::vector<double> dx(inputs);
  const bool wantsInput = pick(0, 3) > 0;
  ImageGradients gradients;
  if (wantsInput)
    for (size_t p = 0; p < parts.size(); p++)
      gradients.push_back({gotParts.emplace_back(xParts[p].size()).data(), parts[p]});
  const auto backward = [&] {
    std::vector<BranchGradient> branches;
    for (ConvolutionCase& one : cases) branches.push_back(one.gradient());
    rectifiedConvolutionsGradient(s, branches, images, gradients);
  };
  backward();
  bool anyWinograd = false;
  for (const ConvolutionCase& one : cases) {
    const int64_t filters = one.s.filters;
    std::vector<double> dz(one.y.size()), dfilter(one.filter.size()), dbias(filters), dparameter(filters);
    for (int64_t o = 0; o < int64_t(dz.size()); o++) {
      const int64_t n = o % filters;
      const double exact = one.z[o] + one.bias[n] + one.added(o), x = one.needsInput ? one.kept[o] : one.y[o] > 0 ? std::max(exact, 1e-9) : std::min(exact, 0.0);
      dz[o] = one.dy[o] * one.call.derivative(x, n, o);
      dbias[n] += dz[o];
      if (one.call.learns()) dparameter[n] += one.dy[o] * one.call.byParameter(x, n, o);
    }
    one.overProducts([&](int64_t i, int64_t w, int64_t o) {
      dx[i] += dz[o] * one.filter[w];
      dfilter[w] += dz[o] * x[i];
    });
    const double tolerance = one.winograd ? 3e-5 : 5e-6;
    compare(one.name + ": dfilter", one.dfilter.data(), dfilter, tolerance);
    compare(one.name + ": dbias", one.dbias.data(), dbias, 2e-5);
    if (one.call.learns()) compare(one.name + ": dparameter", one.dbias.data() + padded(filters), dparameter, 2e-5);
    anyWinograd = anyWinograd || one.winograd;
  }
  for (size_t p = 0, first = 0; p < gotParts.size(); first += size_t(parts[p++])) {
    std::vector<double> part;
    for (size_t i = first; i < dx.size(); i += size_t(s.channels))
      part.insert(part.end(), dx.begin() + i, dx.begin() + i + parts[p]);
    compare(std::string(name) + ": dx of part " + std::to_string(p), gotParts[p].data(), part, anyWinograd ? 3e-5 : 5e-6);
  }

  const auto first = cases;
  const auto firstParts = gotParts;
  const int before = threads();
  setThreads(before == 1 ? 3 : 1);
  forward();
  backward();
  setThreads(before);
  for (size_t p = 0; p < gotParts.size(); p++) same(std::string(name) + ": other number of threads, dx", firstParts[p], gotParts[p]);
  for (size_t b = 0; b < cases.size(); b++) {
    same(cases[b].name + ": other number of threads, y", first[b].y, cases[b].y);
    same(cases[b].name + ": other number of threads, dfilter", first[b].dfilter, cases[b].dfilter);
    same(cases[b].name + ": other number of threads, dbias", first[b].dbias, cases[b].dbias);
  }
}

void testBatchNorm(const Formula& formula, bool invertible, bool training) {
  const int64_t rows = pick(2, 1200), channels = pick(1, 40);
  const std::string name = "batch norm " + std::to_string(rows) + "x" + std::to_string(channels) + ", " + formula.name + (invertible ? "i" : "");
  const RandomCall call(formula, channels, invertible);
  auto x = numbers(rows * channels);
  for (int64_t i = 0; i < rows * channels; i++) x[i] += 5.0f * float(i % channels);
  auto dy = numbers(rows * channels);
  const auto beta = paddedTo(numbers(channels, 0.3f));
  auto gamma = paddedTo(numbers(channels));
  for (float& g : gamma) g += g < 0 ? -0.2f : 0.2f;
  std::vector<float> mean(padded(channels)), variance(padded(channels));
  std::vector<double> exactMean(channels), exactVariance(channels);
  for (int64_t i = 0; i < rows * channels; i++) exactMean[i % channels] += double(x[i]) / rows;
  for (int64_t i = 0; i < rows * channels; i++) exactVariance[i % channels] += std::pow(x[i] - exactMean[i % channels], 2) / rows;
  moments(x.data(), rows, channels, mean.data(), variance.data());
  compare(name + ": mean", mean.data(), exactMean, 1e-5);
  compare(name + ": variance", variance.data(), exactVariance, 1e-5);
  if (!training) {
    for (float& m : mean) m += 0.5f;
    for (float& v : variance) v += 0.1f;
  }
  const BatchNorm norm{rows, channels, gamma.data(), beta.data(), mean.data(), variance.data(), 1e-3f};
  std::vector<float> y(rows * channels), dx(rows * channels), dgamma(padded(channels)), dbeta((1 + formula.function->parameters) * padded(channels));
  batchNormRectified(norm, call.call(), x.data(), y.data());
  std::vector<double> xhat(rows * channels), z(rows * channels), value(rows * channels);
  for (int64_t i = 0; i < rows * channels; i++) {
    const int64_t c = i % channels;
    xhat[i] = (x[i] - double(mean[c])) / std::sqrt(variance[c] + 1e-3);
    z[i] = gamma[c] * xhat[i] + beta[c];
    value[i] = call.value(z[i], c, i);
    if (std::abs(z[i]) < 1e-5) dy[i] = 0;  // rounding may put it on the other side
  }
  compare(name + ": y", y.data(), value, 1e-5);
  const auto convolutionBias = paddedTo(numbers(channels));
  std::vector<float> scale(padded(channels)), bias(padded(channels));
  asScaleAndBias(norm, convolutionBias.data(), scale.data(), bias.data());
  std::vector<double> exactScale(channels), exactBias(channels);
  for (int64_t c = 0; c < channels; c++) {
    exactScale[c] = gamma[c] / std::sqrt(variance[c] + 1e-3);
    exactBias[c] = (convolutionBias[c] - double(mean[c])) * exactScale[c] + beta[c];
  }
  compare(name + ": scale", scale.data(), exactScale, 1e-6);
  compare(name + ": bias", bias.data(), exactBias, 1e-6);
  const bool enough = outputIsEnough(norm, call.call());
  batchNormRectifiedGradient(norm, call.call(), enough ? y.data() : x.data(), enough, dy.data(), training,
                             {dx.data(), dgamma.data(), dbeta.data()});
  std::vector<double> dz(rows * channels), sumGamma(channels), sumBeta(channels), sumParameter(channels), exactX(rows * channels);
  for (int64_t i = 0; i < rows * channels; i++) {
    const int64_t c = i % channels;
    dz[i] = dy[i] * call.derivative(z[i], c, i);
    sumBeta[c] += dz[i];
    sumGamma[c] += dz[i] * xhat[i];
    if (call.learns()) sumParameter[c] += dy[i] * call.byParameter(z[i], c, i);
  }
  for (int64_t i = 0; i < rows * channels; i++) {
    const int64_t c = i % channels;
    exactX[i] = gamma[c] / std::sqrt(variance[c] + 1e-3) * (dz[i] - (training ? (sumBeta[c] + xhat[i] * sumGamma[c]) / rows : 0));
  }
  compare(name + ": dx", dx.data(), exactX, 3e-5);
  compare(name + ": dgamma", dgamma.data(), sumGamma, 3e-5);
  compare(name + ": dbeta", dbeta.data(), sumBeta, 3e-5);
  if (call.learns()) compare(name + ": dparameter", dbeta.data() + padded(channels), sumParameter, 3e-5);
}

void testSum(const Formula& formula, bool invertible) {
  const int64_t rows = pick(1, 400), channels = pick(1, 40), size = rows * channels, count = pick(1, 3);
  const std::string name = "sum of " + std::to_string(count) + ", " + std::to_string(rows) + "x" + std::to_string(channels) + ", " + formula.name;
  const RandomCall call(formula, channels, invertible);
  const bool needsInput = call.call().needsInput(channels);
  std::vector<std::vector<float>> addends;
  std::vector<const float*> given;
  for (int64_t a = 0; a < count; a++) given.push_back(addends.emplace_back(numbers(size)).data());
  auto dy = numbers(size);
  std::vector<double> sum(size), value(size), exact(size), dparameter(channels);
  for (int64_t i = 0; i < size; i++) {
    const int64_t c = i % channels;
    for (const float* addend : given) sum[i] += addend[i];
    if (std::abs(sum[i]) < 1e-5) dy[i] = 0;  // rounding may put it on the other side
    value[i] = call.value(sum[i], c, i);
    exact[i] = dy[i] * call.derivative(sum[i], c, i);
    if (call.learns()) dparameter[c] += dy[i] * call.byParameter(sum[i], c, i);
  }
  std::vector<float> y(size), kept(needsInput ? size : 0), dsum(size), sums((1 + formula.function->parameters) * padded(channels));
  const auto compute = [&] {
    rectifiedSum(rows, channels, call.call(), given, y.data(), needsInput ? kept.data() : nullptr);
    rectifiedSumGradient(rows, channels, call.call(), needsInput ? kept.data() : y.data(), needsInput, dy.data(), dsum.data(), sums.data());
  };
  compute();
  compare(name + ": y", y.data(), value, 3e-6);
  compare(name + ": dsum", dsum.data(), exact, 5e-6);
  if (call.learns()) compare(name + ": dparameter", sums.data() + padded(channels), dparameter, 2e-5);
  const auto first = {y, dsum, sums};
  const int before = threads();
  setThreads(before == 1 ? 3 : 1);
  compute();
  setThreads(before);
  same(name + ": other number of threads, y", first.begin()[0], y);
  same(name + ": other number of threads, dsum", first.begin()[1], dsum);
  same(name + ": other number of threads, sums", first.begin()[2], sums);
}

/** Infinities, NaN and denormal numbers through value and gradient of every formula: NaN in is NaN out. */
void testSpecialNumbers() {
  const float infinity = std::numeric_limits<float>::infinity(), nan = std::nanf("");
  const std::vector<float> x = {nan, infinity, -infinity, 0, -0.0f, 1e-40f, -1e-40f, 3e38f, -3e38f, 1e30f, -1e30f, 100, -100};
  const int64_t count = int64_t(x.size());
  const auto inputs = paddedTo(x);
  const std::vector<float> scale(padded(count), 1.0f), bias(padded(count), -0.0f), dy(count, 1.0f);
  for (const Formula& formula : formulas()) {
    const RandomCall call(formula, count, true);
    const RowCall rows = call.call();
    const Block block{0, 1, 0, count, count};
    std::vector<float> y(count), dz(padded(count)), sums((1 + formula.function->parameters) * padded(count));
    rows.function->value(rows.numbers, block, inputs.data(), padded(count), scale.data(), bias.data(), nullptr, y.data(), nullptr, false);
    rows.function->fromInput.rows(rows.numbers, block, x.data(), count, dy.data(), dz.data(), padded(count), sums.data(), padded(count));
    const bool linear = formula.function == rowFunction(kLinear);
    for (int64_t i = 0; i < count; i++) {
      const bool isNaN = std::isnan(x[i]), waves = std::isinf(x[i]) && formula.function == &kGcu;
      if (std::isnan(y[i]) != (isNaN || waves) || (!linear && std::isnan(dz[i]) != (isNaN || waves))) {
        std::printf("FAILED %s at %g: y %g, dz %g\n", formula.name, double(x[i]), double(y[i]), double(dz[i]));
        failures++;
      }
    }
  }
}

void testPool() {
  Pooling p;
  p.batch = pick(1, 3);
  p.height = pick(3, 11);
  p.width = pick(3, 11);
  p.channels = pick(1, 40);
  p.poolHeight = pick(1, 3);
  p.poolWidth = pick(1, 3);
  p.strideHeight = pick(1, 3);
  p.strideWidth = pick(1, 3);
  p.padTop = pick(0, p.poolHeight - 1);
  p.padLeft = pick(0, p.poolWidth - 1);
  p.outHeight = (p.height + p.padTop - 1) / p.strideHeight + 1;  // every window begins inside
  p.outWidth = (p.width + p.padLeft - 1) / p.strideWidth + 1;
  p.largest = pick(0, 1);
  p.full = pick(0, 1);
  p.rate = pick(0, 1) ? 0.5f : 0;
  const Seeds seeds;
  p.noise = Noise(seeds.first, seeds.second);
  const int64_t outputs = p.batch * p.outHeight * p.outWidth * p.channels, inputs = p.batch * p.height * p.width * p.channels;
  auto x = numbers(inputs);
  for (float& value : x) value = std::round(value * 4);  // ties
  const auto dy = numbers(outputs);
  std::vector<double> y(outputs), dx(inputs);
  for (int64_t o = 0; o < outputs; o++) {
    const int64_t c = o % p.channels, column = o / p.channels % p.outWidth, row = o / p.channels / p.outWidth % p.outHeight;
    const int64_t image = o / p.channels / p.outWidth / p.outHeight;
    const double factor = p.rate == 0 ? 1 : uniformByTheBook(seeds.first, seeds.second, o) >= p.rate ? 1 / (1 - p.rate) : 0;
    std::vector<int64_t> cells;
    for (int64_t i = 0; i < p.poolHeight; i++)
      for (int64_t j = 0; j < p.poolWidth; j++) {
        const int64_t v = row * p.strideHeight - p.padTop + i, u = column * p.strideWidth - p.padLeft + j;
        if (v >= 0 && v < p.height && u >= 0 && u < p.width) cells.push_back(((image * p.height + v) * p.width + u) * p.channels + c);
      }
    if (p.largest) {
      const int64_t best = *std::max_element(cells.begin(), cells.end(), [&](int64_t a, int64_t b) { return x[a] < x[b]; });
      y[o] = x[best] * factor;
      dx[best] += dy[o] * factor;
    } else {
      const double size = p.full ? double(p.poolHeight * p.poolWidth) : double(cells.size());
      for (const int64_t cell : cells) {
        y[o] += x[cell] * factor / size;
        dx[cell] += dy[o] * factor / size;
      }
    }
  }
  std::vector<float> gotY(outputs), gotX(inputs);
  std::vector<uint8_t> places(p.largest ? outputs : 0);
  poolDropout(p, x.data(), gotY.data(), places.data());
  poolDropoutGradient(p, places.data(), dy.data(), gotX.data());
  compare("pool y", gotY.data(), y, 1e-6);
  compare("pool dx", gotX.data(), dx, 1e-6);
}

void testSgd() {
  const int64_t count = pick(1, 40000);
  const auto w = numbers(count), m = numbers(count), g = numbers(count);
  const float clip = pick(0, 1) ? 0.7f : std::numeric_limits<float>::infinity();
  std::vector<float> newW(count), newM(count);
  sgd({0.1f, 0.9f, 0.01f, clip, 0.5f}, count, w.data(), m.data(), g.data(), newW.data(), newM.data());
  std::vector<double> exactW(count), exactM(count);
  double squares = 0;
  for (int64_t i = 0; i < count; i++) {
    const double limited = std::clamp(double(g[i]), -double(clip), double(clip));
    squares += limited * limited;
    exactM[i] = 0.9f * double(m[i]) - 0.1f * (0.5 * limited + 0.01f * double(w[i]));
    exactW[i] = w[i] + exactM[i];
  }
  compare("sgd w", newW.data(), exactW, 1e-6);
  compare("sgd m", newM.data(), exactM, 1e-6);
  const float got = float(sumOfSquares(count, g.data(), clip));
  compare("sum of squares", &got, {squares}, 1e-5);
}

/** Several threads call kernels at once, and kernels call each other's pool inside. */
void testReentrance() {
  const int64_t rows = 300, depth = 40, filters = 48;
  const auto x = numbers(rows * depth), filter = numbers(depth * filters), bias = paddedTo(numbers(filters)), scale = bias;
  const Convolution shape{1, 1, rows, depth, 1, 1, filters, 1, 1, 0, 0, 1, rows};
  const Noise noise;
  const float scalars[] = {3, 5};
  const RowCall call{&kRandomDivisor, {scalars, nullptr, &noise}};
  std::vector<std::vector<float>> results(4, std::vector<float>(rows * filters));
  std::vector<std::thread> callers;
  for (auto& result : results)
    callers.emplace_back([&] {
      for (int i = 0; i < 5; i++)
        rectifiedConvolutions(shape, {{filters, call, filter.data(), scale.data(), bias.data(), result.data(), nullptr}}, {{x.data(), depth}});
    });
  for (auto& caller : callers) caller.join();
  for (const auto& result : results) same("called by several threads", results[0], result);
  std::vector<int64_t> sums(7);
  parallel(7, [&](int64_t outer) {
    std::vector<int64_t> inner(11);
    parallel(11, [&](int64_t i) { inner[i] = i; });
    for (const int64_t i : inner) sums[outer] += i;
  });
  for (const int64_t sum : sums)
    if (sum != 55) std::printf("FAILED nested parallel\n"), failures++;
  try {
    parallel(100, [&](int64_t i) {
      if (i == 50) throw std::bad_alloc();
    });
    std::printf("FAILED an exception was lost\n"), failures++;
  } catch (const std::bad_alloc&) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int cases = argc > 1 ? std::atoi(argv[1]) : 20;
  generator.seed(argc > 2 ? std::atoi(argv[2]) : 1);
  setThreads(3);
  for (int i = 0; i < cases; i++) {
    testNoise();
    testGemm();
    testPool();
    testSgd();
    for (const Formula& formula : formulas())
      for (const bool invertible : {true, false}) {
        testConvolution(false, formula, invertible);
        testConvolution(true, formula, invertible);
        testBatchNorm(formula, invertible, pick(0, 1));
        testSum(formula, invertible);
      }
  }
  testReentrance();
  testSpecialNumbers();
  failures += testFunctions(argc > 3 ? uint32_t(std::atoi(argv[3])) : 100003);
  releaseScratch();
  std::printf("%d-byte vectors, %d cases: %d failures\n", kVectorBytes, cases, failures);
  return failures == 0 ? 0 : 1;
}
