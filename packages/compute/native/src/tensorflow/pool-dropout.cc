// RectifiedPoolDropout and its gradient: kernels/pool-dropout.h as operations of TensorFlow.
#include "../kernels/pool-dropout.h"

#include "kernel.h"
#include "operations.h"

namespace rectified {
namespace {

/** `pool`, `strides`, `pads` (top and left) and `out` are of height and width. */
class PoolingAttributes {
 public:
  explicit PoolingAttributes(const Attributes& attributes)
      : pool_(attributes.integers("pool", 2)),
        strides_(attributes.integers("strides", 2)),
        pads_(attributes.integers("pads", 2)),
        out_(attributes.integers("out", 2)),
        largest_(attributes.flag("largest")),
        full_(attributes.flag("full")),
        rate_(attributes.number("rate")) {
    for (int axis = 0; axis < 2; axis++) {
      require(pool_[axis] > 0 && strides_[axis] > 0, "pool and strides must be above 0");
      require(pads_[axis] >= 0 && pads_[axis] < pool_[axis], "pads must be smaller than the pool");
    }
    require(pool_[0] * pool_[1] <= 256, "a pool of at most 256 cells expected");
    require(rate_ >= 0 && rate_ < 1, "a dropout rate of at least 0 and below 1 expected");
  }

  Pooling pooling(int64_t batch, int64_t height, int64_t width, int64_t channels, const Tensor& seeds) const {
    const int64_t sizes[2] = {height, width};
    for (int axis = 0; axis < 2; axis++)
      require(out_[axis] > 0 && (out_[axis] - 1) * strides_[axis] - pads_[axis] < sizes[axis], "a window lies outside the input");
    Pooling p;
    p.batch = batch;
    p.height = height;
    p.width = width;
    p.channels = channels;
    p.poolHeight = pool_[0];
    p.poolWidth = pool_[1];
    p.strideHeight = strides_[0];
    p.strideWidth = strides_[1];
    p.padTop = pads_[0];
    p.padLeft = pads_[1];
    p.outHeight = out_[0];
    p.outWidth = out_[1];
    p.largest = largest_;
    p.full = full_;
    p.rate = rate_;
    if (rate_ > 0) {
      require(seeds.size() == 2, "two seeds expected");
      require(batch * out_[0] * out_[1] * channels < int64_t(1) << 34, "too many elements for one stream of random numbers");
      p.noise = Noise(seeds.data<int32_t>()[0], seeds.data<int32_t>()[1]);
    }
    return p;
  }

 private:
  std::vector<int64_t> pool_, strides_, pads_, out_;
  bool largest_, full_;
  float rate_;
};

class Forward {
 public:
  explicit Forward(const Attributes& attributes) : attributes_(attributes) {}

  void run(Call& call) const {
    const Tensor& x = call.input(0);
    require(x.rank() == 4 && x.size() > 0, "images [batch, height, width, channels] expected");
    const Pooling p = attributes_.pooling(x.dimension(0), x.dimension(1), x.dimension(2), x.dimension(3), call.input(1));
    float* y = call.output(0, {p.batch, p.outHeight, p.outWidth, p.channels});
    uint8_t* places = call.output<uint8_t>(1, {p.largest ? p.batch * p.outHeight * p.outWidth * p.channels : 0});
    poolDropout(p, x.data(), y, places);
  }

 private:
  PoolingAttributes attributes_;
};

class Backward {
 public:
  explicit Backward(const Attributes& attributes) : attributes_(attributes), in_(attributes.integers("in", 2)) {}

  void run(Call& call) const {
    const Tensor &places = call.input(0), &dy = call.input(1);
    require(dy.rank() == 4, "images [batch, height, width, channels] expected");
    const Pooling p = attributes_.pooling(dy.dimension(0), in_[0], in_[1], dy.dimension(3), call.input(2));
    require(dy.size() == p.batch * p.outHeight * p.outWidth * p.channels && (!p.largest || places.size() == dy.size()),
            "the output's gradient has another shape than the output");
    float* dx = call.output(0, {p.batch, p.height, p.width, p.channels});
    poolDropoutGradient(p, places.data<uint8_t>(), dy.data(), dx);
  }

 private:
  PoolingAttributes attributes_;
  std::vector<int64_t> in_;
};

}  // namespace

void registerPoolDropout() {
  const std::vector<const char*> attributes = {"pool: list(int)", "strides: list(int)", "pads: list(int)", "out: list(int)",
                                               "largest: bool",   "full: bool",         "rate: float"};
  registerOperation<Forward>(
      {"RectifiedPoolDropout", {"x: float", "seeds: int32"}, {"y: float", "places: uint8"}, attributes});
  std::vector<const char*> backward = attributes;
  backward.push_back("in: list(int)");
  registerOperation<Backward>(
      {"RectifiedPoolDropoutGrad", {"places: uint8", "dy: float", "seeds: int32"}, {"dx: float"}, backward});
}

}  // namespace rectified
