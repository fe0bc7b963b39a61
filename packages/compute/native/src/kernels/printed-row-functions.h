// Printed from formulas; test/printed-row-functions.test.ts says from which, and sees that it is what would be printed now.
#pragma once

#include "row-functions.h"
#include "row-loops.h"

namespace rectified {
namespace {

namespace formula0 {
struct Formula {
  static constexpr int kScalars = 0, kParameters = 0, kNoises = 0;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      out[0] = v0;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.dy;
      out[0] = v0;
    }
  };
  using FinishInput = None;
  struct FromOutput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.dy;
      out[0] = v0;
    }
  };
  using FinishOutput = None;
  using Nonzero = None;
  struct Input {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      out[0] = v0;
    }
  };
  using Slopes = None;
};
}

namespace formula1 {
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

namespace formula2 {
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

namespace formula3 {
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

namespace formula4 {
struct Formula {
  static constexpr int kScalars = 0, kParameters = 1, kNoises = 0;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = splat(1.0f);
      const Vec v3 = given.parameters[0];
      const Vec v4 = v2 / v3;
      const Vec v5 = v0 * v4;
      const Mask v6 = v0 > v1;
      const Vec v7 = v6 ? v0 : v5;
      out[0] = v7;
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
      const Vec v0 = splat(1.0f);
      const Vec v1 = given.parameters[0];
      const Vec v2 = v0 / v1;
      const Vec v3 = v0 / v2;
      const Vec v4 = v2 / v1;
      const Vec v5 = v3 * v4;
      const Vec v6 = given.sums[0];
      const Vec v7 = v5 * v6;
      const Vec v8 = -v7;
      out[0] = v8;
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
      const Vec v2 = splat(1.0f);
      const Vec v3 = given.parameters[0];
      const Vec v4 = v2 / v3;
      const Vec v5 = v0 / v4;
      const Mask v6 = v0 > v1;
      const Vec v7 = v6 ? v0 : v5;
      out[0] = v7;
    }
  };
  struct Slopes {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = false;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = splat(1.0f);
      const Vec v1 = given.parameters[0];
      const Vec v2 = v0 / v1;
      out[0] = v2;
    }
  };
};
}

namespace formula5 {
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

namespace formula6 {
struct Formula {
  static constexpr int kScalars = 2, kParameters = 0, kNoises = 1;
  struct Value {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = true;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.scalars[0];
      const Vec v3 = given.scalars[1];
      const Vec v4 = given.noise[0];
      const Vec v5 = v3 * v4;
      const Vec v6 = rounded(v5);
      const Vec v7 = v2 + v6;
      const Vec v8 = v0 * v7;
      const Mask v9 = v0 > v1;
      const Vec v10 = v9 ? v0 : v8;
      out[0] = v10;
    }
  };
  struct FromInput {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = true, kUsesNoise = true;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.x;
      const Vec v1 = splat(0.0f);
      const Vec v2 = given.dy;
      const Vec v3 = given.scalars[0];
      const Vec v4 = given.scalars[1];
      const Vec v5 = given.noise[0];
      const Vec v6 = v4 * v5;
      const Vec v7 = rounded(v6);
      const Vec v8 = v3 + v7;
      const Vec v9 = v2 * v8;
      const Mask v10 = v0 <= v1;
      const Vec v11 = v10 ? v9 : v0;
      const Mask v12 = v0 > v1;
      const Vec v13 = v12 ? v2 : v11;
      out[0] = v13;
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
      const Vec v3 = given.scalars[0];
      const Vec v4 = given.scalars[1];
      const Vec v5 = given.noise[0];
      const Vec v6 = v4 * v5;
      const Vec v7 = rounded(v6);
      const Vec v8 = v3 + v7;
      const Vec v9 = v2 * v8;
      const Mask v10 = v0 <= v1;
      const Vec v11 = v10 ? v9 : v0;
      const Mask v12 = v0 > v1;
      const Vec v13 = v12 ? v2 : v11;
      out[0] = v13;
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
      const Vec v2 = given.scalars[0];
      const Vec v3 = given.scalars[1];
      const Vec v4 = given.noise[0];
      const Vec v5 = v3 * v4;
      const Vec v6 = rounded(v5);
      const Vec v7 = v2 + v6;
      const Vec v8 = v0 / v7;
      const Mask v9 = v0 > v1;
      const Vec v10 = v9 ? v0 : v8;
      out[0] = v10;
    }
  };
  struct Slopes {
    static constexpr int kOutputs = 1;
    static constexpr bool kUsesX = false, kUsesNoise = true;
    static RECTIFIED_INLINE void compute(const Given& given, Vec* out) {
      const Vec v0 = given.scalars[0];
      const Vec v1 = given.scalars[1];
      const Vec v2 = given.noise[0];
      const Vec v3 = v1 * v2;
      const Vec v4 = rounded(v3);
      const Vec v5 = v0 + v4;
      out[0] = v5;
    }
  };
};
}

namespace formula7 {
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
      const Mask v4 = v0 == v1;
      const Vec v5 = v4 ? v0 : v3;
      const Mask v6 = v0 > v1;
      const Vec v7 = v6 ? v0 : v5;
      out[0] = v7;
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

constexpr PrintedRowFunction kPrintedRowFunctions[] = {
    {"f9ec7b4a7742fe244afb6d67", rowFunctionOf<formula0::Formula>()},
    {"ab0fb5330eda24fb6a624db4", rowFunctionOf<formula1::Formula>()},
    {"077b2fa86e7c83553cba242d", rowFunctionOf<formula2::Formula>()},
    {"e0aceb6a30b3b1ee5b1504a2", rowFunctionOf<formula3::Formula>()},
    {"6ae84298a51a8f69da86e80c", rowFunctionOf<formula4::Formula>()},
    {"1006118dac634c92c12ed3e9", rowFunctionOf<formula5::Formula>()},
    {"684c88a7fab6bc1bf7469582", rowFunctionOf<formula6::Formula>()},
    {"725a5301c789b8b7abc6f0c6", rowFunctionOf<formula7::Formula>()},
};

}  // namespace
}  // namespace rectified
