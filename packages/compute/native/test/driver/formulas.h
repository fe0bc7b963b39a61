// Printed by test/printed-row-functions.test.ts.
#pragma once

#include "row-loops.h"

namespace rectified {
namespace {

namespace of_kRelu {
struct Formula {
  static constexpr int kScalars = 0, kParameters = 0, kNoises = 0;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Mask v2 = v0 <= v1;
      const Vec v3 = v2 ? v1 : v0;
      out[0] = v3;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.dy;
      const Mask v3 = v0 <= v1;
      const Vec v4 = v3 ? v1 : v0;
      const Mask v5 = v0 > v1;
      const Vec v6 = v5 ? v2 : v4;
      out[0] = v6;
    }
  };
  using FinishInput = None;
  struct FromOutput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.dy;
      const Mask v3 = v0 <= v1;
      const Vec v4 = v3 ? v1 : v0;
      const Mask v5 = v0 > v1;
      const Vec v6 = v5 ? v2 : v4;
      out[0] = v6;
    }
  };
  using FinishOutput = None;
  using Nonzero = None;
  using Input = None;
  using Slopes = None;
};
}
constexpr RowFunction kRelu = rowFunctionOf<of_kRelu::Formula>();

namespace of_kSlope {
struct Formula {
  static constexpr int kScalars = 1, kParameters = 0, kNoises = 0;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.scalars[0];
      const Vec v3 = v0 * v2;
      const Mask v4 = v0 > v1;
      const Vec v5 = v4 ? v0 : v3;
      out[0] = v5;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.dy;
      const Vec v3 = given.scalars[0];
      const Vec v4 = v2 * v3;
      const Mask v5 = v0 <= v1;
      const Vec v6 = v5 ? v4 : v0;
      const Mask v7 = v0 > v1;
      const Vec v8 = v7 ? v2 : v6;
      out[0] = v8;
    }
  };
  using FinishInput = None;
  struct FromOutput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.dy;
      const Vec v3 = given.scalars[0];
      const Vec v4 = v2 * v3;
      const Mask v5 = v0 <= v1;
      const Vec v6 = v5 ? v4 : v0;
      const Mask v7 = v0 > v1;
      const Vec v8 = v7 ? v2 : v6;
      out[0] = v8;
    }
  };
  using FinishOutput = None;
  using Nonzero = None;
  struct Input {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.scalars[0];
      const Vec v3 = v0 / v2;
      const Mask v4 = v0 > v1;
      const Vec v5 = v4 ? v0 : v3;
      out[0] = v5;
    }
  };
  struct Slopes {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.scalars[0];
      out[0] = v0;
    }
  };
};
}
constexpr RowFunction kSlope = rowFunctionOf<of_kSlope::Formula>();

namespace of_kAnySlope {
struct Formula {
  static constexpr int kScalars = 1, kParameters = 0, kNoises = 0;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.scalars[0];
      const Vec v3 = v0 * v2;
      const Mask v4 = v0 > v1;
      const Vec v5 = v4 ? v0 : v3;
      out[0] = v5;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.dy;
      const Vec v3 = given.scalars[0];
      const Vec v4 = v2 * v3;
      const Mask v5 = v0 <= v1;
      const Vec v6 = v5 ? v4 : v0;
      const Mask v7 = v0 > v1;
      const Vec v8 = v7 ? v2 : v6;
      out[0] = v8;
    }
  };
  using FinishInput = None;
  using FromOutput = None;
  using FinishOutput = None;
  using Nonzero = None;
  struct Input {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.scalars[0];
      const Vec v3 = v0 / v2;
      const Mask v4 = v0 > v1;
      const Vec v5 = v4 ? v0 : v3;
      out[0] = v5;
    }
  };
  struct Slopes {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.scalars[0];
      out[0] = v0;
    }
  };
};
}
constexpr RowFunction kAnySlope = rowFunctionOf<of_kAnySlope::Formula>();

namespace of_kLearnedSlope {
struct Formula {
  static constexpr int kScalars = 0, kParameters = 1, kNoises = 0;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.parameters[0];
      const Vec v3 = v0 * v2;
      const Mask v4 = v0 > v1;
      const Vec v5 = v4 ? v0 : v3;
      out[0] = v5;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 2;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.dy;
      const Vec v3 = given.parameters[0];
      const Vec v4 = v2 * v3;
      const Mask v5 = v0 <= v1;
      const Vec v6 = v5 ? v4 : v0;
      const Mask v7 = v0 > v1;
      const Vec v8 = v7 ? v2 : v6;
      const Vec v9 = v2 * v0;
      const Vec v10 = v7 ? v1 : v9;
      out[0] = v8;
      out[1] = v10;
    }
  };
  struct FinishInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.sums[0];
      out[0] = v0;
    }
  };
  struct FromOutput {
    static constexpr int kOutputs = 2;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.dy;
      const Vec v3 = given.parameters[0];
      const Vec v4 = v2 * v3;
      const Mask v5 = v0 <= v1;
      const Vec v6 = v5 ? v4 : v0;
      const Mask v7 = v0 > v1;
      const Vec v8 = v7 ? v2 : v6;
      const Vec v9 = v2 * v0;
      const Vec v10 = v7 ? v1 : v9;
      out[0] = v8;
      out[1] = v10;
    }
  };
  struct FinishOutput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.sums[0];
      const Vec v1 = given.parameters[0];
      const Vec v2 = v0 / v1;
      out[0] = v2;
    }
  };
  struct Nonzero {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.parameters[0];
      out[0] = v0;
    }
  };
  struct Input {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.parameters[0];
      const Vec v3 = v0 / v2;
      const Mask v4 = v0 > v1;
      const Vec v5 = v4 ? v0 : v3;
      out[0] = v5;
    }
  };
  struct Slopes {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.parameters[0];
      out[0] = v0;
    }
  };
};
}
constexpr RowFunction kLearnedSlope = rowFunctionOf<of_kLearnedSlope::Formula>();

namespace of_kLearnedDivisor {
struct Formula {
  static constexpr int kScalars = 0, kParameters = 1, kNoises = 0;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.parameters[0];
      const Vec v3 = v0 / v2;
      const Mask v4 = v0 > v1;
      const Vec v5 = v4 ? v0 : v3;
      out[0] = v5;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 2;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.dy;
      const Vec v3 = splat(1.0f);
      const Vec v4 = given.parameters[0];
      const Vec v5 = v3 / v4;
      const Vec v6 = v2 * v5;
      const Mask v7 = v0 <= v1;
      const Vec v8 = v7 ? v6 : v0;
      const Mask v9 = v0 > v1;
      const Vec v10 = v9 ? v2 : v8;
      const Vec v11 = v2 * v0;
      const Vec v12 = v9 ? v1 : v11;
      out[0] = v10;
      out[1] = v12;
    }
  };
  struct FinishInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.sums[0];
      const Vec v1 = given.parameters[0];
      const Vec v2 = v0 / v1;
      const Vec v3 = v2 / v1;
      const Vec v4 = -v3;
      out[0] = v4;
    }
  };
  struct FromOutput {
    static constexpr int kOutputs = 2;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.dy;
      const Vec v3 = splat(1.0f);
      const Vec v4 = given.parameters[0];
      const Vec v5 = v3 / v4;
      const Vec v6 = v2 * v5;
      const Mask v7 = v0 <= v1;
      const Vec v8 = v7 ? v6 : v0;
      const Mask v9 = v0 > v1;
      const Vec v10 = v9 ? v2 : v8;
      const Vec v11 = v2 * v0;
      const Vec v12 = v9 ? v1 : v11;
      out[0] = v10;
      out[1] = v12;
    }
  };
  struct FinishOutput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.sums[0];
      const Vec v1 = splat(1.0f);
      const Vec v2 = given.parameters[0];
      const Vec v3 = v1 / v2;
      const Vec v4 = v0 / v3;
      const Vec v5 = v4 / v2;
      const Vec v6 = v5 / v2;
      const Vec v7 = -v6;
      out[0] = v7;
    }
  };
  struct Nonzero {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = splat(1.0f);
      const Vec v1 = given.parameters[0];
      const Vec v2 = v0 / v1;
      out[0] = v2;
    }
  };
  struct Input {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.parameters[0];
      const Vec v3 = v0 * v2;
      const Mask v4 = v0 > v1;
      const Vec v5 = v4 ? v0 : v3;
      out[0] = v5;
    }
  };
  struct Slopes {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.parameters[0];
      out[0] = v0;
    }
  };
};
}
constexpr RowFunction kLearnedDivisor = rowFunctionOf<of_kLearnedDivisor::Formula>();

namespace of_kRandomDivisor {
struct Formula {
  static constexpr int kScalars = 2, kParameters = 0, kNoises = 1;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = true;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = splat(1.0f);
      const Vec v3 = given.scalars[0];
      const Vec v4 = given.scalars[1];
      const Vec v5 = given.noise[0];
      const Vec v6 = v4 * v5;
      const Vec v7 = rounded(v6);
      const Vec v8 = v3 + v7;
      const Vec v9 = v2 / v8;
      const Vec v10 = v0 * v9;
      const Mask v11 = v0 > v1;
      const Vec v12 = v11 ? v0 : v10;
      out[0] = v12;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = true;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.dy;
      const Vec v3 = splat(1.0f);
      const Vec v4 = given.scalars[0];
      const Vec v5 = given.scalars[1];
      const Vec v6 = given.noise[0];
      const Vec v7 = v5 * v6;
      const Vec v8 = rounded(v7);
      const Vec v9 = v4 + v8;
      const Vec v10 = v3 / v9;
      const Vec v11 = v2 * v10;
      const Mask v12 = v0 <= v1;
      const Vec v13 = v12 ? v11 : v0;
      const Mask v14 = v0 > v1;
      const Vec v15 = v14 ? v2 : v13;
      out[0] = v15;
    }
  };
  using FinishInput = None;
  struct FromOutput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = true;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.dy;
      const Vec v3 = splat(1.0f);
      const Vec v4 = given.scalars[0];
      const Vec v5 = given.scalars[1];
      const Vec v6 = given.noise[0];
      const Vec v7 = v5 * v6;
      const Vec v8 = rounded(v7);
      const Vec v9 = v4 + v8;
      const Vec v10 = v3 / v9;
      const Vec v11 = v2 * v10;
      const Mask v12 = v0 <= v1;
      const Vec v13 = v12 ? v11 : v0;
      const Mask v14 = v0 > v1;
      const Vec v15 = v14 ? v2 : v13;
      out[0] = v15;
    }
  };
  using FinishOutput = None;
  using Nonzero = None;
  struct Input {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = true;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = splat(1.0f);
      const Vec v3 = given.scalars[0];
      const Vec v4 = given.scalars[1];
      const Vec v5 = given.noise[0];
      const Vec v6 = v4 * v5;
      const Vec v7 = rounded(v6);
      const Vec v8 = v3 + v7;
      const Vec v9 = v2 / v8;
      const Vec v10 = v0 / v9;
      const Mask v11 = v0 > v1;
      const Vec v12 = v11 ? v0 : v10;
      out[0] = v12;
    }
  };
  struct Slopes {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = true;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = splat(1.0f);
      const Vec v1 = given.scalars[0];
      const Vec v2 = given.scalars[1];
      const Vec v3 = given.noise[0];
      const Vec v4 = v2 * v3;
      const Vec v5 = rounded(v4);
      const Vec v6 = v1 + v5;
      const Vec v7 = v0 / v6;
      out[0] = v7;
    }
  };
};
}
constexpr RowFunction kRandomDivisor = rowFunctionOf<of_kRandomDivisor::Formula>();

namespace of_kSilu {
struct Formula {
  static constexpr int kScalars = 0, kParameters = 0, kNoises = 0;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = splat(1.0f);
      const Vec v3 = absOf(v0);
      const Vec v4 = -v3;
      const Vec v5 = expDownOf(v4);
      const Vec v6 = v2 + v5;
      const Vec v7 = v2 / v6;
      const Vec v8 = v5 * v7;
      const Mask v9 = v0 > v1;
      const Vec v10 = v9 ? v7 : v8;
      const Vec v11 = v0 * v10;
      const Mask v12 = v10 == v1;
      const Vec v13 = v12 ? v10 : v11;
      out[0] = v13;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = splat(1.0f);
      const Vec v3 = absOf(v0);
      const Vec v4 = -v3;
      const Vec v5 = expDownOf(v4);
      const Vec v6 = v2 + v5;
      const Vec v7 = v2 / v6;
      const Vec v8 = v5 * v7;
      const Mask v9 = v0 > v1;
      const Vec v10 = v9 ? v7 : v8;
      const Vec v11 = v9 ? v8 : v7;
      const Vec v12 = v10 * v11;
      const Vec v13 = v0 * v12;
      const Mask v14 = v12 == v1;
      const Vec v15 = v14 ? v12 : v13;
      const Vec v16 = v10 + v15;
      const Vec v17 = given.dy;
      const Vec v18 = v16 * v17;
      out[0] = v18;
    }
  };
  using FinishInput = None;
  using FromOutput = None;
  using FinishOutput = None;
  using Nonzero = None;
  using Input = None;
  using Slopes = None;
};
}
constexpr RowFunction kSilu = rowFunctionOf<of_kSilu::Formula>();

namespace of_kSwish {
struct Formula {
  static constexpr int kScalars = 0, kParameters = 1, kNoises = 0;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = given.parameters[0];
      const Vec v2 = v1 * v0;
      const Vec v3 = splat(0.0f);
      const Vec v4 = splat(1.0f);
      const Vec v5 = absOf(v2);
      const Vec v6 = -v5;
      const Vec v7 = expDownOf(v6);
      const Vec v8 = v4 + v7;
      const Vec v9 = v4 / v8;
      const Vec v10 = v7 * v9;
      const Mask v11 = v2 > v3;
      const Vec v12 = v11 ? v9 : v10;
      const Vec v13 = v0 * v12;
      const Mask v14 = v12 == v3;
      const Vec v15 = v14 ? v12 : v13;
      out[0] = v15;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 2;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.parameters[0];
      const Vec v1 = given.x;
      const Vec v2 = v0 * v1;
      const Vec v3 = splat(0.0f);
      const Vec v4 = splat(1.0f);
      const Vec v5 = absOf(v2);
      const Vec v6 = -v5;
      const Vec v7 = expDownOf(v6);
      const Vec v8 = v4 + v7;
      const Vec v9 = v4 / v8;
      const Vec v10 = v7 * v9;
      const Mask v11 = v2 > v3;
      const Vec v12 = v11 ? v9 : v10;
      const Vec v13 = v11 ? v10 : v9;
      const Vec v14 = v12 * v13;
      const Vec v15 = v0 * v14;
      const Vec v16 = v1 * v15;
      const Mask v17 = v15 == v3;
      const Vec v18 = v17 ? v15 : v16;
      const Vec v19 = v12 + v18;
      const Vec v20 = given.dy;
      const Vec v21 = v19 * v20;
      const Vec v22 = v1 * v14;
      const Mask v23 = v14 == v3;
      const Vec v24 = v23 ? v14 : v22;
      const Vec v25 = v1 * v24;
      const Mask v26 = v1 == v3;
      const Vec v27 = v26 ? v1 : v25;
      const Mask v28 = v24 == v3;
      const Vec v29 = v28 ? v24 : v27;
      const Vec v30 = v29 * v20;
      out[0] = v21;
      out[1] = v30;
    }
  };
  struct FinishInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.sums[0];
      out[0] = v0;
    }
  };
  using FromOutput = None;
  using FinishOutput = None;
  using Nonzero = None;
  using Input = None;
  using Slopes = None;
};
}
constexpr RowFunction kSwish = rowFunctionOf<of_kSwish::Formula>();

namespace of_kMish {
struct Formula {
  static constexpr int kScalars = 0, kParameters = 0, kNoises = 0;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = splat(1.0f);
      const Vec v3 = splat(2.0f);
      const Vec v4 = absOf(v0);
      const Vec v5 = -v4;
      const Vec v6 = expDownOf(v5);
      const Vec v7 = v3 * v6;
      const Vec v8 = v2 + v7;
      const Vec v9 = v3 + v6;
      const Vec v10 = v6 * v9;
      const Mask v11 = v0 > v1;
      const Vec v12 = v11 ? v8 : v10;
      const Vec v13 = v6 * v6;
      const Vec v14 = v3 * v13;
      const Vec v15 = v8 + v14;
      const Vec v16 = v3 + v10;
      const Vec v17 = v11 ? v15 : v16;
      const Vec v18 = v12 / v17;
      const Vec v19 = v0 * v18;
      const Mask v20 = v18 == v1;
      const Vec v21 = v20 ? v18 : v19;
      out[0] = v21;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = splat(1.0f);
      const Vec v3 = splat(2.0f);
      const Vec v4 = absOf(v0);
      const Vec v5 = -v4;
      const Vec v6 = expDownOf(v5);
      const Vec v7 = v3 * v6;
      const Vec v8 = v2 + v7;
      const Vec v9 = v3 + v6;
      const Vec v10 = v6 * v9;
      const Mask v11 = v0 > v1;
      const Vec v12 = v11 ? v8 : v10;
      const Vec v13 = v6 * v6;
      const Vec v14 = v3 * v13;
      const Vec v15 = v8 + v14;
      const Vec v16 = v3 + v10;
      const Vec v17 = v11 ? v15 : v16;
      const Vec v18 = v12 / v17;
      const Vec v19 = splat(-2.0f);
      const Vec v20 = -v6;
      const Vec v21 = v11 ? v6 : v20;
      const Vec v22 = v19 * v21;
      const Vec v23 = v8 / v15;
      const Vec v24 = splat(-4.0f);
      const Vec v25 = v6 * v21;
      const Vec v26 = v24 * v25;
      const Vec v27 = v22 + v26;
      const Vec v28 = v23 * v27;
      const Vec v29 = v22 - v28;
      const Vec v30 = v21 * v9;
      const Vec v31 = -v30;
      const Vec v32 = v31 - v25;
      const Vec v33 = v10 / v16;
      const Vec v34 = v33 * v32;
      const Vec v35 = v32 - v34;
      const Vec v36 = v11 ? v29 : v35;
      const Vec v37 = v36 / v17;
      const Vec v38 = v0 * v37;
      const Mask v39 = v37 == v1;
      const Vec v40 = v39 ? v37 : v38;
      const Vec v41 = v18 + v40;
      const Vec v42 = given.dy;
      const Vec v43 = v41 * v42;
      out[0] = v43;
    }
  };
  using FinishInput = None;
  using FromOutput = None;
  using FinishOutput = None;
  using Nonzero = None;
  using Input = None;
  using Slopes = None;
};
}
constexpr RowFunction kMish = rowFunctionOf<of_kMish::Formula>();

namespace of_kGelu {
struct Formula {
  static constexpr int kScalars = 0, kParameters = 0, kNoises = 0;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = splat(0.5f);
      const Vec v1 = given.x;
      const Vec v2 = splat(1.4142135381698608f);
      const Vec v3 = v1 / v2;
      const Vec v4 = -v3;
      const Vec v5 = splat(0.0f);
      const Vec v6 = absOf(v4);
      const Vec v7 = erfcxOf(v6);
      const Vec v8 = v4 * v4;
      const Vec v9 = -v8;
      const Vec v10 = expDownOf(v9);
      const Vec v11 = v7 * v10;
      const Vec v12 = splat(2.0f);
      const Vec v13 = v12 - v11;
      const Mask v14 = v4 > v5;
      const Vec v15 = v14 ? v11 : v13;
      const Vec v16 = v1 * v15;
      const Mask v17 = v15 == v5;
      const Vec v18 = v17 ? v15 : v16;
      const Vec v19 = v0 * v18;
      out[0] = v19;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = splat(0.5f);
      const Vec v1 = given.x;
      const Vec v2 = splat(1.4142135381698608f);
      const Vec v3 = v1 / v2;
      const Vec v4 = -v3;
      const Vec v5 = splat(0.0f);
      const Vec v6 = absOf(v4);
      const Vec v7 = erfcxOf(v6);
      const Vec v8 = v4 * v4;
      const Vec v9 = -v8;
      const Vec v10 = expDownOf(v9);
      const Vec v11 = v7 * v10;
      const Vec v12 = splat(2.0f);
      const Vec v13 = v12 - v11;
      const Mask v14 = v4 > v5;
      const Vec v15 = v14 ? v11 : v13;
      const Vec v16 = splat(0.7978845834732056f);
      const Vec v17 = v3 * v3;
      const Vec v18 = -v17;
      const Vec v19 = expDownOf(v18);
      const Vec v20 = v1 * v19;
      const Mask v21 = v19 == v5;
      const Vec v22 = v21 ? v19 : v20;
      const Vec v23 = v16 * v22;
      const Vec v24 = v15 + v23;
      const Vec v25 = given.dy;
      const Vec v26 = v24 * v25;
      const Vec v27 = v0 * v26;
      out[0] = v27;
    }
  };
  using FinishInput = None;
  using FromOutput = None;
  using FinishOutput = None;
  using Nonzero = None;
  using Input = None;
  using Slopes = None;
};
}
constexpr RowFunction kGelu = rowFunctionOf<of_kGelu::Formula>();

namespace of_kGcu {
struct Formula {
  static constexpr int kScalars = 0, kParameters = 0, kNoises = 0;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = cosOf(v0);
      const Vec v2 = v0 * v1;
      const Vec v3 = splat(0.0f);
      const Mask v4 = v1 == v3;
      const Vec v5 = v4 ? v1 : v2;
      out[0] = v5;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = cosOf(v0);
      const Vec v2 = sinOf(v0);
      const Vec v3 = v0 * v2;
      const Vec v4 = splat(0.0f);
      const Mask v5 = v2 == v4;
      const Vec v6 = v5 ? v2 : v3;
      const Vec v7 = v1 - v6;
      const Vec v8 = given.dy;
      const Vec v9 = v7 * v8;
      out[0] = v9;
    }
  };
  using FinishInput = None;
  using FromOutput = None;
  using FinishOutput = None;
  using Nonzero = None;
  using Input = None;
  using Slopes = None;
};
}
constexpr RowFunction kGcu = rowFunctionOf<of_kGcu::Formula>();

}  // namespace
}  // namespace rectified
