// Makes TensorFlow obey TF_CPP_MIN_LOG_LEVEL for what it logs while it is being loaded ("oneDNN custom operations are
// on", ...). That early its logging library writes to stderr whatever the level. Linked into the binding, this function
// comes before the one of the same name in libtensorflow_framework, and so takes its place.
#include <cstdio>
#include <cstdlib>

#include "absl/log/internal/globals.h"

namespace absl {
ABSL_NAMESPACE_BEGIN
namespace log_internal {

__attribute__((visibility("default"))) void WriteToStderr(absl::string_view message, absl::LogSeverity severity) {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  if (level != nullptr && static_cast<int>(severity) < std::atoi(level)) return;
  std::fwrite(message.data(), 1, message.size(), stderr);
}

}  // namespace log_internal
ABSL_NAMESPACE_END
}  // namespace absl
