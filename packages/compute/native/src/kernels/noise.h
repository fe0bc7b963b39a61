// Random numbers by Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC 2011,
// doi:10.1145/2063384.2063405): number `e` depends on nothing but the seeds and `e`, so any part of an array can be
// made again at any time, by any thread. Bit for bit what TensorFlow's StatelessRandomUniform and `uniform` of
// @rectified/random give.
//
// Ten rounds turn the counter (e / 4, 0, seed-dependent, seed-dependent) into the four numbers from 4 floor(e / 4) on:
//
//     (x0, x1, x2, x3) <- (high(M1 x2) ^ x1 ^ k0, low(M1 x2), high(M0 x0) ^ x3 ^ k1, low(M0 x0))
#pragma once

#include "vector.h"

namespace rectified {

class Noise {
 public:
  /** From the two int32 seeds of TensorFlow's stateless ops. They are ciphered once with a fixed key; two words of the
      result become the key, two the upper half of the counter (`GenerateKey` in
      tensorflow/core/kernels/stateless_random_ops.cc). */
  explicit Noise(int32_t seed0 = 0, int32_t seed1 = 0) {
    uint32_t x[4] = {uint32_t(seed0), uint32_t(seed0 >> 31), uint32_t(seed1), uint32_t(seed1 >> 31)};
    for (int round = 0; round < kRounds; round++) {
      const uint64_t product0 = uint64_t(kMultiplier0) * x[0];
      const uint64_t product1 = uint64_t(kMultiplier1) * x[2];
      x[0] = uint32_t(product1 >> 32) ^ x[1] ^ (0x3ec8f720u + round * kWeyl0);
      x[1] = uint32_t(product1);
      x[2] = uint32_t(product0 >> 32) ^ x[3] ^ (0x02461e29u + round * kWeyl1);
      x[3] = uint32_t(product0);
    }
    for (int round = 0; round < kRounds; round++) {
      const uint32_t key0 = x[0] + round * kWeyl0, key1 = x[1] + round * kWeyl1;
      const bool x0First = round % 4 == 3 || round % 4 == 0;  // of the words that this round makes; see blocks()
      keys_[round] = x0First ? pairs(key0, key1) : pairs(key1, key0);
    }
    even_ = pairs(0, x[2]);
    for (int block = 0; block < kLanes / 4; block++) even_[4 * block] = block;
    odd_ = pairs(0, x[3]);
  }

  /** `out[i]`: numbers `element[i]` to `element[i] + kLanes - 1`, multiples of 2^-23 in [0, 1). Good for 2^34 elements.
      Several at once, because one leaves the machine waiting for its products. */
  template <int kCount>
  RECTIFIED_INLINE void uniform(const int64_t (&element)[kCount], Vec (&out)[kCount]) const {
    int64_t block[kCount], skip = 0;
    for (int i = 0; i < kCount; i++) {
      block[i] = element[i] / 4;
      skip |= element[i] % 4;
    }
    blocks(block, out);
    if (skip == 0) return;
    for (int i = 0; i < kCount; i++) block[i] += kLanes / 4;
    Vec next[kCount];
    blocks(block, next);
    for (int i = 0; i < kCount; i++) {
      const Vec two[2] = {out[i], next[i]};
      out[i] = load(reinterpret_cast<const float*>(two) + element[i] % 4);
    }
  }

 private:
  static constexpr int kRounds = 10;
  static constexpr uint32_t kMultiplier0 = 0xd2511f53, kMultiplier1 = 0xcd9e8d57;
  static constexpr uint32_t kWeyl0 = 0x9e3779b9, kWeyl1 = 0xbb67ae85;  // the golden ratio and the square root of 3, - 1

  /** (first, 0, second, 0) in every group of four lanes. */
  static RECTIFIED_INLINE Words pairs(uint32_t first, uint32_t second) {
    Words words{};
    for (int lane = 0; lane < kLanes; lane += 4) {
      words[lane] = first;
      words[lane + 2] = second;
    }
    return words;
  }

  /**
   * The numbers of blocks `block[i]` to `block[i] + kLanes / 4 - 1`, one block to every group of four lanes.
   *
   * Machines multiply the even lanes of a vector to 64 bits, so x0 and x2 live in the even lanes of one vector and x1
   * and x3 in those of another. A product's low half is where the next round wants it. Its high half belongs to the
   * other pair and must be brought from the odd to the even lanes: crosswise in one round, straight in the next, since
   * then the low halves have changed places as well. After four rounds every word is where it began:
   *
   *     round   even lanes before   high halves brought   even lanes after   other vector after
   *     0       x0, x2              crosswise             x0, x2             x3, x1
   *     1       x0, x2              straight              x2, x0             x3, x1
   *     2       x2, x0              crosswise             x2, x0             x1, x3
   *     3       x2, x0              straight              x0, x2             x1, x3
   */
  template <int kCount>
  RECTIFIED_INLINE void blocks(const int64_t (&block)[kCount], Vec (&out)[kCount]) const {
    const Words multipliers[2] = {pairs(kMultiplier0, kMultiplier1), pairs(kMultiplier1, kMultiplier0)};
    Words even[kCount], odd[kCount];
    RECTIFIED_UNROLL
    for (int i = 0; i < kCount; i++) {
      even[i] = even_ + (pairs(~0u, 0) & uint32_t(block[i]));
      odd[i] = odd_;
    }
    RECTIFIED_UNROLL
    for (int round = 0; round < kRounds; round++) {
      RECTIFIED_UNROLL
      for (int i = 0; i < kCount; i++) {
        const LongWords product = multiplyEven(even[i], multipliers[round % 4 / 2]);
        const Words high = round % 2 == 0 ? permute((Words)product, (Words)product, [](int lane) { return lane ^ 3; })
                                          : (Words)(product >> 32);
        even[i] = high ^ odd[i] ^ keys_[round];
        odd[i] = (Words)product;
      }
    }
    RECTIFIED_UNROLL
    for (int i = 0; i < kCount; i++) {
      // Ten rounds end like round 1: x2, x0 and x3, x1.
      const Words bits = permute(even[i], odd[i], [](int lane) { return (lane & 1) * kLanes + ((lane & ~1) ^ 2); });
      // 23 bits become the fraction of a number in [1, 2): `Uint32ToFloat` in
      // tensorflow/core/lib/random/random_distributions_utils.h.
      out[i] = (Vec)((bits & 0x7fffffu) | 0x3f800000u) - 1.0f;
    }
  }

  Words keys_[kRounds];
  Words even_, odd_;
};

}  // namespace rectified
