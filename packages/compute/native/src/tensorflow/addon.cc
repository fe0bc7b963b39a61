// The Node-API module: loading it makes the operations known to the TensorFlow that tfjs-node has loaded.
#include <node_api.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <mutex>
#include <string>

#include "../kernels/parallel.h"
#include "../kernels/row-functions.h"
#include "../kernels/scratch.h"
#include "../kernels/vector.h"
#include "kernel.h"
#include "operations.h"

namespace {

napi_value number(napi_env env, double value) {
  napi_value result = nullptr;
  napi_create_double(env, value, &result);
  return result;
}

/** threads(n): sets the size of the pool, 0 for the machine's; returns what it is. */
napi_value threads(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int32_t wanted = 0;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  if (count == 1 && napi_get_value_int32(env, argument, &wanted) == napi_ok) rectified::setThreads(wanted);
  return number(env, rectified::threads());
}

/** Tells glibc's malloc to keep large blocks that are freed instead of giving each back to the system, from which every
    new one comes in pages that have to be cleared first. For the whole process. */
napi_value keepMemory(napi_env, napi_callback_info) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_MAX, 0);                 // none from mmap: each would be unmapped when it is freed
  mallopt(M_TRIM_THRESHOLD, 0x7fffffff);  // of the heap's end nothing is given back: the largest int, in bytes
  mallopt(M_TOP_PAD, 64 << 20);           // it grows by 64 MiB at a time
#endif
  return nullptr;
}

napi_value scratchBytes(napi_env env, napi_callback_info) { return number(env, double(rectified::scratchBytes())); }

napi_value releaseScratch(napi_env, napi_callback_info) {
  rectified::releaseScratch();
  return nullptr;
}

std::string text(napi_env env, napi_value value) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok) return {};
  std::string result(length + 1, '\0');
  napi_get_value_string_utf8(env, value, result.data(), result.size(), &length);
  result.resize(length);
  return result;
}

/** rowFunction(hash): the number of a row function that is there, or -1. rowFunction(hash, path): loads it from a library. */
napi_value rowFunction(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  try {
    const std::string hash = count > 0 ? text(env, arguments[0]) : std::string();
    return number(env, double(count < 2 ? rectified::findRowFunction(hash)
                                        : rectified::loadRowFunction(hash, text(env, arguments[1]))));
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
    return nullptr;
  }
}

/** Once per process: a worker thread's module finds them there. The message of what went wrong, or nothing. */
const std::string& registered() {
  static const std::string fault = [] {
    try {
      rectified::registerConvolution();
      rectified::registerNormalizedConvolution();
      rectified::registerBatchNorm();
      rectified::registerPoolDropout();
      rectified::registerSum();
      rectified::registerSgd();
      return std::string();
    } catch (const rectified::Fault& fault) {
      return fault.message;
    }
  }();
  return fault;
}

}  // namespace

NAPI_MODULE_INIT() {
  if (!registered().empty()) {
    napi_throw_error(env, nullptr, registered().c_str());
    return exports;
  }
  const napi_property_descriptor properties[] = {
      {"threads", nullptr, threads, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"keepMemory", nullptr, keepMemory, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"scratchBytes", nullptr, scratchBytes, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"releaseScratch", nullptr, releaseScratch, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"rowFunction", nullptr, rowFunction, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"vectorBytes", nullptr, nullptr, nullptr, nullptr, number(env, rectified::kVectorBytes), napi_enumerable, nullptr},
  };
  napi_define_properties(env, exports, sizeof properties / sizeof *properties, properties);
  return exports;
}
