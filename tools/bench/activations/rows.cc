// Processor time of row functions on rows that are in the cache, as the layers call them in training. Usage:
//
//     rows ROUNDS ARM...        ARM: HASH SCALARS PARAMETERS, the lists with commas, or - for none
//
// Rounds are taken in turns. Writes a line for every arm and round: arm, nanoseconds forward and backward for 16 numbers.
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "measured-row-functions.h"

using namespace rectified;

namespace {

constexpr int64_t kRows = 64, kChannels = 96;
constexpr int64_t kSize = kRows * kChannels;
constexpr int kCalls = 100;

/** With room for whole vectors, aligned to them. */
float* newArray(int64_t size, float value = 0) {
  float* array = static_cast<float*>(std::aligned_alloc(64, size_t(size + 16) * sizeof(float)));
  for (int64_t i = 0; i < size + 16; i++) array[i] = value;
  return array;
}

float* normalNumbers(unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> normal;
  float* array = newArray(kSize);
  for (int64_t i = 0; i < kSize; i++) array[i] = normal(generator);
  return array;
}

std::vector<float> numbersOf(const std::string& text) {
  std::vector<float> numbers;
  for (size_t from = 0; text != "-" && from < text.size();) {
    const size_t comma = std::min(text.find(',', from), text.size());
    numbers.push_back(std::stof(text.substr(from, comma - from)));
    from = comma + 1;
  }
  return numbers;
}

const RowFunction* find(const std::string& hash) {
  for (const PrintedRowFunction& one : kPrintedRowFunctions)
    if (one.hash == hash) return &one.function;
  std::fprintf(stderr, "no row function %s\n", hash.c_str());
  std::exit(1);
}

struct Arm {
  const RowFunction* function;
  std::vector<float> scalars;
  std::vector<const float*> parameters;
  Noise noise = Noise(1, 2);

  FormulaNumbers numbers() const { return {scalars.data(), parameters.data(), &noise}; }
};

double nanoseconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) * 1e9 + double(now.tv_nsec);
}

/** Of `kCalls` calls, for 16 numbers. */
template <typename F>
double timeOf(F call) {
  call();
  const double start = nanoseconds();
  for (int i = 0; i < kCalls; i++) call();
  return (nanoseconds() - start) / kCalls / (double(kSize) / 16);
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = std::atoi(arguments[1]);
  std::vector<Arm> arms;
  for (int i = 2; i + 2 < count; i += 3) {
    Arm arm{find(arguments[i]), numbersOf(arguments[i + 1])};
    for (const float value : numbersOf(arguments[i + 2])) arm.parameters.push_back(newArray(kChannels, value));
    arms.push_back(arm);
  }
  const float *z = normalNumbers(1), *dy = normalNumbers(2), *ones = newArray(kChannels, 1), *zeros = newArray(kChannels);
  float *y = newArray(kSize), *input = newArray(kSize), *dz = newArray(kSize);
  const Block block{0, kRows, 0, kChannels, kChannels};
  for (int round = 0; round < rounds; round++)
    for (size_t i = 0; i < arms.size(); i++) {
      const Arm& arm = arms[i];
      const RowCall call{arm.function, arm.numbers()};
      const bool keeps = call.needsInput(kChannels);
      float* sums = newArray(kChannels * int64_t(1 + arm.parameters.size()));
      const double forward = timeOf([&] {
        arm.function->value(call.numbers, block, z, kChannels, ones, zeros, nullptr, y, keeps ? input : nullptr, false);
      });
      const double backward = timeOf([&] {
        call.gradient(keeps).rows(call.numbers, block, keeps ? input : y, kChannels, dy, dz, kChannels, sums, kChannels);
      });
      std::free(sums);
      std::printf("%zu %.6f %.6f\n", i, forward, backward);
    }
}
