#include "row-functions.h"

#include <dlfcn.h>

#include <deque>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "printed-row-functions.h"

namespace rectified {
namespace {

std::mutex mutex;

/** By their numbers. Pointers to elements stay good, because nothing is removed. */
std::deque<std::pair<std::string, const RowFunction*>>& all() {
  static std::deque<std::pair<std::string, const RowFunction*>> functions = [] {
    std::deque<std::pair<std::string, const RowFunction*>> printed;
    for (const PrintedRowFunction& one : kPrintedRowFunctions) printed.emplace_back(one.hash, &one.function);
    return printed;
  }();
  return functions;
}

int64_t find(const std::string& hash) {
  for (size_t number = 0; number < all().size(); number++)
    if (all()[number].first == hash) return int64_t(number);
  return -1;
}

}  // namespace

const RowFunction* rowFunction(int64_t number) {
  const std::lock_guard lock(mutex);
  return number >= 0 && number < int64_t(all().size()) ? all()[size_t(number)].second : nullptr;
}

int64_t findRowFunction(const std::string& hash) {
  const std::lock_guard lock(mutex);
  return find(hash);
}

int64_t loadRowFunction(const std::string& hash, const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  const auto* function = static_cast<const RowFunction*>(dlsym(library, "rectifiedRowFunction"));
  if (function == nullptr || function->vectorBytes != kVectorBytes)
    throw std::runtime_error(path + " is no row function for these kernels");
  const std::lock_guard lock(mutex);
  if (const int64_t known = find(hash); known >= 0) return known;
  all().emplace_back(hash, function);
  return int64_t(all().size()) - 1;
}

}  // namespace rectified
