#pragma once

namespace rectified {

// Each makes its operations known to TensorFlow, or throws a Fault.
void registerConvolution();
void registerNormalizedConvolution();
void registerBatchNorm();
void registerPoolDropout();
void registerSum();
void registerSgd();

}  // namespace rectified
