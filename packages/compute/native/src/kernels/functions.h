// Functions of vectors: what formulas are made of beside arithmetic. For every float32, denormal ones, infinities and NaN
// among them; NaN gives NaN. Errors are in units in the last place (2^-23 of the result's power of 2), measured against
// float64 in test/driver with and without fused multiply-adds; results below 2^-126 may be off by as much.
//
// Polynomials are minimax fits of the relative error, their coefficients rounded to float32 from the lowest on, the rest
// fitted anew after each.
#pragma once

#include "vector.h"

namespace rectified {

/** c[0] + c[1] x + c[2] x^2 + ... */
template <int kCount>
RECTIFIED_INLINE Vec polynomial(Vec x, const float (&c)[kCount]) {
  Vec sum = splat(c[kCount - 1]);
  RECTIFIED_UNROLL
  for (int i = kCount - 2; i >= 0; i--) sum = sum * x + c[i];
  return sum;
}

RECTIFIED_INLINE Vec absOf(Vec x) { return (Vec)((Words)x & 0x7fffffffu); }

/** Correctly rounded. */
RECTIFIED_INLINE Vec sqrtOf(Vec x) {
#if RECTIFIED_VECTOR_BYTES == 64 && defined(__AVX512F__)
  return (Vec)_mm512_sqrt_ps((__m512)x);
#elif RECTIFIED_VECTOR_BYTES == 32 && defined(__AVX2__)
  return (Vec)_mm256_sqrt_ps((__m256)x);
#elif RECTIFIED_VECTOR_BYTES == 16 && defined(__SSE2__)
  return (Vec)_mm_sqrt_ps((__m128)x);
#elif RECTIFIED_VECTOR_BYTES == 16 && defined(__aarch64__)
  return (Vec)vsqrtq_f32((float32x4_t)x);
#else
  for (int lane = 0; lane < kLanes; lane++) x[lane] = __builtin_sqrtf(x[lane]);
  return x;
#endif
}

namespace detail {

/** A whole number n, twice. */
struct Whole {
  Vec number;
  Words bits;  // n in the lowest bits, anything above
};

/**
 * The whole number n that is nearest to factor x, for |n| < 2^22. Between 2^23 and 2^24 neighboring float32 are 1 apart: a sum
 * that lands there is rounded to a whole number, and its lowest bits count in ones. 1.5 2^23 is in the middle, so that n may
 * be negative, and its own bits below the 22nd are 0, so that those of the sum are n's, in two's complement.
 */
RECTIFIED_INLINE Whole nearestWhole(Vec x, float factor) {
  constexpr float kMiddle = 12582912;  // 1.5 2^23
  const Vec sum = x * factor + kMiddle;
  return {sum - kMiddle, (Words)sum};
}

/** exp(x) - 1 for x = n ln 2 + r, of r alone: |r| <= ln 2 / 2. */
RECTIFIED_INLINE Vec expm1Reduced(Vec x, Vec n) {
  constexpr float kSeries[] = {0.49999997f, 0.16666546f, 0.041667443f, 0.008366253f, 0.0013869948f};
  const Vec r = (x - n * 0.693359375f) + n * 2.12194440e-4f;  // ln 2 in two parts; the first has so few bits that its multiples are exact
  return polynomial(r, kSeries) * (r * r) + r;
}

constexpr float kLog2e = 1.44269504f;

/** 2^n for n from -126 to 127. */
RECTIFIED_INLINE Vec powerOf2(Words n) { return (Vec)((n << 23) + 0x3f800000u); }

RECTIFIED_INLINE Vec limited(Vec x, float low, float high) {
  x = x > high ? splat(high) : x;
  return x < low ? splat(low) : x;
}

RECTIFIED_INLINE bool any(Mask mask) {
  int32_t all = 0;
  for (int lane = 0; lane < kLanes; lane++) all |= mask[lane];
  return all != 0;
}

}  // namespace detail

/** e^x to 1.5 units. */
RECTIFIED_INLINE Vec expOf(Vec x) {
  const Vec within = detail::limited(x, -104, 89);
  const detail::Whole n = detail::nearestWhole(within, detail::kLog2e);
  const Vec power = detail::expm1Reduced(within, n.number) + 1.0f;
#if RECTIFIED_VECTOR_BYTES == 64 && defined(__AVX512F__)
  return (Vec)_mm512_scalef_ps((__m512)power, (__m512)n.number);
#else
  const Mask whole = __builtin_convertvector(n.number, Mask), half = whole >> 1;
  return power * detail::powerOf2((Words)half) * detail::powerOf2((Words)(whole - half));
#endif
}

/** e^x for x <= 0 to 1.5 units; 0 below 2^-126. */
RECTIFIED_INLINE Vec expDownOf(Vec x) {
  const detail::Whole n = detail::nearestWhole(x, detail::kLog2e);
  const Vec power = detail::expm1Reduced(x, n.number) + 1.0f;
  return x < -87.33f ? Vec{} : power * detail::powerOf2(n.bits);
}

/** e^x - 1 to 2 units, also where that is next to 0. */
RECTIFIED_INLINE Vec expm1Of(Vec x) {
  const Vec within = detail::limited(x, -80, 89);
  const detail::Whole n = detail::nearestWhole(within, detail::kLog2e);
  const Vec half = detail::powerOf2(n.bits - 1u);  // 2^n may be too large
  return (half * detail::expm1Reduced(within, n.number) + (half - 0.5f)) * 2.0f;
}

/** The natural logarithm to 1.5 units; -infinity of 0, NaN below. */
RECTIFIED_INLINE Vec logOf(Vec x) {
  constexpr float kSeries[] = {0.3333333f, -0.2500082f,  0.20001242f, -0.16623409f,
                               0.1420158f, -0.1315961f, 0.12762217f, -0.07636439f};
  const Mask denormal = x < 1.17549435e-38f;
  const Vec normal = denormal ? x * 8388608.0f : x;
  const Mask bits = (Mask)normal;
  Mask exponent = ((bits >> 23) & 255) - 126;
  Vec m = (Vec)((bits & 0x007fffff) | 0x3f000000);  // in [1/2, 1)
  const Mask low = m < 0.70710678f;
  exponent += low;
  m = low ? (m + m) - 1.0f : m - 1.0f;
  const Vec n = __builtin_convertvector(exponent, Vec) - (denormal ? splat(23.0f) : Vec{});
  const Vec square = m * m;
  const Vec rest = (polynomial(m, kSeries) * m) * square - 0.5f * square + n * -2.12194440e-4f;
  const Vec result = (rest + m) + n * 0.693359375f;
  const Vec beyond = x == 0 ? splat(-__builtin_inff()) : x < 0 ? splat(__builtin_nanf("")) : x;
  return (x > 0) & (x < __builtin_inff()) ? result : beyond;
}

/** log(1 + x) to 2.5 units; -infinity of -1, NaN below. */
RECTIFIED_INLINE Vec log1pOf(Vec x) {
  const Vec sum = rounded(1.0f + x), lost = x - rounded(sum - 1.0f);
  return logOf(sum) + ((sum > 0) & (sum < __builtin_inff()) ? lost / sum : Vec{});
}

/** log(1 + x) for x from 0 to 1, to 2 units. */
RECTIFIED_INLINE Vec log1pUnitOf(Vec x) {
  constexpr float kSeries[] = {1.0f,         -0.4999993f,  0.33330464f,  -0.2495802f, 0.19692121f,
                               -0.15344977f, 0.10661371f, -0.057460487f, 0.02008847f, -0.0032910798f};
  return polynomial(x, kSeries) * x;
}

namespace detail {

/** e^(a^2) erfc(a) for a >= 0. */
RECTIFIED_INLINE Vec erfcxOfPositive(Vec a) {
  constexpr float kSeries[] = {0.51079136f,     -0.34358034f,   0.13973565f,     -0.018221501f,
                               -0.010751254f,   0.00324293f,    0.001528456f,    -0.00043003634f,
                               -0.0002988077f,  3.6337533e-05f, 4.1990486e-05f};
  const Vec t = 1.0f / (a * 0.5f + 1.0f);
  return polynomial(1.0f - 2.0f * t, kSeries) * t;
}

/** For a <= 0: 2 e^(a^2) - erfcx(-a). A rounded square would cost a^2 units: the parts of a are squared exactly. */
inline __attribute__((noinline)) Vec erfcxOfNegative(Vec a) {
  const Vec high = (Vec)((Words)a & 0xfffff000u), low = a - high;
  const Vec square = expOf(high * high) * expOf(low * (a + high));
  // Where a + high and low are infinite and none, nothing is lost.
  return absOf(a) > 9.5f ? splat(__builtin_inff()) : 2.0f * square - erfcxOfPositive(-a);
}

}  // namespace detail

/** e^(x^2) erfc(x) to 6 units. */
RECTIFIED_INLINE Vec erfcxOf(Vec x) {
  const Vec result = detail::erfcxOfPositive(absOf(x));
  const Mask negative = x < 0;
  if (__builtin_expect(detail::any(negative), 0)) return negative ? detail::erfcxOfNegative(x) : result;
  return result;
}

/** The error function to 2 units. */
RECTIFIED_INLINE Vec erfOf(Vec x) {
  constexpr float kSeries[] = {0.12837917f,   -0.37612626f,    0.11283579f,   -0.026853347f,
                               0.005187162f, -0.0007997853f, 7.806903e-05f};
  const Vec a = absOf(x), square = x * x;
  const Vec near = polynomial(square, kSeries) * x + x;
  const Vec far = 1.0f - detail::erfcxOfPositive(a) * expDownOf(-square);
  return a <= 1 ? near : x < 0 ? -far : far;
}

namespace detail {

/** sin(x + quarters pi / 2) for |x| < kFarthest. */
RECTIFIED_INLINE Vec sinOfNear(Vec x, int quarters) {
  constexpr float kSin[] = {-0.16666655f, 0.008332191f, -0.00019518618f};
  constexpr float kCos[] = {0.041666646f, -0.0013887301f, 2.4430668e-05f};
  const Whole n = nearestWhole(x, 0.63661977f);
  Vec r = x - n.number * 1.5703125f;  // pi / 2 in three parts
  r = r - n.number * 4.837512969970703125e-4f;
  r = r - n.number * 7.549789948768648e-8f;
  const Words quadrant = n.bits + uint32_t(quarters);
  const Vec square = r * r;
  const Vec sine = (polynomial(square, kSin) * square) * r + r;
  const Vec cosine = polynomial(square, kCos) * (square * square) + (1.0f - 0.5f * square);
  const Vec value = (quadrant & 1u) != 0u ? cosine : sine;
  return (Vec)((Words)value ^ ((quadrant & 2u) << 30));
}

constexpr float kFarthest = 8000;

/** The lanes that are too far from 0, one by one. */
template <typename F>
__attribute__((noinline)) Vec farLanes(Vec x, Vec result, F f) {
  for (int lane = 0; lane < kLanes; lane++)
    if (!(__builtin_fabsf(x[lane]) < kFarthest)) result[lane] = f(x[lane]);
  return result;
}

}  // namespace detail

/** To 2^-23 of 1; beyond 8000 as the C library's. */
RECTIFIED_INLINE Vec sinOf(Vec x) {
  const Vec result = detail::sinOfNear(x, 0);
  if (__builtin_expect(detail::any(~(absOf(x) < detail::kFarthest)), 0))
    return detail::farLanes(x, result, [](float lane) { return __builtin_sinf(lane); });
  return result;
}

/** As sinOf. */
RECTIFIED_INLINE Vec cosOf(Vec x) {
  const Vec result = detail::sinOfNear(x, 1);
  if (__builtin_expect(detail::any(~(absOf(x) < detail::kFarthest)), 0))
    return detail::farLanes(x, result, [](float lane) { return __builtin_cosf(lane); });
  return result;
}

}  // namespace rectified
