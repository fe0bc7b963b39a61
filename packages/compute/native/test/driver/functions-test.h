#pragma once

#include <cstdint>

/** Tests the vector functions at every stride-th of all float32 numbers; the number of those that fail. */
int testFunctions(uint32_t stride);
