// Compares the vector functions of kernels/functions.h with float64, at every stride-th of all float32 numbers.
#include "functions.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>

#include "functions-test.h"

using namespace rectified;

namespace {

double erfcx(double a) {
  if (a < 5) return double(std::exp((long double)a * a) * std::erfc((long double)a));
  if (std::isinf(a)) return 0;
  double fraction = a;  // the continued fraction a + (1/2) / (a + 1 / (a + (3/2) / ...))
  for (int k = 60; k >= 1; k--) fraction = a + k / 2.0 / fraction;
  return 1 / std::sqrt(std::acos(-1.0)) / fraction;
}

float numberOf(uint32_t bits) {
  float number;
  std::memcpy(&number, &bits, sizeof number);
  return number;
}

/** The units in the last place that a result is off by; those below 2^-126 count as that one. */
double unitsOff(float got, double exact) {
  if (std::isnan(exact)) return std::isnan(got) ? 0 : 1e9;
  const double least = std::numeric_limits<float>::min();
  if (std::isinf(float(exact)) || std::isinf(got)) {
    // Rounding may decide at the very end of the range.
    const double largest = std::numeric_limits<float>::max();
    return double(got) == exact || (std::abs(exact) > largest * (1 - 1e-6) && std::abs(got) > largest * (1 - 1e-6)) ? 0 : 1e9;
  }
  if (std::abs(exact) < least) return std::abs(got - exact) <= least ? 0 : 1e9;
  return std::abs(got - exact) / std::ldexp(1.0, std::ilogb(exact) - 23);
}

struct Function {
  const char* name;
  Vec (*vector)(Vec);
  std::function<double(double)> exact;
  double low, high;  // where it is promised
  double units;
  bool absolute = false;  // units of 1
};

template <Vec (*f)(Vec)>
Vec call(Vec x) { return f(x); }

const Function kFunctions[] = {
    {"abs", absOf, [](double x) { return std::abs(x); }, -INFINITY, INFINITY, 0},
    {"sqrt", sqrtOf, [](double x) { return std::sqrt(x); }, -INFINITY, INFINITY, 0.5},
    {"exp", expOf, [](double x) { return std::exp(x); }, -INFINITY, INFINITY, 1.5},
    {"expDown", expDownOf, [](double x) { return std::exp(x); }, -INFINITY, 0, 1.5},
    {"expm1", expm1Of, [](double x) { return std::expm1(x); }, -INFINITY, INFINITY, 2},
    {"log", logOf, [](double x) { return std::log(x); }, -INFINITY, INFINITY, 1.5},
    {"log1p", log1pOf, [](double x) { return std::log1p(x); }, -INFINITY, INFINITY, 2.5},
    {"log1pUnit", log1pUnitOf, [](double x) { return std::log1p(x); }, 0, 1, 2},
    {"erfcx", erfcxOf, erfcx, -INFINITY, INFINITY, 6},
    {"erf", erfOf, [](double x) { return std::erf(x); }, -INFINITY, INFINITY, 2},
    {"sin", sinOf, [](double x) { return std::sin(x); }, -INFINITY, INFINITY, 1, true},
    {"cos", cosOf, [](double x) { return std::cos(x); }, -INFINITY, INFINITY, 1, true},
};

}  // namespace

int testFunctions(uint32_t stride) {
  int failures = 0;
  for (const Function& function : kFunctions) {
    double worst = 0;
    float worstAt = 0;
    uint64_t next = 0;
    while (next >> 32 == 0) {
      float x[kLanes], got[kLanes];
      for (int lane = 0; lane < kLanes; lane++, next += stride) {
        x[lane] = numberOf(uint32_t(std::min<uint64_t>(next, 0xffffffffu)));
        if (!std::isnan(x[lane]) && !(x[lane] >= function.low && x[lane] <= function.high)) x[lane] = float(function.high);
      }
      store(got, function.vector(load(x)));
      for (int lane = 0; lane < kLanes; lane++) {
        const double exact = function.exact(x[lane]);
        const double off = function.absolute && std::isfinite(exact) ? std::abs(got[lane] - exact) * 8388608 : unitsOff(got[lane], exact);
        if (off > worst || std::isnan(off)) worst = off, worstAt = x[lane];
      }
    }
    const bool kept = worst <= function.units;
    std::printf("%s%s: %.2f of %.1f units at %.9g\n", kept ? "" : "FAILED ", function.name, worst, function.units, double(worstAt));
    if (!kept) failures++;
  }
  return failures;
}
