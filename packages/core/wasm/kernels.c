// Gradient kernels for the wasm backend, run on its own heap: every pointer is an address of a tensor there.
// No static data and no library: the module must not write to a heap that is not its own (build.mjs checks).
// Layouts: images [n, h, w, c], filters [r, s, c, k], float32, dense.
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name), visibility("default"))) void name
#define INLINE static inline __attribute__((always_inline))
typedef v128_t vec;

INLINE vec load(const float *p) { return wasm_v128_load(p); }
INLINE vec splat(const float *p) { return wasm_v128_load32_splat(p); }
INLINE void store(float *p, vec v) { wasm_v128_store(p, v); }
INLINE vec add(vec a, vec b) { return wasm_f32x4_add(a, b); }
INLINE vec mul(vec a, vec b) { return wasm_f32x4_mul(a, b); }
INLINE int max(int a, int b) { return a > b ? a : b; }
INLINE int min(int a, int b) { return a < b ? a : b; }
INLINE void zero(float *p, int n) { __builtin_memset(p, 0, (unsigned long)n * sizeof(float)); }

// ---- out[i, j] += Σ_k a[i, k] b[k, j], a tile of `rows` × 4·`vecs` held in registers ----
INLINE void tile_nn(const float *a, int lda, const float *b, int ldb, float *out, int ldo, int inner,
                    const int rows, const int vecs) {
  vec acc[4][2];
#pragma unroll
  for (int i = 0; i < rows; i++)
#pragma unroll
    for (int j = 0; j < vecs; j++) acc[i][j] = load(out + i * ldo + 4 * j);
  for (int k = 0; k < inner; k++, b += ldb) {
    vec bj[2];
#pragma unroll
    for (int j = 0; j < vecs; j++) bj[j] = load(b + 4 * j);
#pragma unroll
    for (int i = 0; i < rows; i++) {
      const vec ai = splat(a + i * lda + k);
#pragma unroll
      for (int j = 0; j < vecs; j++) acc[i][j] = add(acc[i][j], mul(ai, bj[j]));
    }
  }
#pragma unroll
  for (int i = 0; i < rows; i++)
#pragma unroll
    for (int j = 0; j < vecs; j++) store(out + i * ldo + 4 * j, acc[i][j]);
}

INLINE void rows_nn(const float *a, int lda, const float *b, int ldb, float *out, int ldo, int inner,
                    int cols, const int rows) {
  int j = 0;
  for (; j + 8 <= cols; j += 8) tile_nn(a, lda, b + j, ldb, out + j, ldo, inner, rows, 2);
  for (; j + 4 <= cols; j += 4) tile_nn(a, lda, b + j, ldb, out + j, ldo, inner, rows, 1);
  for (; j < cols; j++)
    for (int i = 0; i < rows; i++) {
      float sum = 0;
      for (int k = 0; k < inner; k++) sum += a[i * lda + k] * b[k * ldb + j];
      out[i * ldo + j] += sum;
    }
}

static void gemm_nn(const float *a, int lda, const float *b, int ldb, float *out, int ldo, int rows,
                    int inner, int cols) {
  int i = 0;
  for (; i + 4 <= rows; i += 4) rows_nn(a + i * lda, lda, b, ldb, out + i * ldo, ldo, inner, cols, 4);
  for (; i + 2 <= rows; i += 2) rows_nn(a + i * lda, lda, b, ldb, out + i * ldo, ldo, inner, cols, 2);
  for (; i < rows; i++) rows_nn(a + i * lda, lda, b, ldb, out + i * ldo, ldo, inner, cols, 1);
}

// ---- out[i, j] += Σ_p a[p, i] b[p, j] over `lines` lines of `inner` pixels ----
typedef struct {
  int a_pixel, a_line, b_pixel, b_line, inner, lines;
} walk;

INLINE void tile_tn(const float *a, const float *b, float *out, int ldo, const walk *w, const int rows,
                    const int vecs) {
  vec acc[4][2];
#pragma unroll
  for (int i = 0; i < rows; i++)
#pragma unroll
    for (int j = 0; j < vecs; j++) acc[i][j] = load(out + i * ldo + 4 * j);
  const int inner = w->inner, as = w->a_pixel, bs = w->b_pixel;
  for (int line = 0; line < w->lines; line++) {
    const float *ap = a + line * w->a_line, *bp = b + line * w->b_line;
    for (int p = 0; p < inner; p++, ap += as, bp += bs) {
      vec bj[2];
#pragma unroll
      for (int j = 0; j < vecs; j++) bj[j] = load(bp + 4 * j);
#pragma unroll
      for (int i = 0; i < rows; i++) {
        const vec ai = splat(ap + i);
#pragma unroll
        for (int j = 0; j < vecs; j++) acc[i][j] = add(acc[i][j], mul(ai, bj[j]));
      }
    }
  }
#pragma unroll
  for (int i = 0; i < rows; i++)
#pragma unroll
    for (int j = 0; j < vecs; j++) store(out + i * ldo + 4 * j, acc[i][j]);
}

INLINE void rows_tn(const float *a, const float *b, float *out, int ldo, int cols, const walk *w,
                    const int rows) {
  int j = 0;
  for (; j + 8 <= cols; j += 8) tile_tn(a, b + j, out + j, ldo, w, rows, 2);
  for (; j + 4 <= cols; j += 4) tile_tn(a, b + j, out + j, ldo, w, rows, 1);
  for (; j < cols; j++)
    for (int i = 0; i < rows; i++) {
      float sum = 0;
      for (int line = 0; line < w->lines; line++)
        for (int p = 0; p < w->inner; p++)
          sum += a[line * w->a_line + p * w->a_pixel + i] * b[line * w->b_line + p * w->b_pixel + j];
      out[i * ldo + j] += sum;
    }
}

static void gemm_tn(const float *a, const float *b, float *out, int ldo, int rows, int cols, const walk *w) {
  int i = 0;
  for (; i + 4 <= rows; i += 4) rows_tn(a + i, b, out + i * ldo, ldo, cols, w, 4);
  for (; i + 2 <= rows; i += 2) rows_tn(a + i, b, out + i * ldo, ldo, cols, w, 2);
  for (; i < rows; i++) rows_tn(a + i, b, out + i * ldo, ldo, cols, w, 1);
}

// ---- geometry shared by convolutions and pooling: input = output · stride − pad + tap · dilation ----
typedef struct {
  int n, h, w, c, ho, wo, k, r, s, stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w;
} geometry;

INLINE int ceil_div(int a, int b) { return a > 0 ? (a + b - 1) / b : -(-a / b); }

// The outputs [low, high) whose tap at `offset` = tap · dilation − pad lies inside the input.
INLINE int low_of(int offset, int stride) { return max(0, ceil_div(-offset, stride)); }
INLINE int high_of(int offset, int stride, int in, int out) {
  return min(out, in - offset <= 0 ? 0 : (in - offset - 1) / stride + 1);
}

// dw[r, s, c, k] = Σ x · dy: for each tap a product of transposed shifted lines of x with lines of dy.
EXPORT(conv2d_filter)(const float *x, const float *dy, float *dw, const geometry *g) {
  zero(dw, g->r * g->s * g->c * g->k);
  // As many lines at once as stay in the first-level cache, so that sums stay in registers longer.
  const int block = max(1, 6144 / (g->w * g->c * g->stride_h + g->wo * g->k));
  for (int n = 0; n < g->n; n++)
    for (int from = 0; from < g->ho; from += block)
      for (int r = 0; r < g->r; r++) {
        const int oh = r * g->dilation_h - g->pad_h;
        const int top = max(from, low_of(oh, g->stride_h));
        const int bottom = min(min(from + block, g->ho), high_of(oh, g->stride_h, g->h, g->ho));
        if (top >= bottom) continue;
        for (int s = 0; s < g->s; s++) {
          const int ow = s * g->dilation_w - g->pad_w;
          const int left = low_of(ow, g->stride_w), right = high_of(ow, g->stride_w, g->w, g->wo);
          if (left >= right) continue;
          const walk w = {g->stride_w * g->c, g->stride_h * g->w * g->c, g->k, g->wo * g->k,
                          right - left, bottom - top};
          gemm_tn(x + ((n * g->h + top * g->stride_h + oh) * g->w + left * g->stride_w + ow) * g->c,
                  dy + ((n * g->ho + top) * g->wo + left) * g->k,
                  dw + (r * g->s + s) * g->c * g->k, g->k, g->c, g->k, &w);
        }
      }
}

// dx = Σ dy · wᵀ: for each tap a product of a line of dy with the tap's transposed filter, added in place.
// `wt`: room for the filter as [r, s, k, c].
EXPORT(conv2d_input)(const float *dy, const float *w, float *dx, float *wt, const geometry *g) {
  const int ck = g->c * g->k;
  for (int tap = 0; tap < g->r * g->s; tap++)
    for (int c = 0; c < g->c; c++)
      for (int k = 0; k < g->k; k++) wt[tap * ck + k * g->c + c] = w[tap * ck + c * g->k + k];
  zero(dx, g->n * g->h * g->w * g->c);
  for (int n = 0; n < g->n; n++)
    for (int r = 0; r < g->r; r++) {
      const int oh = r * g->dilation_h - g->pad_h;
      const int bottom = high_of(oh, g->stride_h, g->h, g->ho);
      for (int ho = low_of(oh, g->stride_h); ho < bottom; ho++)
        for (int s = 0; s < g->s; s++) {
          const int ow = s * g->dilation_w - g->pad_w;
          const int left = low_of(ow, g->stride_w), right = high_of(ow, g->stride_w, g->w, g->wo);
          gemm_nn(dy + ((n * g->ho + ho) * g->wo + left) * g->k, g->k, wt + (r * g->s + s) * ck, g->c,
                  dx + ((n * g->h + ho * g->stride_h + oh) * g->w + left * g->stride_w + ow) * g->c,
                  g->stride_w * g->c, right - left, g->k, g->c);
        }
    }
}

// ---- depthwise: k = c · multiplier outputs, filter [r, s, c, multiplier] ----
EXPORT(depthwise_filter)(const float *x, const float *dy, float *dw, const geometry *g) {
  const int multiplier = g->k / g->c;
  zero(dw, g->r * g->s * g->k);
  for (int n = 0; n < g->n; n++)
    for (int r = 0; r < g->r; r++) {
      const int oh = r * g->dilation_h - g->pad_h;
      const int bottom = high_of(oh, g->stride_h, g->h, g->ho);
      for (int ho = low_of(oh, g->stride_h); ho < bottom; ho++)
        for (int s = 0; s < g->s; s++) {
          const int ow = s * g->dilation_w - g->pad_w;
          const int right = high_of(ow, g->stride_w, g->w, g->wo);
          float *out = dw + (r * g->s + s) * g->k;
          for (int wo = low_of(ow, g->stride_w); wo < right; wo++) {
            const float *xp = x + ((n * g->h + ho * g->stride_h + oh) * g->w + wo * g->stride_w + ow) * g->c;
            const float *dyp = dy + ((n * g->ho + ho) * g->wo + wo) * g->k;
            int c = 0;
            if (multiplier == 1)
              for (; c + 4 <= g->c; c += 4)
                store(out + c, add(load(out + c), mul(load(xp + c), load(dyp + c))));
            for (; c < g->c; c++)
              for (int m = 0; m < multiplier; m++) out[c * multiplier + m] += xp[c] * dyp[c * multiplier + m];
          }
        }
    }
}

EXPORT(depthwise_input)(const float *dy, const float *w, float *dx, const geometry *g) {
  const int multiplier = g->k / g->c;
  zero(dx, g->n * g->h * g->w * g->c);
  for (int n = 0; n < g->n; n++)
    for (int r = 0; r < g->r; r++) {
      const int oh = r * g->dilation_h - g->pad_h;
      const int bottom = high_of(oh, g->stride_h, g->h, g->ho);
      for (int ho = low_of(oh, g->stride_h); ho < bottom; ho++)
        for (int s = 0; s < g->s; s++) {
          const int ow = s * g->dilation_w - g->pad_w;
          const int right = high_of(ow, g->stride_w, g->w, g->wo);
          const float *wp = w + (r * g->s + s) * g->k;
          for (int wo = low_of(ow, g->stride_w); wo < right; wo++) {
            float *xp = dx + ((n * g->h + ho * g->stride_h + oh) * g->w + wo * g->stride_w + ow) * g->c;
            const float *dyp = dy + ((n * g->ho + ho) * g->wo + wo) * g->k;
            int c = 0;
            if (multiplier == 1)
              for (; c + 4 <= g->c; c += 4)
                store(xp + c, add(load(xp + c), mul(load(wp + c), load(dyp + c))));
            for (; c < g->c; c++)
              for (int m = 0; m < multiplier; m++) xp[c] += wp[c * multiplier + m] * dyp[c * multiplier + m];
          }
        }
    }
}

// ---- pooling: r × s is the window ----
// Each output is the mean over the part of its window that lies inside the input.
EXPORT(avg_pool_input)(const float *dy, float *dx, const geometry *g) {
  zero(dx, g->n * g->h * g->w * g->c);
  for (int n = 0; n < g->n; n++)
    for (int ho = 0; ho < g->ho; ho++)
      for (int wo = 0; wo < g->wo; wo++) {
        const int top = ho * g->stride_h - g->pad_h, left = wo * g->stride_w - g->pad_w;
        const int h0 = max(0, top), h1 = min(g->h, top + g->r);
        const int w0 = max(0, left), w1 = min(g->w, left + g->s);
        const float share = 1.0f / (float)((h1 - h0) * (w1 - w0));
        const float *dyp = dy + ((n * g->ho + ho) * g->wo + wo) * g->c;
        for (int h = h0; h < h1; h++)
          for (int w = w0; w < w1; w++) {
            float *xp = dx + ((n * g->h + h) * g->w + w) * g->c;
            int c = 0;
            for (; c + 4 <= g->c; c += 4)
              store(xp + c, add(load(xp + c), mul(load(dyp + c), splat(&share))));
            for (; c < g->c; c++) xp[c] += dyp[c] * share;
          }
      }
}

// out[segment[i]] += x[i], rows of `width`; a row whose segment lies outside [0, segments) is dropped.
EXPORT(segment_sum)(const float *x, const int *segment, float *out, int rows, int width, int segments) {
  zero(out, segments * width);
  for (int i = 0; i < rows; i++) {
    const int to = segment[i];
    if (to < 0 || to >= segments) continue;
    for (int j = 0; j < width; j++) out[to * width + j] += x[i * width + j];
  }
}

// out[batch] = a[batch] · b[batch]; `transpose_a`: a is stored [inner, rows]; b is stored [inner, cols].
// A stride of 0 between the batches broadcasts.
EXPORT(mat_mul)(const float *a, const float *b, float *out, int batches, int a_stride, int b_stride, int rows,
                int inner, int cols, int transpose_a) {
  zero(out, batches * rows * cols);
  const walk w = {rows, 0, cols, 0, inner, 1};
  for (int i = 0; i < batches; i++, a += a_stride, b += b_stride, out += rows * cols) {
    if (transpose_a) gemm_tn(a, b, out, cols, rows, cols, &w);
    else gemm_nn(a, inner, b, cols, out, cols, rows, inner, cols);
  }
}

// out[batch] = a[batch]ᵀ, a as [rows, cols].
EXPORT(transpose)(const float *a, float *out, int batches, int rows, int cols) {
  for (int i = 0; i < batches; i++, a += rows * cols, out += rows * cols)
    for (int r = 0; r < rows; r++)
      for (int c = 0; c < cols; c++) out[c * rows + r] = a[r * cols + c];
}
