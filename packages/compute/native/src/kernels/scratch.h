// Working memory of a kernel, for the length of one call. Freed blocks are kept for the next call, because fresh pages
// cost more than the arithmetic done on them; no block is ever shared.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rectified {

class Scratch {
 public:
  /** Room for `floats` numbers, not set to anything, aligned to 64 bytes. Throws std::bad_alloc. */
  explicit Scratch(int64_t floats);
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  float* get() const { return data_; }
  operator float*() const { return data_; }

 private:
  float* data_;
  size_t bytes_;
};

/** Gives the blocks that are not in use back to the system. */
void releaseScratch();

/** Bytes in blocks, used or kept. */
size_t scratchBytes();

}  // namespace rectified
