// NormalizedConv2D and its gradient: convolution, batch normalization and a function of every element as one operation of
// TensorFlow.
//
// A branch may begin with an average pooling with stride 1, which keeps the size. Both it and the convolution are linear,
// so that the convolution can come first and leaves the pooling fewer channels:
//
//     z = pool(x) * filter + bias = pool(x * filter) + bias
//
// The bias, which a pooling that divides by the full window would not leave alone at the edges, is left out, and the mean
// that it belongs to is moved by it.
//
// In inference the normalization is a scale and a bias of the convolution, and an addend (of `addend_lists`, which are there
// in inference alone) is added to what that gives. Where a gradient is wanted (`kept_lists`
// are there), and in training (`statistics_lists` are), the convolution's output is normalized in a pass of its own, and kept
// unless y is enough (kernels/batch-norm.h). `norms` are gamma, beta, mean and variance as used, then 1 where y was kept.
#include <algorithm>
#include <cmath>
#include <deque>
#include <utility>

#include "../kernels/pool-dropout.h"
#include "../kernels/rectified-convolution.h"
#include "batch-norm-parameters.h"
#include "convolution-attributes.h"
#include "operations.h"

namespace rectified {
namespace {

/** The average poolings of the branches: height and width of the windows, both 0 for none, and whether means are divided
    by the windows' full size. */
class Poolings {
 public:
  explicit Poolings(const Attributes& attributes)
      : numbers_(attributes.integers("poolings", 3 * size_t(attributes.integer("branches")))) {
    for (const int64_t number : numbers_) require(number >= 0, "poolings must not be negative");
  }

  bool has(int branch) const { return numbers_[3 * branch] > 0; }

  Pooling of(int branch, const Convolution& shape) const {
    const int64_t height = numbers_[3 * branch], width = numbers_[3 * branch + 1];
    require(height % 2 == 1 && width % 2 == 1, "windows of an odd height and width expected");
    Pooling pooling;
    pooling.batch = shape.batch;
    pooling.height = pooling.outHeight = shape.outHeight;
    pooling.width = pooling.outWidth = shape.outWidth;
    pooling.channels = shape.filters;
    pooling.poolHeight = height;
    pooling.poolWidth = width;
    pooling.strideHeight = pooling.strideWidth = 1;
    pooling.padTop = height / 2;
    pooling.padLeft = width / 2;
    pooling.largest = false;
    pooling.full = numbers_[3 * branch + 2] != 0;
    pooling.rate = 0;
    return pooling;
  }

 private:
  std::vector<int64_t> numbers_;
};

/** A branch on its way through the forward pass. */
struct Work {
  Work(const Convolution& shape, const float* bias, const float* gamma, const float* beta, const float* mean, const float* variance)
      : shape(shape),
        bias(shape.filters, bias),
        noBias(shape.filters),
        scale(shape.filters),
        parameters(shape.filters, gamma, beta, mean, variance) {}

  BatchNorm norm(float epsilon) const { return parameters.norm(shape.rows(), shape.filters, epsilon); }
  float* room() { return rooms_.emplace_back(shape.rows() * shape.filters); }

  const Convolution shape;
  PaddedNumbers bias, noBias, scale;
  NormParameters parameters;
  CallNumbers numbers;
  RowCall rowCall;
  bool keepsOutput = false;
  float* convolved = nullptr;  // what is pooled
  float* z = nullptr;          // what is normalized in a pass of its own

 private:
  std::deque<Scratch> rooms_;
};

class Forward {
 public:
  explicit Forward(const Attributes& attributes)
      : attributes_(attributes),
        poolings_(attributes),
        biases_(attributes, attributes_),
        count_(attributes_.branches),
        epsilon_(attributes.number("epsilon")),
        share_(attributes.number("share")),
        keep_(attributes_.listed(attributes, "kept_lists") > 0),
        training_(attributes_.listed(attributes, "statistics_lists") > 0),
        gammasAt_(biases_.first + biases_.lists),
        meansAt_(gammasAt_ + 2 * count_),
        addendsAt_(meansAt_ + 2 * count_),
        addendLists_(int(attributes_.listed(attributes, "addend_lists"))),
        parametersAt_(addendsAt_ + addendLists_) {
    for (int b = 0; b < count_; b++) require(addendLists_ == 0 || inside(b), "an addend where the normalization is a pass of its own");
  }

  void run(Call& call) const {
    std::deque<Work> works;
    std::vector<Branch> branches;
    for (int b = 0; b < count_; b++) {
      const Convolution shape = attributes_.shape(call, b);
      const auto given = [&](int first) { return ofChannels(call, first + b, shape.filters); };
      const float* mean = training_ ? nullptr : given(meansAt_);  // in training still to be found
      const float* variance = training_ ? nullptr : given(meansAt_ + count_);
      const float *gamma = given(gammasAt_), *beta = given(gammasAt_ + count_);
      works.emplace_back(shape, biases_.of(call, b, shape.filters), gamma, beta, mean, variance);
      branches.push_back(begin(call, b, works.back()));
    }
    rectifiedConvolutions(attributes_.shape(call, 0), branches, attributes_.images(call));
    for (int b = 0; b < count_; b++)
      if (!inside(b)) finish(call, b, works[b]);
  }

 private:
  /** Whether the normalization is a part of the convolution. */
  bool inside(int branch) const { return !training_ && !keep_ && !poolings_.has(branch); }

  /** The convolution of a branch. */
  Branch begin(Call& call, int b, Work& work) const {
    const int64_t filters = work.shape.filters;
    const float* filter = attributes_.filter(call, b).data();
    const BatchNorm norm = work.norm(epsilon_);
    work.rowCall = attributes_.rowCall(call, parametersAt_, b, work.shape, work.numbers);
    if (inside(b)) {
      asScaleAndBias(norm, work.bias, work.scale, work.bias);
      const std::vector<int64_t> outShape = work.shape.outShape();
      const Tensor* addend = addendLists_ > 0 ? &call.input(addendsAt_ + b) : nullptr;
      require(addend == nullptr || addend->shape() == outShape, "an addend of another shape than the output");
      return {filters, work.rowCall, filter, work.scale, work.bias, call.output(b, outShape), nullptr, addend != nullptr ? addend->data() : nullptr};
    }
    std::fill_n(work.scale.get(), filters, 1.0f);
    work.keepsOutput = keep_ && outputIsEnough(norm, work.rowCall);
    work.z = keep_ && !work.keepsOutput ? call.output(count_ + b, work.shape.outShape()) : work.room();
    if (!poolings_.has(b)) return {filters, linear(), filter, work.scale, work.bias, work.z, nullptr};
    work.convolved = work.room();
    return {filters, linear(), filter, work.scale, work.noBias, work.convolved, nullptr};
  }

  /** What follows the convolution of a branch. */
  void finish(Call& call, int b, Work& work) const {
    const int64_t filters = work.shape.filters;
    const NormParameters& used = work.parameters;
    const bool pools = poolings_.has(b);
    if (pools) poolDropout(poolings_.of(b, work.shape), work.convolved, work.z, nullptr);
    if (training_) {
      moments(work.z, work.shape.rows(), filters, used.mean, used.variance);
      PaddedNumbers mean(filters, used.mean);
      if (pools)  // z has no bias
        for (int64_t c = 0; c < filters; c++) mean[c] += work.bias[c];
      const int statisticsAt = keep_ ? 3 * count_ : count_;
      toReturn(call.input(meansAt_ + b), mean, filters, call.output(statisticsAt + b, {filters}));
      toReturn(call.input(meansAt_ + count_ + b), used.variance, filters, call.output(statisticsAt + count_ + b, {filters}));
    } else if (pools) {
      for (int64_t c = 0; c < filters; c++) used.mean[c] -= work.bias[c];
    }
    float* y = call.output(b, work.shape.outShape());
    if (work.keepsOutput) call.share(count_ + b, call.lastOutput());
    batchNormRectified(work.norm(epsilon_), work.rowCall, work.z, y);
    if (!keep_) return;
    float* norms = call.output(2 * count_ + b, {4 * filters + 1});
    for (const PaddedNumbers* list : {&used.gamma, &used.beta, &used.mean, &used.variance}) {
      list->copyTo(norms);
      norms += filters;
    }
    *norms = work.keepsOutput ? 1.0f : 0.0f;
  }

  /** The batch's value, or the average with it counted in. */
  void toReturn(const Tensor& average, const PaddedNumbers& value, int64_t filters, float* to) const {
    if (average.size() > 0)
      countIn(average, value, filters, share_, to);
    else
      value.copyTo(to);
  }

  ConvolutionAttributes attributes_;
  Poolings poolings_;
  Biases biases_;
  int count_;
  float epsilon_, share_;
  bool keep_, training_;
  int gammasAt_, meansAt_, addendsAt_, addendLists_, parametersAt_;
};

class Backward {
 public:
  explicit Backward(const Attributes& attributes)
      : attributes_(attributes),
        poolings_(attributes),
        epsilon_(attributes.number("epsilon")),
        training_(attributes.flag("training")),
        dx_(attributes, attributes_) {}

  void run(Call& call) const {
    const int count = attributes_.branches, keptAt = attributes_.afterFilters(), normsAt = keptAt + count;
    const int dyAt = normsAt + count, parametersAt = dyAt + count;
    const int dfiltersAt = dx_.lists, dbiasesAt = dfiltersAt + count, dgammasAt = dbiasesAt + count;
    const int dbetasAt = dgammasAt + count, dparametersAt = dbetasAt + count;
    const int64_t lists = 1 + attributes_.elementwise.function().parameters;
    std::deque<PaddedNumbers> biases, pooledBiases;
    std::deque<Scratch> gradients;
    std::vector<BranchGradient> branches;
    for (int b = 0; b < count; b++) {
      const Tensor &filter = attributes_.filter(call, b), &kept = call.input(keptAt + b), &dy = call.input(dyAt + b), &used = call.input(normsAt + b);
      const Convolution shape = attributes_.shape(call, b);
      const int64_t filters = shape.filters, elements = shape.rows() * filters;
      require(kept.size() == elements, "what was kept has another shape than the output");
      require(dy.size() == elements, "the output's gradient has another shape than the output");
      require(used.size() == 4 * filters + 1, "gamma, beta, mean and variance for each channel, and what was kept, expected");
      const float* list = used.data();
      const NormParameters parameters(filters, list, list + filters, list + 2 * filters, list + 3 * filters);
      PaddedNumbers dgamma(filters);
      Scratch dbeta(lists * padded(filters));  // and the parameters' gradients behind it
      CallNumbers numbers;
      const RowCall rowCall = attributes_.rowCall(call, parametersAt, b, shape, numbers);
      float *dz = gradients.emplace_back(elements), *dbias = biases.emplace_back(filters);
      batchNormRectifiedGradient(parameters.norm(shape.rows(), filters, epsilon_), rowCall, kept.data(),
                                 list[4 * filters] != 0, dy.data(), training_, {dz, dgamma, dbeta});
      dgamma.copyTo(call.output(dgammasAt + b, {filters}));
      std::copy_n(dbeta.get(), filters, call.output(dbetasAt + b, {filters}));
      attributes_.elementwise.writeGradients(call, parametersAt, b, filters, dbeta + padded(filters), dparametersAt);
      if (poolings_.has(b)) {
        // In training the normalization takes away what the bias adds.
        if (!training_)
          for (int64_t c = 0; c < filters; c++)
            dbias[c] = dbeta[c] * parameters.gamma[c] / std::sqrt(parameters.variance[c] + epsilon_);
        float* pooled = std::exchange(dz, gradients.emplace_back(elements).get());
        poolDropoutGradient(poolings_.of(b, shape), nullptr, pooled, dz);
        dbias = pooledBiases.emplace_back(filters);  // of a bias before the pooling, of which there is none
      }
      branches.push_back({filters, linear(), filter.data(), nullptr, false, dz, call.output(dfiltersAt + b, filter.shape()), dbias});
    }
    rectifiedConvolutionsGradient(attributes_.shape(call, 0), branches, attributes_.images(call), dx_.of(call));
    for (int b = 0; b < count; b++)
      biases[b].copyTo(call.output(dbiasesAt + b, {branches[b].filters}));
  }

 private:
  ConvolutionAttributes attributes_;
  Poolings poolings_;
  float epsilon_;
  bool training_;
  ImagesGradient dx_;
};

}  // namespace

void registerNormalizedConvolution() {
  using D = ConvolutionDefinitions;
  registerOperation<Forward>(
      {"NormalizedConv2D",
       {D::kX, D::kFilters, "biases: bias_lists * float", "gammas: branches * float", "betas: branches * float",
        "means: branches * float", "variances: branches * float", "addends: addend_lists * float", D::kParameters, D::kSeeds},
       {"y: branches * float", "kept: kept_lists * float", "norms: kept_lists * float", "new_means: statistics_lists * float",
        "new_variances: statistics_lists * float"},
       D::attributes({"poolings: list(int)", "bias_lists: int >= 0", "addend_lists: int >= 0", "kept_lists: int >= 0", "statistics_lists: int >= 0",
                      "epsilon: float", "share: float"})});
  registerOperation<Backward>(
      {"NormalizedConv2DGrad",
       {D::kX, D::kFilters, "kept: branches * float", "norms: branches * float", "dy: branches * float",
        D::kParameters, D::kSeeds},
       {D::kDx, "dfilters: branches * float", "dbiases: branches * float", "dgammas: branches * float",
        "dbetas: branches * float", D::kDparameters},
       D::attributes({"poolings: list(int)", "epsilon: float", "training: bool", D::kDxLists})});
}

}  // namespace rectified
