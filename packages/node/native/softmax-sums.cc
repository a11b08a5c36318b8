// What a loss needs to know of each image: for each class k the sums over its pixels of
//   v tₖ log pₖ,  w tₖ,  w tₖ pₖ,  w pₖ      with p = softmax(logits), targets t and weights v and w per pixel,
// [images, 4, classes], and the gradient of the logits from the sums'; and p itself. One pass over memory each.
//
// A block of pixels is taken apart into a plane per class, so that loops run along pixels in wide registers.
#include <cmath>
#include <cstring>

#include "operation.h"

namespace {

// What the sums are made of, from a pixel on.
struct Given {
  const float *logits, *target, *weight, *log_weight;
  int classes;
  Given from(int64_t pixel) const {
    const int64_t value = pixel * classes;
    return {logits + value, target + value, weight + pixel, log_weight + pixel, classes};
  }
};

constexpr int BLOCK = 256, LANES = 16, SUMS = 4;
constexpr int COSTS = 16; // a value takes so many times as long as in a simple loop

inline __attribute__((always_inline)) float exponential(float x) { // x ≤ 0; relative error 2e-7
  x = x < -87 ? -87 : x; // what is no number stays so
  const float n = (x * 1.44269504f + 12582912.0f) - 12582912.0f; // rounds to the nearest whole number
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float y = 1.9875691500e-4f;
  y = y * r + 1.3981999507e-3f;
  y = y * r + 8.3334519073e-3f;
  y = y * r + 4.1665795894e-2f;
  y = y * r + 1.6666665459e-1f;
  y = y * r + 5.0000001201e-1f;
  y = y * r * r + r + 1;
  const int32_t bits = (static_cast<int32_t>(n) + 127) << 23;
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return y * power;
}

// Some pixels, a plane per class; pixels beyond `count` weigh nothing.
struct Block {
  explicit Block(int classes) : classes(classes), p(classes * BLOCK), log(classes * BLOCK), target(classes * BLOCK) {}
  int classes;
  floats p, log, target;
  float weight[BLOCK], logWeight[BLOCK], highest[BLOCK], sum[BLOCK], logSum[BLOCK];
};

HOT take_apart(const float *__restrict from, int count, int classes, float *__restrict planes) {
  for (int k = 0; k < classes; k++) {
    for (int i = 0; i < count; i++) planes[k * BLOCK + i] = from[i * classes + k];
    for (int i = count; i < BLOCK; i++) planes[k * BLOCK + i] = 0;
  }
}

HOT raise(const float *__restrict z, float *__restrict highest) {
  for (int i = 0; i < BLOCK; i++) highest[i] = z[i] > highest[i] ? z[i] : highest[i];
}

HOT exponentiate(float *__restrict z, const float *__restrict highest, float *__restrict e, float *__restrict sum) {
  for (int i = 0; i < BLOCK; i++) {
    z[i] -= highest[i];
    e[i] = exponential(z[i]);
    sum[i] += e[i];
  }
}

HOT finish(float *__restrict log, const float *__restrict logSum, float *__restrict p, const float *__restrict sum) {
  for (int i = 0; i < BLOCK; i++) {
    log[i] -= logSum[i];
    p[i] /= sum[i];
  }
}

// The planes of exp(z − max z) and their sums, not yet divided; `log` holds z − max z.
void load(Block &block, const float *logits, int count) {
  take_apart(logits, count, block.classes, block.log.data());
  for (int i = 0; i < BLOCK; i++) {
    block.highest[i] = -INFINITY;
    block.sum[i] = 0;
  }
  for (int k = 0; k < block.classes; k++) raise(&block.log[k * BLOCK], block.highest);
  for (int k = 0; k < block.classes; k++)
    exponentiate(&block.log[k * BLOCK], block.highest, &block.p[k * BLOCK], block.sum);
}

void load(Block &block, const Given &given, int count) {
  load(block, given.logits, count);
  take_apart(given.target, count, block.classes, block.target.data());
  take_apart(given.weight, count, 1, block.weight);
  take_apart(given.log_weight, count, 1, block.logWeight);
  for (int i = 0; i < BLOCK; i++) block.logSum[i] = std::log(block.sum[i]);
  for (int k = 0; k < block.classes; k++) finish(&block.log[k * BLOCK], block.logSum, &block.p[k * BLOCK], block.sum);
}

HOT add_sums(const float *__restrict p, const float *__restrict log, const float *__restrict t,
             const float *__restrict w, const float *__restrict v, float *__restrict lanes) {
  for (int at = 0; at < BLOCK; at += LANES)
    for (int i = 0; i < LANES; i++) {
      const float wt = w[at + i] * t[at + i];
      lanes[i] += v[at + i] * t[at + i] * log[at + i];
      lanes[LANES + i] += wt;
      lanes[2 * LANES + i] += wt * p[at + i];
      lanes[3 * LANES + i] += w[at + i] * p[at + i];
    }
}

void sum_image(const Given &image, int64_t pixels, double *sums) {
  const int classes = image.classes;
  Block block(classes);
  for (int64_t at = 0; at < pixels; at += BLOCK) {
    load(block, image.from(at), static_cast<int>(pixels - at < BLOCK ? pixels - at : BLOCK));
    for (int k = 0; k < classes; k++) {
      float lanes[SUMS * LANES] = {};
      add_sums(&block.p[k * BLOCK], &block.log[k * BLOCK], &block.target[k * BLOCK], block.weight, block.logWeight,
               lanes);
      for (int i = 0; i < SUMS * LANES; i++) sums[i / LANES * classes + k] += lanes[i];
    }
  }
}

// slopes: of the four sums. A pixel's share of the gradient is
//   v tₖ s₀ₖ + pₖ (aₖ − Σⱼ (pⱼ aⱼ + v tⱼ s₀ⱼ)),   a = w (t s₂ + s₃).
HOT add_shared(const float *__restrict p, const float *__restrict t, const float *__restrict w,
               const float *__restrict v, float s0, float s2, float s3, float *__restrict shared) {
  for (int i = 0; i < BLOCK; i++) shared[i] += p[i] * (w[i] * (t[i] * s2 + s3)) + v[i] * t[i] * s0;
}

HOT slope(const float *__restrict p, const float *__restrict t, const float *__restrict w,
          const float *__restrict v, const float *__restrict shared, float s0, float s2, float s3,
          float *__restrict out) {
  for (int i = 0; i < BLOCK; i++) out[i] = v[i] * t[i] * s0 + p[i] * (w[i] * (t[i] * s2 + s3) - shared[i]);
}

void differentiate_image(const Given &image, const float *slopes, int64_t pixels, float *out) {
  const int classes = image.classes;
  Block block(classes);
  for (int64_t at = 0; at < pixels; at += BLOCK) {
    const int count = static_cast<int>(pixels - at < BLOCK ? pixels - at : BLOCK);
    load(block, image.from(at), count);
    float shared[BLOCK] = {};
    const auto of = [&](int sum, int k) { return slopes[sum * classes + k]; };
    for (int k = 0; k < classes; k++)
      add_shared(&block.p[k * BLOCK], &block.target[k * BLOCK], block.weight, block.logWeight, of(0, k), of(2, k),
                 of(3, k), shared);
    for (int k = 0; k < classes; k++) {
      float *plane = &block.log[k * BLOCK];
      slope(&block.p[k * BLOCK], &block.target[k * BLOCK], block.weight, block.logWeight, shared, of(0, k), of(2, k),
            of(3, k), plane);
      for (int i = 0; i < count; i++) out[(at + i) * classes + k] = plane[i];
    }
  }
}

HOT put_together(const float *__restrict planes, const float *__restrict sum, int count, int classes,
                 float *__restrict to) {
  float share[BLOCK];
  for (int i = 0; i < BLOCK; i++) share[i] = 1 / sum[i];
  for (int k = 0; k < classes; k++)
    for (int i = 0; i < count; i++) to[i * classes + k] = planes[k * BLOCK + i] * share[i];
}

void softmax(void *kernel, TF_OpKernelContext *context) {
  Call call(context);
  TF_Tensor *logits = call.input(0);
  if (call.failed()) return;
  const int rank = TF_NumDims(logits), classes = static_cast<int>(TF_Dim(logits, rank - 1));
  std::vector<int64_t> shape(rank);
  int64_t pixels = 1;
  for (int i = 0; i < rank; i++) shape[i] = TF_Dim(logits, i);
  for (int i = 0; i + 1 < rank; i++) pixels *= shape[i];
  float *out = call.output(0, shape);
  if (call.failed()) return;
  const int64_t threads = static_cast<Threads *>(kernel)->threads, blocks = (pixels + BLOCK - 1) / BLOCK;
  for_images(threads, COSTS * pixels * classes, threads, [&](int64_t part) {
    Block block(classes);
    for (int64_t at = blocks * part / threads * BLOCK; at < blocks * (part + 1) / threads * BLOCK; at += BLOCK) {
      const int count = static_cast<int>(pixels - at < BLOCK ? pixels - at : BLOCK);
      load(block, Call::data(logits) + at * classes, count);
      put_together(block.p.data(), block.sum, count, classes, out + at * classes);
    }
  });
}

// The inputs that both operations have, with the shape of the first, [images, height, width, classes].
struct Inputs : Given {
  explicit Inputs(Call &call) : Given() {
    TF_Tensor *tensors[] = {call.input(0), call.input(1), call.input(2), call.input(3)};
    if (call.failed()) return;
    for (int i = 0; i < 4; i++) shape[i] = TF_Dim(tensors[0], i);
    static_cast<Given &>(*this) = {Call::data(tensors[0]), Call::data(tensors[1]), Call::data(tensors[2]),
                                   Call::data(tensors[3]), static_cast<int>(shape[3])};
  }
  std::vector<int64_t> shape = {0, 0, 0, 0};
  int64_t images() const { return shape[0]; }
  int64_t pixels() const { return shape[1] * shape[2]; }
};

void softmax_sums(void *kernel, TF_OpKernelContext *context) {
  Call call(context);
  const Inputs given(call);
  if (call.failed()) return;
  const int64_t images = given.images(), pixels = given.pixels(), size = SUMS * given.classes;
  float *sums = call.output(0, {images, SUMS, given.classes});
  if (call.failed()) return;
  const int64_t values = COSTS * images * pixels * given.classes;
  for_images(images, values, static_cast<Threads *>(kernel)->threads, [&](int64_t n) {
    doubles parts(size);
    sum_image(given.from(n * pixels), pixels, parts.data());
    for (int64_t i = 0; i < size; i++) sums[n * size + i] = static_cast<float>(parts[i]);
  });
}

void softmax_sums_grad(void *kernel, TF_OpKernelContext *context) {
  Call call(context);
  const Inputs given(call);
  TF_Tensor *slopes = call.input(4);
  if (call.failed()) return;
  const int64_t images = given.images(), pixels = given.pixels(), classes = given.classes;
  float *out = call.output(0, given.shape);
  if (call.failed()) return;
  const int64_t values = COSTS * images * pixels * classes;
  for_images(images, values, static_cast<Threads *>(kernel)->threads, [&](int64_t n) {
    differentiate_image(given.from(n * pixels), Call::data(slopes) + n * SUMS * classes, pixels,
                        out + n * pixels * classes);
  });
}

} // namespace

void define_softmax_sums() {
  define<Threads>("SpadSoftmax", {"logits: float"}, {"probabilities: float"}, {"threads: int"}, softmax);
  define<Threads>("SpadSoftmaxSums", {"logits: float", "target: float", "weight: float", "log_weight: float"},
                  {"sums: float"}, {"threads: int"}, softmax_sums);
  define<Threads>("SpadSoftmaxSumsGrad",
                  {"logits: float", "target: float", "weight: float", "log_weight: float", "slopes: float"},
                  {"gradient: float"}, {"threads: int"}, softmax_sums_grad);
}
