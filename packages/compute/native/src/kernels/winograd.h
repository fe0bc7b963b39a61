// Winograd's minimal filtering F(4, k): 4 outputs of a filter with k taps by k + 3 products instead of 4 k. The filter
// and the input are taken as polynomials and evaluated at k + 3 points, multiplied there, and the product's
// coefficients are computed back. (Winograd: "Arithmetic complexity of computations", 1980; for two dimensions and
// neural networks: Lavin and Gray, "Fast algorithms for convolutional neural networks", arXiv 1509.09308.)
//
//     output = A^T ((G filter) .* (B^T input))
//
// A 3 x 3 filter takes 36 products for 16 outputs instead of 144, a 5 x 5 one 64 instead of 400. What is added
// before and after costs some accuracy: about 3e-6 and 1e-5 of the largest output.
#pragma once

#include "vector.h"

namespace rectified {

/** The tables, one row per point: 0, 1, -1, 2, -2, (1/2, -1/2,) infinity. From a point to its negative only the signs
    of every other column change. */
template <int kTaps>
struct Winograd;

template <>
struct Winograd<3> {  // Lavin and Gray, section 4.2
  static constexpr int kPoints = 6;
  static constexpr float kInput[6][6] = {{4, 0, -5, 0, 1, 0},  {0, -4, -4, 1, 1, 0}, {0, 4, -4, -1, 1, 0},
                                         {0, -2, -1, 2, 1, 0}, {0, 2, -1, -2, 1, 0}, {0, 4, 0, -5, 0, 1}};
  static constexpr float kFilter[6][3] = {{1.f / 4, 0, 0},
                                          {-1.f / 6, -1.f / 6, -1.f / 6},
                                          {-1.f / 6, 1.f / 6, -1.f / 6},
                                          {1.f / 24, 1.f / 12, 1.f / 6},
                                          {1.f / 24, -1.f / 12, 1.f / 6},
                                          {0, 0, 1}};
  static constexpr float kOutput[6][4] = {{1, 0, 0, 0}, {1, 1, 1, 1}, {1, -1, 1, -1}, {1, 2, 4, 8}, {1, -2, 4, -8}, {0, 0, 0, 1}};
};

template <>
struct Winograd<5> {
  static constexpr int kPoints = 8;
  static constexpr float kInput[8][8] = {
      {1, 0, -21.f / 4, 0, 21.f / 4, 0, -1, 0},         {0, 1, 1, -17.f / 4, -17.f / 4, 1, 1, 0},
      {0, -1, 1, 17.f / 4, -17.f / 4, -1, 1, 0},        {0, 1.f / 2, 1.f / 4, -5.f / 2, -5.f / 4, 2, 1, 0},
      {0, -1.f / 2, 1.f / 4, 5.f / 2, -5.f / 4, -2, 1, 0}, {0, 2, 4, -5.f / 2, -5, 1.f / 2, 1, 0},
      {0, -2, 4, 5.f / 2, -5, -1.f / 2, 1, 0},          {0, -1, 0, 21.f / 4, 0, -21.f / 4, 0, 1}};
  static constexpr float kFilter[8][5] = {{1, 0, 0, 0, 0},
                                          {-2.f / 9, -2.f / 9, -2.f / 9, -2.f / 9, -2.f / 9},
                                          {-2.f / 9, 2.f / 9, -2.f / 9, 2.f / 9, -2.f / 9},
                                          {1.f / 90, 2.f / 90, 4.f / 90, 8.f / 90, 16.f / 90},
                                          {1.f / 90, -2.f / 90, 4.f / 90, -8.f / 90, 16.f / 90},
                                          {32.f / 45, 16.f / 45, 8.f / 45, 4.f / 45, 2.f / 45},
                                          {32.f / 45, -16.f / 45, 8.f / 45, -4.f / 45, 2.f / 45},
                                          {0, 0, 0, 0, 1}};
  static constexpr float kOutput[8][4] = {{1, 0, 0, 0},
                                          {1, 1, 1, 1},
                                          {1, -1, 1, -1},
                                          {1, 2, 4, 8},
                                          {1, -2, 4, -8},
                                          {1, 1.f / 2, 1.f / 4, 1.f / 8},
                                          {1, -1.f / 2, 1.f / 4, -1.f / 8},
                                          {0, 0, 0, 1}};
};

/** sum += factor * value, without a multiplication by 0, 1 or -1: `factor` is known when compiling. */
RECTIFIED_INLINE void addMultiple(Vec& sum, float factor, Vec value) {
  if (factor == 1)
    sum += value;
  else if (factor == -1)
    sum -= value;
  else if (factor != 0)
    sum += factor * value;
}

/** To the points: out[p] = sum over i of table[p][i] in[i]. What a point and its negative share is summed once. */
template <int kPoints, int kCount>
RECTIFIED_INLINE void toPoints(const float (&table)[kPoints][kCount], const Vec (&in)[kCount], Vec (&out)[kPoints]) {
  Vec zero{}, infinity{};
  RECTIFIED_UNROLL
  for (int i = 0; i < kCount; i++) {
    addMultiple(zero, table[0][i], in[i]);
    addMultiple(infinity, table[kPoints - 1][i], in[i]);
  }
  out[0] = zero;
  out[kPoints - 1] = infinity;
  RECTIFIED_UNROLL
  for (int p = 1; p < kPoints - 1; p += 2) {
    Vec same{}, opposite{};
    RECTIFIED_UNROLL
    for (int i = 0; i < kCount; i++)
      addMultiple(table[p][i] == table[p + 1][i] ? same : opposite, table[p][i], in[i]);
    out[p] = same + opposite;
    out[p + 1] = same - opposite;
  }
}

/** The transpose: out[i] = sum over p of table[p][i] in[p]. */
template <int kPoints, int kCount>
RECTIFIED_INLINE void fromPoints(const float (&table)[kPoints][kCount], const Vec (&in)[kPoints], Vec (&out)[kCount]) {
  Vec sum[kPoints], difference[kPoints];
  RECTIFIED_UNROLL
  for (int p = 1; p < kPoints - 1; p += 2) {
    sum[p] = in[p] + in[p + 1];
    difference[p] = in[p] - in[p + 1];
  }
  RECTIFIED_UNROLL
  for (int i = 0; i < kCount; i++) {
    Vec total{};
    addMultiple(total, table[0][i], in[0]);
    RECTIFIED_UNROLL
    for (int p = 1; p < kPoints - 1; p += 2)
      addMultiple(total, table[p][i], table[p][i] == table[p + 1][i] ? sum[p] : difference[p]);
    addMultiple(total, table[kPoints - 1][i], in[kPoints - 1]);
    out[i] = total;
  }
}

/** A transform of `kIn` numbers to `kOut`, of every column and then of every row: `write(i, j, value)`, from `read(i, j)`. */
template <int kIn, int kOut, typename Transform, typename Read, typename Write>
RECTIFIED_INLINE void inBothDimensions(Transform transform, Read read, Write write) {
  Vec half[kOut][kIn];
  RECTIFIED_UNROLL
  for (int j = 0; j < kIn; j++) {
    Vec in[kIn], out[kOut];
    RECTIFIED_UNROLL
    for (int i = 0; i < kIn; i++) in[i] = read(i, j);
    transform(in, out);
    RECTIFIED_UNROLL
    for (int i = 0; i < kOut; i++) half[i][j] = out[i];
  }
  RECTIFIED_UNROLL
  for (int i = 0; i < kOut; i++) {
    Vec out[kOut];
    transform(half[i], out);
    RECTIFIED_UNROLL
    for (int j = 0; j < kOut; j++) write(i, j, out[j]);
  }
}

/** To the points in both dimensions: `write(p, q, value)` for every pair of points, from `read(i, j)`. */
template <int kPoints, int kCount, typename Read, typename Write>
RECTIFIED_INLINE void toPoints2d(const float (&table)[kPoints][kCount], Read read, Write write) {
  const auto transform = [&](const Vec (&in)[kCount], Vec (&out)[kPoints])
      __attribute__((always_inline)) { toPoints(table, in, out); };
  inBothDimensions<kCount, kPoints>(transform, read, write);
}

/** Back in both dimensions: `write(i, j, value)`, from `read(p, q)`. */
template <int kPoints, int kCount, typename Read, typename Write>
RECTIFIED_INLINE void fromPoints2d(const float (&table)[kPoints][kCount], Read read, Write write) {
  const auto transform = [&](const Vec (&in)[kPoints], Vec (&out)[kCount])
      __attribute__((always_inline)) { fromPoints(table, in, out); };
  inBothDimensions<kPoints, kCount>(transform, read, write);
}

}  // namespace rectified
