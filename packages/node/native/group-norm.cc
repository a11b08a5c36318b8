// Group normalisation with its rectifier, and its gradient: two passes over memory each way.
//
// `gamma` and `beta`: [c], or [n, c] for each image its own. Loops run over whole lines of memory against
// coefficients that repeat every few pixels, so that they fill wide registers however many channels there are.
#include <cmath>

#include "operation.h"

namespace {

struct Options : Threads {
  explicit Options(const Attributes &given)
      : Threads(given), groups(given.integer("groups")), epsilon(given.number("epsilon")),
        rectify(given.flag("rectify")) {}
  int64_t groups;
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

Sizes sizes_of(TF_Tensor *x, const Options &options) {
  const int channels = static_cast<int>(TF_Dim(x, 3)), groups = static_cast<int>(options.groups);
  return {TF_Dim(x, 0), TF_Dim(x, 1) * TF_Dim(x, 2), channels, groups, channels / groups, period_of(channels)};
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

void normalize(const Sizes &s, const Options &options, const float *x, const float *gamma, const float *beta,
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
    inverse[g] = 1 / std::sqrt(variance + options.epsilon);
  }
  const auto [a, b] = affine_of(s, gamma, beta, mean, inverse);
  scale(x, s.length(), s.period, repeated(a, s.period).data(), repeated(b, s.period).data(), options.rectify ? 0 : -INFINITY, y);
}

void differentiate(const Sizes &s, const Options &options, const float *dy, const float *x, const float *gamma,
                   const float *beta, const float *mean, const float *inverse, float *dx, float *dgamma,
                   float *dbeta) {
  const float lowest = options.rectify ? 0 : -INFINITY;
  const auto affine = affine_of(s, gamma, beta, mean, inverse);
  const floats a = repeated(affine.a, s.period), b = repeated(affine.b, s.period);
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
  scale_gradient(dy, x, s.length(), s.period, a.data(), b.data(), repeated(c, s.period).data(), repeated(d, s.period).data(), lowest,
                 dx);
}

void group_norm(void *kernel, TF_OpKernelContext *context) {
  const auto &options = *static_cast<Options *>(kernel);
  Call call(context);
  TF_Tensor *x = call.input(0), *gamma = call.input(1), *beta = call.input(2);
  if (call.failed()) return;
  const Sizes s = sizes_of(x, options);
  float *y = call.output(0, {s.images, TF_Dim(x, 1), TF_Dim(x, 2), s.channels});
  float *mean = call.output(1, {s.images, s.groups}), *inverse = call.output(2, {s.images, s.groups});
  if (call.failed()) return;
  const int64_t own = TF_NumDims(gamma) == 2 ? s.channels : 0;
  for_images(s.images, s.images * s.length(), options.threads, [&](int64_t n) {
    normalize(s, options, Call::data(x) + n * s.length(), Call::data(gamma) + n * own, Call::data(beta) + n * own,
              y + n * s.length(), mean + n * s.groups, inverse + n * s.groups);
  });
}

void group_norm_grad(void *kernel, TF_OpKernelContext *context) {
  const auto &options = *static_cast<Options *>(kernel);
  Call call(context);
  TF_Tensor *dy = call.input(0), *x = call.input(1), *gamma = call.input(2), *beta = call.input(3);
  TF_Tensor *mean = call.input(4), *inverse = call.input(5);
  if (call.failed()) return;
  const Sizes s = sizes_of(x, options);
  const bool perImage = TF_NumDims(gamma) == 2;
  float *dx = call.output(0, {s.images, TF_Dim(x, 1), TF_Dim(x, 2), s.channels});
  float *dgamma = perImage ? call.output(1, {s.images, s.channels}) : call.output(1, {s.channels});
  float *dbeta = perImage ? call.output(2, {s.images, s.channels}) : call.output(2, {s.channels});
  if (call.failed()) return;
  const int64_t own = perImage ? s.channels : 0;
  floats gammas(s.images * s.channels), betas(s.images * s.channels);
  for_images(s.images, s.images * s.length(), options.threads, [&](int64_t n) {
    differentiate(s, options, Call::data(dy) + n * s.length(), Call::data(x) + n * s.length(),
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

} // namespace

void define_group_norm() {
  const auto options = {"groups: int", "epsilon: float", "rectify: bool", "threads: int"};
  define<Options>("SpadGroupNorm", {"x: float", "gamma: float", "beta: float"},
                  {"y: float", "mean: float", "inverse: float"}, options, group_norm);
  define<Options>("SpadGroupNormGrad",
                  {"dy: float", "x: float", "gamma: float", "beta: float", "mean: float", "inverse: float"},
                  {"dx: float", "dgamma: float", "dbeta: float"}, options, group_norm_grad);
}
