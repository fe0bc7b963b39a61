// Vectors of 32-bit lanes, by the portable vector types of GCC and Clang
// (https://gcc.gnu.org/onlinedocs/gcc/Vector-Extensions.html): arithmetic and comparisons are written as on
// numbers, and the compiler picks the instructions. The width is chosen at build time.
#pragma once

#include <cstdint>
#include <cstring>
#include <utility>
#if defined(__SSE2__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#if defined(__clang__)
#define RECTIFIED_UNROLL _Pragma("unroll")
#else
#define RECTIFIED_UNROLL _Pragma("GCC unroll 32")
#endif
#define RECTIFIED_INLINE inline __attribute__((always_inline))

namespace rectified {

#if !defined(RECTIFIED_VECTOR_BYTES)  // given to test another machine's width on this one
#if defined(__AVX512F__)
#define RECTIFIED_VECTOR_BYTES 64
#elif defined(__AVX2__)
#define RECTIFIED_VECTOR_BYTES 32
#else  // SSE2, NEON; elsewhere the compiler takes the vectors apart
#define RECTIFIED_VECTOR_BYTES 16
#endif
#endif
constexpr int kVectorBytes = RECTIFIED_VECTOR_BYTES;

// Vector registers of the machine; matrix products keep as much as possible in them.
#if defined(__AVX512F__) || defined(__aarch64__)
constexpr int kRegisters = 32;
#else
constexpr int kRegisters = 16;
#endif

constexpr int kLanes = kVectorBytes / 4;

typedef float Vec __attribute__((vector_size(kVectorBytes)));
typedef int32_t Mask __attribute__((vector_size(kVectorBytes)));  // lanes of all ones or all zeros
typedef uint32_t Words __attribute__((vector_size(kVectorBytes)));
typedef uint64_t LongWords __attribute__((vector_size(kVectorBytes)));

constexpr int64_t divideUp(int64_t a, int64_t b) { return (a + b - 1) / b; }

/** `count` rounded up to whole vectors. */
constexpr int64_t padded(int64_t count) { return divideUp(count, kLanes) * kLanes; }

RECTIFIED_INLINE Vec splat(float value) { return value - Vec{}; }  // not +: -0 + 0 is 0

/** A vector in memory: it begins at any float, and the same memory is read and written as single floats elsewhere, which
    compilers could otherwise take for other memory (-fstrict-aliasing) and reorder. */
typedef float VecInMemory __attribute__((vector_size(kVectorBytes), aligned(4), may_alias));

RECTIFIED_INLINE Vec load(const float* from) { return *reinterpret_cast<const VecInMemory*>(from); }

RECTIFIED_INLINE void store(float* to, Vec value) { *reinterpret_cast<VecInMemory*>(to) = value; }

/** In the place of a number of lanes: all of them. */
struct AllLanes {};
RECTIFIED_INLINE Vec load(const float* from, AllLanes) { return load(from); }
RECTIFIED_INLINE void store(float* to, Vec value, AllLanes) { store(to, value); }

/** The first `count` lanes from memory, zeros behind them; all lanes if there are as many. */
RECTIFIED_INLINE Vec load(const float* from, int64_t count) {
  if (count >= kLanes) return load(from);
  Vec value{};
  std::memcpy(&value, from, count * sizeof(float));
  return value;
}

/** The first `count` lanes to memory; all lanes if there are as many. */
RECTIFIED_INLINE void store(float* to, Vec value, int64_t count) {
  if (count >= kLanes) return store(to, value);
  std::memcpy(to, &value, count * sizeof(float));
}

/** Past the caches, for results too large to stay there; `to` must be aligned to a vector. */
RECTIFIED_INLINE void storePastCaches(float* to, Vec value) {
#if defined(__clang__)
  __builtin_nontemporal_store(value, reinterpret_cast<Vec*>(to));
#elif RECTIFIED_VECTOR_BYTES == 64 && defined(__AVX512F__)
  _mm512_stream_ps(to, (__m512)value);
#elif RECTIFIED_VECTOR_BYTES == 32 && defined(__AVX2__)
  _mm256_stream_ps(to, (__m256)value);
#elif RECTIFIED_VECTOR_BYTES == 16 && defined(__SSE2__)
  _mm_stream_ps(to, (__m128)value);
#else
  store(to, value);
#endif
}

/** Keeps the compiler from fusing the operation that made `value` with the one that takes it (a * b + c would be
    rounded once instead of twice), where a result is promised bit for bit. */
RECTIFIED_INLINE Vec rounded(Vec value) {
#if defined(__x86_64__)
  asm("" : "+v"(value));
#elif defined(__aarch64__)
  asm("" : "+w"(value));
#endif
  return value;
}

namespace detail {
template <typename Pattern, size_t... lane>
RECTIFIED_INLINE Words permute(Words a, Words b, Pattern pattern, std::index_sequence<lane...>) {
#if defined(__clang__) || __GNUC__ >= 12
  return __builtin_shufflevector(a, b, pattern(int(lane))...);
#else
  return __builtin_shuffle(a, b, Words{uint32_t(pattern(int(lane)))...});
#endif
}
}  // namespace detail

/** Lane i of the result is lane `pattern(i)` of a followed by b. */
template <typename Pattern>
RECTIFIED_INLINE Words permute(Words a, Words b, Pattern pattern) {
  return detail::permute(a, b, pattern, std::make_index_sequence<kLanes>());
}

/** The 64-bit products of the even lanes; what is in the odd lanes does not matter. One instruction on every
    machine, but none that compilers find by themselves. */
RECTIFIED_INLINE LongWords multiplyEven(Words a, Words b) {
#if RECTIFIED_VECTOR_BYTES == 64 && defined(__AVX512F__)
  return (LongWords)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif RECTIFIED_VECTOR_BYTES == 32 && defined(__AVX2__)
  return (LongWords)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif RECTIFIED_VECTOR_BYTES == 16 && defined(__SSE2__)
  return (LongWords)_mm_mul_epu32((__m128i)a, (__m128i)b);
#elif RECTIFIED_VECTOR_BYTES == 16 && defined(__ARM_NEON)
  return (LongWords)vmull_u32(vmovn_u64((uint64x2_t)a), vmovn_u64((uint64x2_t)b));
#else
  return ((LongWords)a & 0xffffffffu) * ((LongWords)b & 0xffffffffu);
#endif
}

}  // namespace rectified
