// TensorFlow operations of our own, through its C API alone (TensorFlow 2.9 and later): group normalisation with its
// rectifier and its gradient, each in two passes over memory where operations of TensorFlow's take a dozen.
//
// Layouts: images [n, h, w, c], float32, dense. `gamma` and `beta`: [c], or [n, c] for each image its own.
// Loops run over whole lines of memory against coefficients that repeat every few pixels, so that they fill wide
// registers however many channels there are.
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <thread>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"

// Compiled three times; the processor's best is chosen as the library loads.
#define HOT __attribute__((target_clones("avx512f", "avx2", "default"), noinline)) void

namespace {

using floats = std::vector<float>;
using doubles = std::vector<double>;

struct Attributes {
  int64_t groups, threads;
  float epsilon;
  bool rectify;
};

// ---- the loops; `period` coefficients repeat over `length` values ----

HOT add_sums(const float *__restrict x, int64_t length, int period, float *__restrict sum, float *__restrict square) {
  for (int64_t at = 0; at < length; at += period) {
    const int count = length - at < period ? length - at : period;
    const float *p = x + at;
    for (int i = 0; i < count; i++) {
      sum[i] += p[i];
      square[i] += p[i] * p[i];
    }
  }
}

HOT scale(const float *__restrict x, int64_t length, int period, const float *__restrict a, const float *__restrict b,
          float lowest, float *__restrict y) {
  for (int64_t at = 0; at < length; at += period) {
    const int count = length - at < period ? length - at : period;
    const float *p = x + at;
    float *q = y + at;
    for (int i = 0; i < count; i++) {
      const float z = p[i] * a[i] + b[i];
      q[i] = z > lowest ? z : lowest;
    }
  }
}

HOT add_gradient_sums(const float *__restrict dy, const float *__restrict x, int64_t length, int period,
                      const float *__restrict a, const float *__restrict b, float lowest, float *__restrict sum,
                      float *__restrict product) {
  for (int64_t at = 0; at < length; at += period) {
    const int count = length - at < period ? length - at : period;
    const float *p = x + at, *d = dy + at;
    for (int i = 0; i < count; i++) {
      const float dz = p[i] * a[i] + b[i] > lowest ? d[i] : 0;
      sum[i] += dz;
      product[i] += dz * p[i];
    }
  }
}

// dx = a dz + c x + d
HOT scale_gradient(const float *__restrict dy, const float *__restrict x, int64_t length, int period,
                   const float *__restrict a, const float *__restrict b, const float *__restrict c,
                   const float *__restrict d, float lowest, float *__restrict dx) {
  for (int64_t at = 0; at < length; at += period) {
    const int count = length - at < period ? length - at : period;
    const float *p = x + at, *g = dy + at;
    float *q = dx + at;
    for (int i = 0; i < count; i++) {
      const float dz = p[i] * a[i] + b[i] > lowest ? g[i] : 0;
      q[i] = a[i] * dz + (c[i] * p[i] + d[i]);
    }
  }
}

// ---- sizes ----

struct Sizes {
  int64_t images, pixels;
  int channels, groups, size, period; // channels of a group; values after which coefficients repeat
  int64_t length() const { return pixels * channels; }
};

Sizes sizes_of(TF_Tensor *x, const Attributes &attributes) {
  const int channels = static_cast<int>(TF_Dim(x, 3)), groups = static_cast<int>(attributes.groups);
  int period = channels;
  while (period % 16 != 0 || period < 64) period += channels;
  return {TF_Dim(x, 0), TF_Dim(x, 1) * TF_Dim(x, 2), channels, groups, channels / groups, period};
}

floats repeated(const floats &perChannel, const Sizes &s) {
  floats values(s.period);
  for (int i = 0; i < s.period; i++) values[i] = perChannel[i % s.channels];
  return values;
}

// Two means per channel, summed in short runs so that float is enough for each.
template <typename AddTo>
void channel_means(const Sizes &s, doubles &first, doubles &second, AddTo add_to) {
  const int64_t run = int64_t{64} * s.period;
  floats one(s.period), two(s.period);
  first.assign(s.channels, 0);
  second.assign(s.channels, 0);
  for (int64_t at = 0; at < s.length(); at += run) {
    one.assign(s.period, 0);
    two.assign(s.period, 0);
    add_to(at, s.length() - at < run ? s.length() - at : run, one.data(), two.data());
    for (int i = 0; i < s.period; i++) {
      first[i % s.channels] += one[i];
      second[i % s.channels] += two[i];
    }
  }
  for (int c = 0; c < s.channels; c++) {
    first[c] /= s.pixels;
    second[c] /= s.pixels;
  }
}

// Spreads the images over threads; what an image gives does not depend on how many there are.
template <typename Work>
void for_images(const Sizes &s, int64_t threads, Work work) {
  const int64_t count = s.images * s.length() < 65536 ? 1 : threads < s.images ? threads : s.images;
  const auto run = [&](int64_t from) {
    for (int64_t n = from; n < s.images; n += count) work(n);
  };
  std::vector<std::thread> others;
  for (int64_t i = 1; i < count; i++) others.emplace_back(run, i);
  run(0);
  for (auto &thread : others) thread.join();
}

// ---- one image ----

struct Affine {
  floats a, b; // y = a x + b, per channel
};

Affine affine_of(const Sizes &s, const float *gamma, const float *beta, const float *mean, const float *inverse) {
  Affine affine{floats(s.channels), floats(s.channels)};
  for (int c = 0; c < s.channels; c++) {
    affine.a[c] = gamma[c] * inverse[c / s.size];
    affine.b[c] = beta[c] - mean[c / s.size] * affine.a[c];
  }
  return affine;
}

void normalize(const Sizes &s, const Attributes &attributes, const float *x, const float *gamma, const float *beta,
               float *y, float *mean, float *inverse) {
  doubles first, second;
  channel_means(s, first, second, [&](int64_t at, int64_t length, float *sum, float *square) {
    add_sums(x + at, length, s.period, sum, square);
  });
  for (int g = 0; g < s.groups; g++) {
    double m = 0, squares = 0;
    for (int c = g * s.size; c < (g + 1) * s.size; c++) m += first[c] / s.size, squares += second[c] / s.size;
    // rounding can leave the variance of a constant group a little below zero
    const double variance = std::fmax(0, squares - m * m);
    mean[g] = m;
    inverse[g] = 1 / std::sqrt(variance + attributes.epsilon);
  }
  const auto [a, b] = affine_of(s, gamma, beta, mean, inverse);
  scale(x, s.length(), s.period, repeated(a, s).data(), repeated(b, s).data(), attributes.rectify ? 0 : -INFINITY, y);
}

void differentiate(const Sizes &s, const Attributes &attributes, const float *dy, const float *x, const float *gamma,
                   const float *beta, const float *mean, const float *inverse, float *dx, float *dgamma,
                   float *dbeta) {
  const float lowest = attributes.rectify ? 0 : -INFINITY;
  const auto affine = affine_of(s, gamma, beta, mean, inverse);
  const floats a = repeated(affine.a, s), b = repeated(affine.b, s);
  doubles dz, dzx;
  channel_means(s, dz, dzx, [&](int64_t at, int64_t length, float *sum, float *product) {
    add_gradient_sums(dy + at, x + at, length, s.period, a.data(), b.data(), lowest, sum, product);
  });
  floats c(s.channels), d(s.channels);
  for (int g = 0; g < s.groups; g++) {
    const double mu = mean[g], r = inverse[g];
    double m1 = 0, m2 = 0; // means of γ dz and γ dz x̂ over the group
    for (int i = g * s.size; i < (g + 1) * s.size; i++) {
      const double dzXhat = (dzx[i] - mu * dz[i]) * r;
      m1 += gamma[i] * dz[i] / s.size;
      m2 += gamma[i] * dzXhat / s.size;
      dgamma[i] = dzXhat * s.pixels;
      dbeta[i] = dz[i] * s.pixels;
    }
    for (int i = g * s.size; i < (g + 1) * s.size; i++) {
      c[i] = -r * r * m2;
      d[i] = -r * m1 + mu * r * r * m2;
    }
  }
  scale_gradient(dy, x, s.length(), s.period, a.data(), b.data(), repeated(c, s).data(), repeated(d, s).data(), lowest,
                 dx);
}

// ---- TensorFlow's side ----

class Call {
public:
  explicit Call(TF_OpKernelContext *context) : context_(context), status_(TF_NewStatus()) {}
  ~Call() {
    if (TF_GetCode(status_) != TF_OK) TF_OpKernelContext_Failure(context_, status_);
    for (TF_Tensor *tensor : tensors_) TF_DeleteTensor(tensor);
    TF_DeleteStatus(status_);
  }
  TF_Tensor *input(int i) {
    TF_Tensor *tensor = nullptr;
    TF_GetInput(context_, i, &tensor, status_);
    return keep(tensor);
  }
  float *output(int i, std::initializer_list<int64_t> shape) {
    int64_t bytes = sizeof(float);
    for (int64_t side : shape) bytes *= side;
    return data(keep(TF_AllocateOutput(context_, i, TF_FLOAT, shape.begin(), static_cast<int>(shape.size()), bytes,
                                       status_)));
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

void *create(TF_OpKernelConstruction *context) {
  auto *attributes = new Attributes;
  TF_Status *status = TF_NewStatus();
  TF_Bool rectify = 0;
  TF_OpKernelConstruction_GetAttrInt64(context, "groups", &attributes->groups, status);
  TF_OpKernelConstruction_GetAttrInt64(context, "threads", &attributes->threads, status);
  TF_OpKernelConstruction_GetAttrFloat(context, "epsilon", &attributes->epsilon, status);
  TF_OpKernelConstruction_GetAttrBool(context, "rectify", &rectify, status);
  attributes->rectify = rectify != 0;
  TF_DeleteStatus(status);
  return attributes;
}

void destroy(void *attributes) { delete static_cast<Attributes *>(attributes); }

void group_norm(void *kernel, TF_OpKernelContext *context) {
  const auto &attributes = *static_cast<Attributes *>(kernel);
  Call call(context);
  TF_Tensor *x = call.input(0), *gamma = call.input(1), *beta = call.input(2);
  if (call.failed()) return;
  const Sizes s = sizes_of(x, attributes);
  float *y = call.output(0, {s.images, TF_Dim(x, 1), TF_Dim(x, 2), s.channels});
  float *mean = call.output(1, {s.images, s.groups}), *inverse = call.output(2, {s.images, s.groups});
  if (call.failed()) return;
  const int64_t own = TF_NumDims(gamma) == 2 ? s.channels : 0;
  for_images(s, attributes.threads, [&](int64_t n) {
    normalize(s, attributes, Call::data(x) + n * s.length(), Call::data(gamma) + n * own, Call::data(beta) + n * own,
              y + n * s.length(), mean + n * s.groups, inverse + n * s.groups);
  });
}

void group_norm_grad(void *kernel, TF_OpKernelContext *context) {
  const auto &attributes = *static_cast<Attributes *>(kernel);
  Call call(context);
  TF_Tensor *dy = call.input(0), *x = call.input(1), *gamma = call.input(2), *beta = call.input(3);
  TF_Tensor *mean = call.input(4), *inverse = call.input(5);
  if (call.failed()) return;
  const Sizes s = sizes_of(x, attributes);
  const bool perImage = TF_NumDims(gamma) == 2;
  float *dx = call.output(0, {s.images, TF_Dim(x, 1), TF_Dim(x, 2), s.channels});
  float *dgamma = perImage ? call.output(1, {s.images, s.channels}) : call.output(1, {s.channels});
  float *dbeta = perImage ? call.output(2, {s.images, s.channels}) : call.output(2, {s.channels});
  if (call.failed()) return;
  const int64_t own = perImage ? s.channels : 0;
  floats gammas(s.images * s.channels), betas(s.images * s.channels);
  for_images(s, attributes.threads, [&](int64_t n) {
    differentiate(s, attributes, Call::data(dy) + n * s.length(), Call::data(x) + n * s.length(),
                  Call::data(gamma) + n * own, Call::data(beta) + n * own, Call::data(mean) + n * s.groups,
                  Call::data(inverse) + n * s.groups, dx + n * s.length(), gammas.data() + n * s.channels,
                  betas.data() + n * s.channels);
  });
  for (int c = 0; c < s.channels && !perImage; c++) dgamma[c] = dbeta[c] = 0;
  for (int64_t n = 0; n < s.images; n++)
    for (int c = 0; c < s.channels; c++) {
      float &g = dgamma[n * own + c], &b = dbeta[n * own + c];
      g = perImage ? gammas[n * s.channels + c] : g + gammas[n * s.channels + c];
      b = perImage ? betas[n * s.channels + c] : b + betas[n * s.channels + c];
    }
}

void unknown_shapes(TF_ShapeInferenceContext *, TF_Status *) {}

void define(const char *name, std::initializer_list<const char *> inputs, std::initializer_list<const char *> outputs,
            void (*compute)(void *, TF_OpKernelContext *)) {
  TF_Status *status = TF_NewStatus();
  TF_OpDefinitionBuilder *op = TF_NewOpDefinitionBuilder(name);
  for (const char *input : inputs) TF_OpDefinitionBuilderAddInput(op, input);
  for (const char *output : outputs) TF_OpDefinitionBuilderAddOutput(op, output);
  for (const char *attribute : {"groups: int", "epsilon: float", "rectify: bool", "threads: int"})
    TF_OpDefinitionBuilderAddAttr(op, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(op, unknown_shapes);
  TF_RegisterOpDefinition(op, status);
  TF_RegisterKernelBuilder(name, TF_NewKernelBuilder(name, "CPU", create, compute, destroy), status);
  TF_DeleteStatus(status);
}

} // namespace

// Node calls this once, as it loads the library.
extern "C" __attribute__((visibility("default"))) void *napi_register_module_v1(void *, void *exports) {
  define("SpadGroupNorm", {"x: float", "gamma: float", "beta: float"}, {"y: float", "mean: float", "inverse: float"},
         group_norm);
  define("SpadGroupNormGrad",
         {"dy: float", "x: float", "gamma: float", "beta: float", "mean: float", "inverse: float"},
         {"dx: float", "dgamma: float", "dbeta: float"}, group_norm_grad);
  return exports;
}
