// A pool of threads of our own. (TensorFlow's C interface lends none.)
#pragma once

#include <cstdint>

namespace rectified {

/** Threads that work at once, the calling one among them. 0: as many as this process may use. */
void setThreads(int threads);
int threads();

namespace detail {
void parallel(int64_t count, void (*call)(const void* function, int64_t index), const void* function);
}

/**
 * Calls `function(index)` for every index below `count`, on several threads, and returns when all are done. Which
 * thread gets which index is left to chance, so results must not depend on it: every index writes to its own place.
 * May be called from several threads at once, and inside itself. An exception (out of memory) is passed on.
 */
template <typename Function>
void parallel(int64_t count, const Function& function) {
  detail::parallel(
      count, [](const void* f, int64_t index) { (*static_cast<const Function*>(f))(index); }, &function);
}

}  // namespace rectified
