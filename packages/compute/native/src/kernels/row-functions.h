// The row functions of this process: those that come with the kernels, and those loaded from libraries. They are known by
// numbers, which are the same in every thread and never given away again.
#pragma once

#include <string>

#include "row-function.h"

namespace rectified {

/** The one with this number, or null. */
const RowFunction* rowFunction(int64_t number);

/** The number of y = x. */
constexpr int64_t kLinear = 0;

/** The number of the row function that was printed as a text with this hash, or -1. */
int64_t findRowFunction(const std::string& hash);

/** Loads a library with a row function that was printed as a text with this hash, and gives it a number. Throws std::runtime_error. */
int64_t loadRowFunction(const std::string& hash, const std::string& path);

/** A row function that comes with the kernels. */
struct PrintedRowFunction {
  const char* hash;
  RowFunction function;
};

}  // namespace rectified
