// Runs every kernel on random shapes without TensorFlow or Node, and compares with plain loops in double precision:
// for sanitizers, other vector widths and other machines (tools/sanitize.sh). Usage: driver [cases] [seed]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "batch-norm.h"
#include "gemm.h"
#include "noise.h"
#include "parallel.h"
#include "pool-dropout.h"
#include "rectified-convolution.h"
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

/** A random rectifier, and its slopes in double precision. */
struct RandomRectifier {
  RectifierSettings settings;
  Seeds seeds;
  std::vector<float> slopes;
  bool invertible;

  RandomRectifier(Slope slope, int64_t channels, bool invertible) : slopes(numbers(channels, 0.5f)), invertible(invertible) {
    settings.slope = slope;
    settings.noise = Noise(seeds.first, seeds.second);
    settings.first = slope == Slope::kFixed ? (invertible ? 0.18f : -0.3f) : slope == Slope::kDivisor ? 3 : slope == Slope::kChannel ? 0 : 0.125f;
    settings.second = slope == Slope::kDivisor ? 5 : slope == Slope::kChannel ? 1 : 0.2f;
    if (slope == Slope::kRandom && !invertible) settings.first = -0.5f;
    if (slope == Slope::kChannel)
      for (float& s : slopes) s = invertible ? 0.25f + 0.5f * std::min(1.0f, std::abs(s)) : s;
    slopes = paddedTo(slopes);
    settings.slopes = slopes.data();
  }

  double slope(int64_t channel, int64_t element) const {
    switch (settings.slope) {
      case Slope::kOne: return 1;
      case Slope::kZero: return 0;
      case Slope::kFixed: return settings.first;
      case Slope::kChannel: return std::clamp(slopes[channel], settings.first, settings.second);
      default: break;
    }
    const float drawn = settings.first + settings.second * uniformByTheBook(seeds.first, seeds.second, element);
    return settings.slope == Slope::kDivisor ? 1 / drawn : drawn;
  }
  double value(double x, int64_t channel, int64_t element) const {
    return x > 0 ? x : settings.slope == Slope::kZero ? (x <= 0 ? 0 : x) : x * slope(channel, element);
  }
};

constexpr Slope kSlopes[] = {Slope::kOne, Slope::kZero, Slope::kFixed, Slope::kChannel, Slope::kDivisor, Slope::kRandom};

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

void testConvolution(bool tuned, Slope slope, bool invertible) {
  Convolution s;
  s.batch = pick(1, 3);
  s.kernelHeight = tuned ? pick(0, 1) * 2 + 3 : pick(1, 4);
  s.kernelWidth = tuned ? s.kernelHeight : pick(1, 4);
  s.height = pick(s.kernelHeight + 3, 13);
  s.width = pick(s.kernelWidth + 3, 13);
  s.channels = tuned ? pick(16, 37) : pick(1, 20);
  s.filters = tuned ? pick(16, 37) : pick(1, 40);
  s.strideHeight = tuned ? 1 : pick(1, 3);
  s.strideWidth = tuned ? 1 : pick(1, 3);
  if (!tuned && pick(0, 2) == 0) s.kernelHeight = s.kernelWidth = s.strideHeight = s.strideWidth = 1;  // pointwise
  if (!tuned && pick(0, 9) == 0) s.kernelHeight = s.kernelWidth = s.strideHeight = s.strideWidth = 1, s.channels = 256, s.batch = 9, s.height = 7, s.width = 7;
  s.padTop = pick(0, s.kernelHeight - 1);
  s.padLeft = pick(0, s.kernelWidth - 1);
  const int64_t padBottom = pick(0, s.kernelHeight - 1), padRight = pick(0, s.kernelWidth - 1);
  s.outHeight = (s.height + s.padTop + padBottom - s.kernelHeight) / s.strideHeight + 1;
  s.outWidth = (s.width + s.padLeft + padRight - s.kernelWidth) / s.strideWidth + 1;
  char name[200];
  std::snprintf(name, sizeof name, "convolution %dx%dx%dx%d, %dx%d to %d, stride %d %d, pad %d %d, slope %d %s", int(s.batch),
                int(s.height), int(s.width), int(s.channels), int(s.kernelHeight), int(s.kernelWidth), int(s.filters), int(s.strideHeight),
                int(s.strideWidth), int(s.padTop), int(s.padLeft), int(slope), usesWinograd(s) ? "Winograd" : "");

  const RandomRectifier rectifier(slope, s.filters, invertible);
  const int64_t inputs = s.batch * s.height * s.width * s.channels, outputs = s.rows() * s.filters;
  const auto x = numbers(inputs), filter = numbers(s.depth() * s.filters, 1 / std::sqrt(float(s.depth()))), dy = numbers(outputs);
  const auto bias = paddedTo(numbers(s.filters, 0.1f));

  // z, and every gradient from the signs that the kernel found
  std::vector<double> z(outputs);
  const auto overProducts = [&](auto f) {
    for (int64_t row = 0; row < s.rows(); row++)
      for (int64_t i = 0; i < s.kernelHeight; i++)
        for (int64_t j = 0; j < s.kernelWidth; j++) {
          const int64_t image = row / (s.outHeight * s.outWidth);
          const int64_t v = row / s.outWidth % s.outHeight * s.strideHeight - s.padTop + i, u = row % s.outWidth * s.strideWidth - s.padLeft + j;
          if (v < 0 || v >= s.height || u < 0 || u >= s.width) continue;
          for (int64_t c = 0; c < s.channels; c++)
            for (int64_t n = 0; n < s.filters; n++)
              f(((image * s.height + v) * s.width + u) * s.channels + c, ((i * s.kernelWidth + j) * s.channels + c) * s.filters + n, row * s.filters + n);
        }
  };
  for (int64_t o = 0; o < outputs; o++) z[o] = bias[o % s.filters];
  overProducts([&](int64_t i, int64_t w, int64_t o) { z[o] += double(x[i]) * filter[w]; });

  const bool needsInput = gradientNeedsInput(rectifier.settings, s.filters);
  std::vector<float> y(outputs), kept(needsInput ? outputs : 0);
  rectifiedConvolution(s, rectifier.settings, x.data(), filter.data(), bias.data(), y.data(), needsInput ? kept.data() : nullptr);
  std::vector<double> value(outputs);
  for (int64_t o = 0; o < outputs; o++) value[o] = rectifier.value(z[o], o % s.filters, o);
  compare(std::string(name) + ": y", y.data(), value, usesWinograd(s) ? 3e-5 : 3e-6);

  const float* sign = needsInput ? kept.data() : y.data();
  std::vector<double> dz(outputs), dx(inputs), dfilter(filter.size()), dbias(s.filters), dslope(s.filters);
  for (int64_t o = 0; o < outputs; o++) {
    const int64_t n = o % s.filters;
    dz[o] = dy[o] * (sign[o] > 0 || slope == Slope::kOne ? 1 : rectifier.slope(n, o));
    dbias[n] += dz[o];
    if (!(sign[o] > 0)) dslope[n] += std::min(z[o], 0.0) * dy[o];
  }
  overProducts([&](int64_t i, int64_t w, int64_t o) {
    dx[i] += dz[o] * filter[w];
    dfilter[w] += dz[o] * x[i];
  });
  const bool wantsInput = pick(0, 3) > 0;
  std::vector<float> gotX(wantsInput ? inputs : 0), gotFilter(filter.size()), gotBias(padded(s.filters)), gotSlope(padded(s.filters));
  const auto backward = [&] {
    rectifiedConvolutionGradient(s, rectifier.settings, x.data(), filter.data(), sign, needsInput, dy.data(),
                                 {wantsInput ? gotX.data() : nullptr, gotFilter.data(), gotBias.data(), gotSlope.data()});
  };
  backward();
  const double tolerance = usesWinograd(s) ? 3e-5 : 5e-6;
  if (wantsInput) compare(std::string(name) + ": dx", gotX.data(), dx, tolerance);
  compare(std::string(name) + ": dfilter", gotFilter.data(), dfilter, tolerance);
  compare(std::string(name) + ": dbias", gotBias.data(), dbias, 2e-5);
  if (slope == Slope::kChannel) compare(std::string(name) + ": dslope", gotSlope.data(), dslope, tolerance);

  const auto firstX = gotX, firstFilter = gotFilter, firstBias = gotBias, firstY = y;
  const int before = threads();
  setThreads(before == 1 ? 3 : 1);
  rectifiedConvolution(s, rectifier.settings, x.data(), filter.data(), bias.data(), y.data(), needsInput ? kept.data() : nullptr);
  backward();
  setThreads(before);
  same(std::string(name) + ": other number of threads, y", firstY, y);
  same(std::string(name) + ": other number of threads, dx", firstX, gotX);
  same(std::string(name) + ": other number of threads, dfilter", firstFilter, gotFilter);
  same(std::string(name) + ": other number of threads, dbias", firstBias, gotBias);
}

void testBatchNorm(Slope slope, bool invertible, bool training) {
  const int64_t rows = pick(2, 1200), channels = pick(1, 40);
  const std::string name = "batch norm " + std::to_string(rows) + "x" + std::to_string(channels) + ", slope " + std::to_string(int(slope)) + (invertible ? "i" : "");
  const RandomRectifier rectifier(slope, channels, invertible);
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
  std::vector<float> y(rows * channels), dx(rows * channels), dgamma(padded(channels)), dbeta(padded(channels)), dslope(padded(channels));
  batchNormRectified(norm, rectifier.settings, x.data(), y.data());
  std::vector<double> xhat(rows * channels), z(rows * channels), value(rows * channels);
  for (int64_t i = 0; i < rows * channels; i++) {
    const int64_t c = i % channels;
    xhat[i] = (x[i] - double(mean[c])) / std::sqrt(variance[c] + 1e-3);
    z[i] = gamma[c] * xhat[i] + beta[c];
    value[i] = rectifier.value(z[i], c, i);
    if (std::abs(z[i]) < 1e-5) dy[i] = 0;  // rounding may put it on the other side
  }
  compare(name + ": y", y.data(), value, 1e-5);
  const bool enough = outputIsEnough(norm, rectifier.settings);
  batchNormRectifiedGradient(norm, rectifier.settings, enough ? y.data() : x.data(), enough, dy.data(), training,
                             {dx.data(), dgamma.data(), dbeta.data(), dslope.data()});
  std::vector<double> dz(rows * channels), sumGamma(channels), sumBeta(channels), sumSlope(channels), exactX(rows * channels);
  for (int64_t i = 0; i < rows * channels; i++) {
    const int64_t c = i % channels;
    dz[i] = dy[i] * (z[i] > 0 || slope == Slope::kOne ? 1 : rectifier.slope(c, i));
    sumBeta[c] += dz[i];
    sumGamma[c] += dz[i] * xhat[i];
    if (!(z[i] > 0)) sumSlope[c] += dy[i] * z[i];
  }
  for (int64_t i = 0; i < rows * channels; i++) {
    const int64_t c = i % channels;
    exactX[i] = gamma[c] / std::sqrt(variance[c] + 1e-3) * (dz[i] - (training ? (sumBeta[c] + xhat[i] * sumGamma[c]) / rows : 0));
  }
  compare(name + ": dx", dx.data(), exactX, 3e-5);
  compare(name + ": dgamma", dgamma.data(), sumGamma, 3e-5);
  compare(name + ": dbeta", dbeta.data(), sumBeta, 3e-5);
  if (slope == Slope::kChannel) compare(name + ": dslope", dslope.data(), sumSlope, 3e-5);
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
  const auto x = numbers(rows * depth), filter = numbers(depth * filters), bias = paddedTo(numbers(filters));
  const Convolution shape{1, 1, rows, depth, 1, 1, filters, 1, 1, 0, 0, 1, rows};
  RectifierSettings settings;
  settings.slope = Slope::kDivisor;
  settings.first = 3;
  settings.second = 5;
  std::vector<std::vector<float>> results(4, std::vector<float>(rows * filters));
  std::vector<std::thread> callers;
  for (auto& result : results)
    callers.emplace_back([&] {
      for (int i = 0; i < 5; i++) rectifiedConvolution(shape, settings, x.data(), filter.data(), bias.data(), result.data(), nullptr);
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
    for (const Slope slope : kSlopes)
      for (const bool invertible : {true, false}) {
        testConvolution(false, slope, invertible);
        testConvolution(true, slope, invertible);
        testBatchNorm(slope, invertible, pick(0, 1));
      }
  }
  testReentrance();
  releaseScratch();
  std::printf("%d-byte vectors, %d cases: %d failures\n", kVectorBytes, cases, failures);
  return failures == 0 ? 0 : 1;
}
