// TensorFlow's stable C interface for own operations (tensorflow/c/kernels.h, ops.h), wrapped so that nothing leaks and
// faults become exceptions on the side of JavaScript.
#pragma once

#include <exception>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "../kernels/scratch.h"
#include "../kernels/vector.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

namespace rectified {

/** What a kernel throws to fail with a message. */
struct Fault {
  TF_Code code;
  std::string message;
};

inline void require(bool condition, const std::string& message) {
  if (!condition) throw Fault{TF_INVALID_ARGUMENT, message};
}

class Status {
 public:
  TF_Status* get() { return status_.get(); }
  operator TF_Status*() { return get(); }
  void check() {
    if (TF_GetCode(get()) != TF_OK) throw Fault{TF_GetCode(get()), TF_Message(get())};
  }

 private:
  std::unique_ptr<TF_Status, void (*)(TF_Status*)> status_{TF_NewStatus(), TF_DeleteStatus};
};

/** An operation's attributes. */
class Attributes {
 public:
  explicit Attributes(TF_OpKernelConstruction* construction) : construction_(construction) {}

  int64_t integer(const char* name) const {
    int64_t value = 0;
    return get(name, &value, TF_OpKernelConstruction_GetAttrInt64);
  }
  float number(const char* name) const {
    float value = 0;
    return get(name, &value, TF_OpKernelConstruction_GetAttrFloat);
  }
  bool flag(const char* name) const {
    TF_Bool value = 0;
    return get(name, &value, TF_OpKernelConstruction_GetAttrBool) != 0;
  }
  std::string text(const char* name) const {
    std::string value(size(name).second, '\0');
    Status status;
    TF_OpKernelConstruction_GetAttrString(construction_, name, value.data(), value.size(), status);
    status.check();
    return value;
  }
  std::vector<int64_t> integers(const char* name, size_t count) const {
    require(size_t(size(name).first) == count, std::string(name) + " must be " + std::to_string(count) + " numbers");
    std::vector<int64_t> values(count);
    Status status;
    TF_OpKernelConstruction_GetAttrInt64List(construction_, name, values.data(), int(count), status);
    status.check();
    return values;
  }
  std::vector<float> numbers(const char* name) const {
    std::vector<float> values(size_t(size(name).first));
    Status status;
    TF_OpKernelConstruction_GetAttrFloatList(construction_, name, values.data(), int(values.size()), status);
    status.check();
    return values;
  }

 private:
  template <typename Value>
  Value get(const char* name, Value* value, void (*getter)(TF_OpKernelConstruction*, const char*, Value*, TF_Status*)) const {
    Status status;
    getter(construction_, name, value, status);
    status.check();
    return *value;
  }
  /** Number of elements of a list, length of a text. */
  std::pair<int32_t, int32_t> size(const char* name) const {
    int32_t list = 0, total = 0;
    Status status;
    TF_OpKernelConstruction_GetAttrSize(construction_, name, &list, &total, status);
    status.check();
    return {list, total};
  }

  TF_OpKernelConstruction* construction_;
};

class Tensor {
 public:
  explicit Tensor(TF_Tensor* tensor) : tensor_(tensor, TF_DeleteTensor) {}

  TF_Tensor* get() const { return tensor_.get(); }
  int rank() const { return TF_NumDims(get()); }
  int64_t dimension(int index) const { return TF_Dim(get(), index); }
  std::vector<int64_t> shape() const {
    std::vector<int64_t> shape;
    for (int i = 0; i < rank(); i++) shape.push_back(dimension(i));
    return shape;
  }
  int64_t size() const { return TF_TensorElementCount(get()); }
  template <typename Number = float>
  Number* data() const { return static_cast<Number*>(TF_TensorData(get())); }

 private:
  std::unique_ptr<TF_Tensor, void (*)(TF_Tensor*)> tensor_;
};

/** One execution of an operation. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context) {
    for (int i = 0; i < TF_NumInputs(context); i++) {
      TF_Tensor* tensor = nullptr;
      Status status;
      TF_GetInput(context, i, &tensor, status);
      status.check();
      inputs_.emplace_back(tensor);
    }
  }

  int inputs() const { return int(inputs_.size()); }
  const Tensor& input(int index) const { return inputs_[index]; }

  /** A new tensor for the output; only this operation has it until it returns. */
  template <typename Number = float>
  Number* output(int index, const std::vector<int64_t>& shape) {
    int64_t bytes = TF_DataTypeSize(TF_ExpectedOutputDataType(context_, index));
    for (const int64_t size : shape) bytes *= size;
    Status status;
    outputs_.emplace_back(TF_AllocateOutput(context_, index, TF_ExpectedOutputDataType(context_, index), shape.data(),
                                            int(shape.size()), size_t(bytes), status));
    status.check();
    return outputs_.back().data<Number>();
  }
  const Tensor& lastOutput() const { return outputs_.back(); }

  /** An input, or another output, is the output too; nobody will change it. */
  void share(int index, const Tensor& tensor) {
    Status status;
    TF_SetOutput(context_, index, tensor.get(), status);
    status.check();
  }

 private:
  TF_OpKernelContext* context_;
  std::vector<Tensor> inputs_, outputs_;
};

/** `count` numbers in room for whole vectors, 0 behind them; copied from `from`, if there is one. */
class PaddedNumbers {
 public:
  explicit PaddedNumbers(int64_t count, const float* from = nullptr) : count_(count), numbers_(padded(count)) {
    for (int64_t i = 0; i < padded(count); i++) numbers_[i] = from != nullptr && i < count ? from[i] : 0;
  }
  float* get() const { return numbers_; }
  operator float*() const { return numbers_; }
  void copyTo(float* to) const { std::memcpy(to, numbers_.get(), size_t(count_) * sizeof(float)); }

 private:
  int64_t count_;
  Scratch numbers_;
};

/** What TensorFlow is told of an operation: `y: float`, `rate: float`, ... */
struct Definition {
  const char* name;
  std::vector<const char*> inputs, outputs, attributes;
};

/** Makes an operation known to TensorFlow. `Kernel` is made of its attributes, and called by `run(Call&)`. */
template <typename Kernel>
void registerOperation(const Definition& definition) {
  TF_OpDefinitionBuilder* operation = TF_NewOpDefinitionBuilder(definition.name);
  for (const char* input : definition.inputs) TF_OpDefinitionBuilderAddInput(operation, input);
  for (const char* output : definition.outputs) TF_OpDefinitionBuilderAddOutput(operation, output);
  for (const char* attribute : definition.attributes) TF_OpDefinitionBuilderAddAttr(operation, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(operation, TF_ShapeInferenceContextSetUnknownShape);
  Status status;
  TF_RegisterOpDefinition(operation, status);
  status.check();

  const auto fail = [](const Fault& fault, auto report) {
    Status failed;
    TF_SetStatus(failed, fault.code, fault.message.c_str());
    report(failed.get());
  };
  // Exceptions must not reach TensorFlow.
  static const auto guarded = [fail](auto action, auto report) {
    try {
      action();
    } catch (const Fault& fault) {
      fail(fault, report);
    } catch (const std::bad_alloc&) {
      fail({TF_RESOURCE_EXHAUSTED, "out of memory"}, report);
    } catch (const std::exception& error) {
      fail({TF_INTERNAL, error.what()}, report);
    }
  };
  const auto create = [](TF_OpKernelConstruction* construction) -> void* {
    Kernel* kernel = nullptr;
    guarded([&] { kernel = new Kernel(Attributes(construction)); },
            [&](TF_Status* failed) { TF_OpKernelConstruction_Failure(construction, failed); });
    return kernel;
  };
  const auto compute = [](void* kernel, TF_OpKernelContext* context) {
    guarded(
        [&] {
          Call call(context);
          static_cast<const Kernel*>(kernel)->run(call);
        },
        [&](TF_Status* failed) { TF_OpKernelContext_Failure(context, failed); });
  };
  const auto destroy = [](void* kernel) { delete static_cast<Kernel*>(kernel); };
  TF_KernelBuilder* builder = TF_NewKernelBuilder(definition.name, "CPU", create, compute, destroy);
  TF_RegisterKernelBuilder(definition.name, builder, status);
  status.check();
}

}  // namespace rectified
