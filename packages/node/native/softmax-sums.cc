// What a loss needs to know of each image: for each class k the sums over its pixels of
//   w tₖ log pₖ,  w tₖ,  w tₖ pₖ,  w pₖ      with p = softmax(logits), targets t and a weight w per pixel,
// [images, 4, classes], and the gradient of the logits from the sums'; and p itself. One pass over memory each.
//
// A block of pixels is taken apart into a plane per class, so that loops run along pixels in wide registers.
#include <cmath>
#include <cstring>

#include "operation.h"

namespace {

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
  float weight[BLOCK], highest[BLOCK], sum[BLOCK], logSum[BLOCK];
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

void load(Block &block, const float *logits, const float *target, const float *weight, int count) {
  load(block, logits, count);
  take_apart(target, count, block.classes, block.target.data());
  for (int i = 0; i < BLOCK; i++) block.weight[i] = i < count ? weight[i] : 0;
  for (int i = 0; i < BLOCK; i++) block.logSum[i] = std::log(block.sum[i]);
  for (int k = 0; k < block.classes; k++) finish(&block.log[k * BLOCK], block.logSum, &block.p[k * BLOCK], block.sum);
}

HOT add_sums(const float *__restrict p, const float *__restrict log, const float *__restrict t,
             const float *__restrict w, float *__restrict lanes) {
  for (int at = 0; at < BLOCK; at += LANES)
    for (int i = 0; i < LANES; i++) {
      const float wt = w[at + i] * t[at + i];
      lanes[i] += wt * log[at + i];
      lanes[LANES + i] += wt;
      lanes[2 * LANES + i] += wt * p[at + i];
      lanes[3 * LANES + i] += w[at + i] * p[at + i];
    }
}

void sum_image(const float *logits, const float *target, const float *weight, int64_t pixels, int classes,
               double *sums) {
  Block block(classes);
  for (int64_t at = 0; at < pixels; at += BLOCK) {
    load(block, logits + at * classes, target + at * classes, weight + at,
         static_cast<int>(pixels - at < BLOCK ? pixels - at : BLOCK));
    for (int k = 0; k < classes; k++) {
      float lanes[SUMS * LANES] = {};
      add_sums(&block.p[k * BLOCK], &block.log[k * BLOCK], &block.target[k * BLOCK], block.weight, lanes);
      for (int i = 0; i < SUMS * LANES; i++) sums[i / LANES * classes + k] += lanes[i];
    }
  }
}

// slopes: of the four sums. A pixel's share of the gradient is
//   w (tₖ s₀ₖ + pₖ (aₖ − Σⱼ (pⱼ aⱼ + tⱼ s₀ⱼ))),   a = t s₂ + s₃.
HOT add_shared(const float *__restrict p, const float *__restrict t, float s0, float s2, float s3,
               float *__restrict shared) {
  for (int i = 0; i < BLOCK; i++) shared[i] += p[i] * (t[i] * s2 + s3) + t[i] * s0;
}

HOT slope(const float *__restrict p, const float *__restrict t, const float *__restrict w,
          const float *__restrict shared, float s0, float s2, float s3, float *__restrict out) {
  for (int i = 0; i < BLOCK; i++) out[i] = w[i] * (t[i] * s0 + p[i] * (t[i] * s2 + s3 - shared[i]));
}

void differentiate_image(const float *logits, const float *target, const float *weight, const float *slopes,
                         int64_t pixels, int classes, float *out) {
  Block block(classes);
  for (int64_t at = 0; at < pixels; at += BLOCK) {
    const int count = static_cast<int>(pixels - at < BLOCK ? pixels - at : BLOCK);
    load(block, logits + at * classes, target + at * classes, weight + at, count);
    float shared[BLOCK] = {};
    const auto of = [&](int sum, int k) { return slopes[sum * classes + k]; };
    for (int k = 0; k < classes; k++)
      add_shared(&block.p[k * BLOCK], &block.target[k * BLOCK], of(0, k), of(2, k), of(3, k), shared);
    for (int k = 0; k < classes; k++) {
      float *plane = &block.log[k * BLOCK];
      slope(&block.p[k * BLOCK], &block.target[k * BLOCK], block.weight, shared, of(0, k), of(2, k), of(3, k), plane);
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

void softmax_sums(void *kernel, TF_OpKernelContext *context) {
  Call call(context);
  TF_Tensor *logits = call.input(0), *target = call.input(1), *weight = call.input(2);
  if (call.failed()) return;
  const int64_t images = TF_Dim(logits, 0), pixels = TF_Dim(logits, 1) * TF_Dim(logits, 2);
  const int classes = static_cast<int>(TF_Dim(logits, 3));
  float *sums = call.output(0, {images, SUMS, classes});
  if (call.failed()) return;
  for_images(images, COSTS * images * pixels * classes, static_cast<Threads *>(kernel)->threads, [&](int64_t n) {
    const int64_t at = n * pixels;
    doubles parts(SUMS * classes);
    sum_image(Call::data(logits) + at * classes, Call::data(target) + at * classes, Call::data(weight) + at, pixels,
              classes, parts.data());
    for (int i = 0; i < SUMS * classes; i++) sums[n * SUMS * classes + i] = static_cast<float>(parts[i]);
  });
}

void softmax_sums_grad(void *kernel, TF_OpKernelContext *context) {
  Call call(context);
  TF_Tensor *logits = call.input(0), *target = call.input(1), *weight = call.input(2), *slopes = call.input(3);
  if (call.failed()) return;
  const int64_t images = TF_Dim(logits, 0), pixels = TF_Dim(logits, 1) * TF_Dim(logits, 2);
  const int classes = static_cast<int>(TF_Dim(logits, 3));
  float *out = call.output(0, {images, TF_Dim(logits, 1), TF_Dim(logits, 2), classes});
  if (call.failed()) return;
  for_images(images, COSTS * images * pixels * classes, static_cast<Threads *>(kernel)->threads, [&](int64_t n) {
    const int64_t at = n * pixels;
    differentiate_image(Call::data(logits) + at * classes, Call::data(target) + at * classes, Call::data(weight) + at,
                        Call::data(slopes) + n * SUMS * classes, pixels, classes, out + at * classes);
  });
}

} // namespace

void define_softmax_sums() {
  define<Threads>("SpadSoftmax", {"logits: float"}, {"probabilities: float"}, {"threads: int"}, softmax);
  define<Threads>("SpadSoftmaxSums", {"logits: float", "target: float", "weight: float"}, {"sums: float"},
                  {"threads: int"}, softmax_sums);
  define<Threads>("SpadSoftmaxSumsGrad", {"logits: float", "target: float", "weight: float", "slopes: float"},
                  {"gradient: float"}, {"threads: int"}, softmax_sums_grad);
}
