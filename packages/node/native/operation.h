// What every operation here needs: TensorFlow's C API (2.9 and later) made short, and threads.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "threads.h"

// For the loops over memory: compiled three times; the processor's best is chosen as the library loads.
#define HOT __attribute__((target_clones("avx512f", "avx2", "default"), noinline)) void

using floats = std::vector<float>;
using doubles = std::vector<double>;

// The tensors of one call; what goes wrong is reported to TensorFlow at the end.
class Call {
public:
  explicit Call(TF_OpKernelContext *context) : context_(context), status_(TF_NewStatus()) {}
  ~Call() {
    if (failed()) TF_OpKernelContext_Failure(context_, status_);
    for (TF_Tensor *tensor : tensors_) TF_DeleteTensor(tensor);
    TF_DeleteStatus(status_);
  }
  TF_Tensor *input(int i) {
    TF_Tensor *tensor = nullptr;
    TF_GetInput(context_, i, &tensor, status_);
    return keep(tensor);
  }
  float *output(int i, const std::vector<int64_t> &shape) {
    int64_t bytes = sizeof(float);
    for (int64_t side : shape) bytes *= side;
    TF_Tensor *tensor =
        TF_AllocateOutput(context_, i, TF_FLOAT, shape.data(), static_cast<int>(shape.size()), bytes, status_);
    return failed() ? nullptr : data(keep(tensor));
  }
  static float *data(TF_Tensor *tensor) { return static_cast<float *>(TF_TensorData(tensor)); }
  bool failed() const { return TF_GetCode(status_) != TF_OK; }

private:
  TF_Tensor *keep(TF_Tensor *tensor) {
    if (tensor != nullptr) tensors_.push_back(tensor);
    return tensor;
  }
  TF_OpKernelContext *context_;
  TF_Status *status_;
  std::vector<TF_Tensor *> tensors_;
};

// Attributes, as a kernel is made.
class Attributes {
public:
  explicit Attributes(TF_OpKernelConstruction *context) : context_(context), status_(TF_NewStatus()) {}
  Attributes(const Attributes &) = delete;
  ~Attributes() { TF_DeleteStatus(status_); }
  int64_t integer(const char *name) const {
    int64_t value = 0;
    TF_OpKernelConstruction_GetAttrInt64(context_, name, &value, status_);
    return value;
  }
  float number(const char *name) const {
    float value = 0;
    TF_OpKernelConstruction_GetAttrFloat(context_, name, &value, status_);
    return value;
  }
  bool flag(const char *name) const {
    TF_Bool value = 0;
    TF_OpKernelConstruction_GetAttrBool(context_, name, &value, status_);
    return value != 0;
  }

private:
  TF_OpKernelConstruction *context_;
  TF_Status *status_;
};

// The only attribute of most operations.
struct Threads {
  explicit Threads(const Attributes &given) : threads(given.integer("threads")) {}
  int64_t threads;
};

// Tells TensorFlow of an operation and of its kernel: an `Options` made from its attributes, given to every call.
template <typename Options>
void define(const char *name, std::initializer_list<const char *> inputs, std::initializer_list<const char *> outputs,
            std::initializer_list<const char *> attributes, void (*compute)(void *, TF_OpKernelContext *)) {
  TF_Status *status = TF_NewStatus();
  TF_OpDefinitionBuilder *op = TF_NewOpDefinitionBuilder(name);
  for (const char *input : inputs) TF_OpDefinitionBuilderAddInput(op, input);
  for (const char *output : outputs) TF_OpDefinitionBuilderAddOutput(op, output);
  for (const char *attribute : attributes) TF_OpDefinitionBuilderAddAttr(op, attribute);
  // eager execution asks for no shapes beforehand
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, [](TF_ShapeInferenceContext *, TF_Status *) {});
  TF_RegisterOpDefinition(op, status);
  const auto create = [](TF_OpKernelConstruction *context) -> void * { return new Options(Attributes(context)); };
  const auto destroy = [](void *options) { delete static_cast<Options *>(options); };
  TF_RegisterKernelBuilder(name, TF_NewKernelBuilder(name, "CPU", create, compute, destroy), status);
  TF_DeleteStatus(status);
}

// Does `work` for each of so many images, or other equal parts, on threads where there is enough of it for them: as
// much as so many `values` take in a simple loop. What a part gives does not depend on how many threads there are.
template <typename Work>
void for_images(int64_t images, int64_t values, int64_t threads, Work work) {
  const int64_t count = values < 1000000 ? 1 : threads < images ? threads : images;
  const auto share = [&](int64_t from) {
    for (int64_t n = from; n < images; n += count) work(n);
  };
  if (count > 1) return Helpers::all().share(count, share);
  share(0);
}

// Coefficients per channel are repeated to a line of this length, so that they fill wide registers however many
// channels there are.
inline int period_of(int channels) {
  int period = channels;
  while (period % 16 != 0 || period < 64) period += channels;
  return period;
}

inline floats repeated(const floats &perChannel, int period) {
  floats values(period);
  for (int i = 0; i < period; i++) values[i] = perChannel[i % perChannel.size()];
  return values;
}

void define_bias_relu();
void define_direct();
void define_group_norm();
void define_max_pool();
void define_softmax_sums();
void define_upsample();
void define_winograd();
