#include "scratch.h"

#include <cstdlib>
#include <map>
#include <mutex>
#include <new>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace rectified {
namespace {

constexpr size_t kHugePage = 2 << 20;

struct Kept {
  std::mutex mutex;
  std::multimap<size_t, float*> blocks;  // by size in bytes
  size_t bytes = 0;                      // in all blocks, used or kept
};

/** Never destroyed: threads may outlive `main`. */
Kept& kept() {
  static Kept* kept = new Kept;
  return *kept;
}

/** Sizes come in steps of an eighth, so that similar layers share blocks. */
size_t roundedUp(size_t bytes) {
  size_t step = 4096;
  while (step * 16 <= bytes) step *= 2;
  return (bytes + step - 1) / step * step;
}

float* allocate(size_t bytes) {
  const bool large = bytes >= kHugePage;
  void* block = std::aligned_alloc(large ? kHugePage : 64, large ? (bytes + kHugePage - 1) / kHugePage * kHugePage : bytes);
  if (block == nullptr) throw std::bad_alloc();
#if defined(__linux__)
  if (large) madvise(block, bytes, MADV_HUGEPAGE);  // 512 times fewer page faults and translations
#endif
  return static_cast<float*>(block);
}

}  // namespace

Scratch::Scratch(int64_t floats) : data_(nullptr), bytes_(roundedUp(size_t(floats > 0 ? floats : 1) * sizeof(float))) {
  {
    std::lock_guard<std::mutex> lock(kept().mutex);
    const auto fitting = kept().blocks.lower_bound(bytes_);
    if (fitting != kept().blocks.end() && fitting->first <= 2 * bytes_) {
      bytes_ = fitting->first;
      data_ = fitting->second;
      kept().blocks.erase(fitting);
      return;
    }
    kept().bytes += bytes_;
  }
  data_ = allocate(bytes_);
}

Scratch::~Scratch() {
  std::lock_guard<std::mutex> lock(kept().mutex);
#if defined(__SANITIZE_ADDRESS__)  // a kept block would hide use after free and writes beyond the end
  kept().bytes -= bytes_;
  std::free(data_);
#else
  kept().blocks.emplace(bytes_, data_);
#endif
}

void releaseScratch() {
  std::lock_guard<std::mutex> lock(kept().mutex);
  for (const auto& [bytes, block] : kept().blocks) {
    kept().bytes -= bytes;
    std::free(block);
  }
  kept().blocks.clear();
}

size_t scratchBytes() {
  std::lock_guard<std::mutex> lock(kept().mutex);
  return kept().bytes;
}

}  // namespace rectified
