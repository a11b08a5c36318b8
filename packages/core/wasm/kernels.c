// Gradient kernels for the wasm backend, run on its own heap: every pointer is an address of a tensor there.
// No static data and no library: the module must not write to a heap that is not its own (build.mjs checks).
// Layouts: images [n, h, w, c], filters [r, s, c, k], float32, dense.
#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name), visibility("default"))) void name
#define INLINE static inline __attribute__((always_inline))
// The hot loops stand in functions of their own: engines allocate registers by the function.
#define HOT static __attribute__((noinline)) void
typedef v128_t vec;

INLINE vec load(const float *p) { return wasm_v128_load(p); }
INLINE vec splat(const float *p) { return wasm_v128_load32_splat(p); }
INLINE void store(float *p, vec v) { wasm_v128_store(p, v); }
INLINE vec add(vec a, vec b) { return wasm_f32x4_add(a, b); }
INLINE vec mul(vec a, vec b) { return wasm_f32x4_mul(a, b); }
// c + a · b and c − a · b, which the relaxed build rounds once where the processor can, and twice elsewhere.
#ifdef __wasm_relaxed_simd__
INLINE vec madd(vec a, vec b, vec c) { return wasm_f32x4_relaxed_madd(a, b, c); }
INLINE vec nmadd(vec a, vec b, vec c) { return wasm_f32x4_relaxed_nmadd(a, b, c); }
#else
INLINE vec madd(vec a, vec b, vec c) { return add(c, mul(a, b)); }
INLINE vec nmadd(vec a, vec b, vec c) { return wasm_f32x4_sub(c, mul(a, b)); }
#endif
INLINE int max(int a, int b) { return a > b ? a : b; }
INLINE int min(int a, int b) { return a < b ? a : b; }
INLINE void zero(float *p, int n) { __builtin_memset(p, 0, (unsigned long)n * sizeof(float)); }

// Loops over a register tile have constant bounds, so that they unroll before `rows` and `vecs` are known: an array
// that is indexed by a variable lives in memory.
#define TILE \
  _Pragma("unroll") for (int i = 0; i < 4; i++) _Pragma("unroll") for (int j = 0; j < 2; j++) if (i < rows && j < vecs)

// ---- out[i, j] += Σ_k a[i, k] b[k, j], or = if `fresh`; a tile of `rows` × 4·`vecs` held in registers ----
INLINE void tile_nn(const float *a, int lda, const float *b, int ldb, float *out, int ldo, int inner, int fresh,
                    const int rows, const int vecs) {
  vec acc[4][2];
  if (fresh) {
    TILE acc[i][j] = wasm_f32x4_const_splat(0);
  } else {
    TILE acc[i][j] = load(out + i * ldo + 4 * j);
  }
  for (int k = 0; k < inner; k++, b += ldb) {
    const vec bj[2] = {load(b), vecs > 1 ? load(b + 4) : load(b)};
    TILE acc[i][j] = madd(splat(a + i * lda + k), bj[j], acc[i][j]);
  }
  TILE store(out + i * ldo + 4 * j, acc[i][j]);
}

HOT rows4_nn(const float *a, int lda, const float *b, int ldb, float *out, int ldo, int inner, int cols,
             int fresh) {
  for (int j = 0; j < cols; j += 8) tile_nn(a, lda, b + j, ldb, out + j, ldo, inner, fresh, 4, 2);
}

HOT rows2_nn(const float *a, int lda, const float *b, int ldb, float *out, int ldo, int inner, int cols,
             int fresh) {
  for (int j = 0; j < cols; j += 8) tile_nn(a, lda, b + j, ldb, out + j, ldo, inner, fresh, 2, 2);
}

HOT rows1_nn(const float *a, int lda, const float *b, int ldb, float *out, int ldo, int inner, int cols,
             int fresh) {
  for (int j = 0; j < cols; j += 8) tile_nn(a, lda, b + j, ldb, out + j, ldo, inner, fresh, 1, 2);
}

// The columns that fill no 8.
HOT rest_nn(const float *a, int lda, const float *b, int ldb, float *out, int ldo, int rows, int inner, int cols,
             int fresh) {
  int j = 0;
  for (; j + 4 <= cols; j += 4) {
    int i = 0;
    for (; i + 4 <= rows; i += 4) tile_nn(a + i * lda, lda, b + j, ldb, out + i * ldo + j, ldo, inner, fresh, 4, 1);
    for (; i < rows; i++) tile_nn(a + i * lda, lda, b + j, ldb, out + i * ldo + j, ldo, inner, fresh, 1, 1);
  }
  for (; j < cols; j++)
    for (int i = 0; i < rows; i++) {
      float sum = fresh ? 0 : out[i * ldo + j];
      for (int k = 0; k < inner; k++) sum += a[i * lda + k] * b[k * ldb + j];
      out[i * ldo + j] = sum;
    }
}

static void gemm_nn(const float *a, int lda, const float *b, int ldb, float *out, int ldo, int rows,
                    int inner, int cols, int fresh) {
  const int whole = cols & ~7;
  int i = 0;
  for (; i + 4 <= rows; i += 4) rows4_nn(a + i * lda, lda, b, ldb, out + i * ldo, ldo, inner, whole, fresh);
  for (; i + 2 <= rows; i += 2) rows2_nn(a + i * lda, lda, b, ldb, out + i * ldo, ldo, inner, whole, fresh);
  for (; i < rows; i++) rows1_nn(a + i * lda, lda, b, ldb, out + i * ldo, ldo, inner, whole, fresh);
  if (whole < cols) rest_nn(a, lda, b + whole, ldb, out + whole, ldo, rows, inner, cols - whole, fresh);
}

// ---- out[i, j] += Σ_p a[p, i] b[p, j] over `lines` lines of `inner` pixels ----
typedef struct {
  int a_pixel, a_line, b_pixel, b_line, inner, lines;
} walk;

INLINE void tile_tn(const float *a, const float *b, float *out, int ldo, const walk *w, const int rows,
                    const int vecs) {
  vec acc[4][2];
  TILE acc[i][j] = load(out + i * ldo + 4 * j);
  const int inner = w->inner, as = w->a_pixel, bs = w->b_pixel;
  for (int line = 0; line < w->lines; line++) {
    const float *ap = a + line * w->a_line, *bp = b + line * w->b_line;
    for (int p = 0; p < inner; p++, ap += as, bp += bs) {
      const vec bj[2] = {load(bp), vecs > 1 ? load(bp + 4) : load(bp)};
      TILE acc[i][j] = madd(splat(ap + i), bj[j], acc[i][j]);
    }
  }
  TILE store(out + i * ldo + 4 * j, acc[i][j]);
}

HOT rows4_tn(const float *a, const float *b, float *out, int ldo, int cols, const walk *w) {
  for (int j = 0; j < cols; j += 8) tile_tn(a, b + j, out + j, ldo, w, 4, 2);
}

HOT rows1_tn(const float *a, const float *b, float *out, int ldo, int cols, const walk *w) {
  for (int j = 0; j < cols; j += 8) tile_tn(a, b + j, out + j, ldo, w, 1, 2);
}

// The columns that fill no 8.
HOT rest_tn(const float *a, const float *b, float *out, int ldo, int rows, int cols, const walk *w) {
  int j = 0;
  for (; j + 4 <= cols; j += 4) {
    int i = 0;
    for (; i + 4 <= rows; i += 4) tile_tn(a + i, b + j, out + i * ldo + j, ldo, w, 4, 1);
    for (; i < rows; i++) tile_tn(a + i, b + j, out + i * ldo + j, ldo, w, 1, 1);
  }
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
  const int whole = cols & ~7;
  int i = 0;
  for (; i + 4 <= rows; i += 4) rows4_tn(a + i, b, out + i * ldo, ldo, whole, w);
  for (; i < rows; i++) rows1_tn(a + i, b, out + i * ldo, ldo, whole, w);
  if (whole < cols) rest_tn(a, b + whole, out + whole, ldo, rows, cols - whole, w);
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
                  g->stride_w * g->c, right - left, g->k, g->c, 0);
        }
    }
}

// ---- 3×3 convolutions of stride 1 by Winograd's F(4×4, 3×3) (Lavin and Gray 2016, arXiv 1509.09308) ----
// y = Aᵀ [(G w Gᵀ) ⊙ (Bᵀ x B)] A on tiles of 4 × 4 outputs: 36 multiplications where direct sums take 144.
// The products of a block of tiles are 36 matrix products over the channels.
enum { POINTS = 36 };

INLINE vec plus(vec c, vec v, float by) { return madd(v, wasm_f32x4_splat(by), c); }
INLINE vec less(vec c, vec v, float by) { return nmadd(v, wasm_f32x4_splat(by), c); }
INLINE vec scaled(vec v, float by) { return mul(v, wasm_f32x4_splat(by)); }
INLINE vec sub(vec a, vec b) { return wasm_f32x4_sub(a, b); }

INLINE void input_transform(const vec *d, int step, vec *t, int to) { // Bᵀ
  const vec a = less(d[4 * step], d[2 * step], 4), b = less(d[3 * step], d[step], 4);
  const vec p = sub(d[4 * step], d[2 * step]), q = scaled(sub(d[3 * step], d[step]), 2);
  t[0] = add(less(scaled(d[0], 4), d[2 * step], 5), d[4 * step]);
  t[to] = add(a, b);
  t[2 * to] = sub(a, b);
  t[3 * to] = add(p, q);
  t[4 * to] = sub(p, q);
  t[5 * to] = add(less(scaled(d[step], 4), d[3 * step], 5), d[5 * step]);
}

INLINE void output_transform(const vec *m, int step, vec *t, int to) { // Aᵀ
  const vec s = add(m[step], m[2 * step]), p = sub(m[step], m[2 * step]);
  const vec q = add(m[3 * step], m[4 * step]), r = sub(m[3 * step], m[4 * step]);
  t[0] = add(add(m[0], s), q);
  t[to] = plus(p, r, 2);
  t[2 * to] = plus(s, q, 4);
  t[3 * to] = add(plus(p, r, 8), m[5 * step]);
}

INLINE void gradient_transform(const vec *y, int step, vec *t, int to) { // A
  const vec e = add(y[0], y[2 * step]), f = add(y[step], y[3 * step]);
  const vec g = plus(y[0], y[2 * step], 4), h = plus(scaled(y[step], 2), y[3 * step], 8);
  t[0] = y[0];
  t[to] = add(e, f);
  t[2 * to] = sub(e, f);
  t[3 * to] = add(g, h);
  t[4 * to] = sub(g, h);
  t[5 * to] = y[3 * step];
}

INLINE void filter_transform(const vec *w, int step, vec *t, int to) { // G
  const vec s = scaled(add(w[0], w[2 * step]), -1.0f / 6), m = scaled(w[step], 1.0f / 6);
  const vec p = plus(scaled(w[0], 1.0f / 24), w[2 * step], 1.0f / 6), q = scaled(w[step], 1.0f / 12);
  t[0] = scaled(w[0], 0.25f);
  t[to] = sub(s, m);
  t[2 * to] = add(s, m);
  t[3 * to] = add(p, q);
  t[4 * to] = sub(p, q);
  t[5 * to] = w[2 * step];
}

INLINE void filter_gradient_transform(const vec *u, int step, vec *t, int to) { // Gᵀ
  const vec s = scaled(add(u[step], u[2 * step]), 1.0f / 6), p = sub(u[2 * step], u[step]);
  const vec q = add(u[3 * step], u[4 * step]), r = sub(u[3 * step], u[4 * step]);
  t[0] = add(sub(scaled(u[0], 0.25f), s), scaled(q, 1.0f / 24));
  t[to] = plus(scaled(p, 1.0f / 6), r, 1.0f / 12);
  t[2 * to] = add(sub(scaled(q, 1.0f / 6), s), u[5 * step]);
}

INLINE int round4(int n) { return (n + 3) & ~3; }

// The first `n` of four values; zeros for the others.
static __attribute__((noinline)) vec load_some(const float *p, int n) {
  if (n >= 4) return load(p);
  return wasm_f32x4_make(p[0], n > 1 ? p[1] : 0, n > 2 ? p[2] : 0, 0);
}

HOT store_some(float *p, vec v, int n) {
  if (n >= 4) store(p, v);
  if (n >= 4) return;
  p[0] = wasm_f32x4_extract_lane(v, 0);
  if (n > 1) p[1] = wasm_f32x4_extract_lane(v, 1);
  if (n > 2) p[2] = wasm_f32x4_extract_lane(v, 2);
}

// `some` (up to 4) channels of [size, size] pixels at (top, left), zero outside the image.
HOT load_edge(const float *image, int h, int w, int c, int some, int top, int left, int size, vec *out) {
  for (int y = top; y < top + size; y++)
    for (int x = left; x < left + size; x++)
      *out++ = y < 0 || x < 0 || y >= h || x >= w ? wasm_f32x4_const_splat(0)
                                                  : load_some(image + (y * w + x) * c, some);
}

INLINE void load_tile(const float *image, int h, int w, int c, int some, int top, int left, const int size,
                      vec *out) {
  // With fewer than 4 channels the next pixel's are read along, so there must be one.
  if (top < 0 || left < 0 || top + size + (some < 4) > h || left + size > w) {
    load_edge(image, h, w, c, some, top, left, size, out);
    return;
  }
  const float *p = image + (top * w + left) * c;
#pragma unroll
  for (int i = 0; i < size; i++)
#pragma unroll
    for (int j = 0; j < size; j++) out[i * size + j] = load(p + (i * w + j) * c);
}

typedef struct {
  int down, across, all; // tiles of an image, tiles of the batch
} tiling;

INLINE tiling tiles_of(const geometry *g) {
  const int down = (g->ho + 3) / 4, across = (g->wo + 3) / 4;
  return (tiling){down, across, g->n * down * across};
}

// In what follows channels come in fours; what stands in those that fill up the last four is never used.

// [36][block][c] ← the tiles from … from + count of x, transformed; planes `plane` apart.
static void tiles_to_points(const float *x, float *v, int plane, const geometry *g, const tiling *t, int from,
                            int count) {
  const int width = round4(g->c);
  for (int i = 0; i < count; i++) {
    const int tile = from + i, n = tile / (t->down * t->across), at = tile % (t->down * t->across);
    const int top = at / t->across * 4 - g->pad_h, left = at % t->across * 4 - g->pad_w;
    for (int c = 0; c < g->c; c += 4) {
      vec d[36], half[36], out[36];
      load_tile(x + n * g->h * g->w * g->c + c, g->h, g->w, g->c, min(4, g->c - c), top, left, 6, d);
#pragma unroll
      for (int j = 0; j < 6; j++) input_transform(d + j, 6, half + j, 6);
#pragma unroll
      for (int j = 0; j < 6; j++) input_transform(half + 6 * j, 1, out + 6 * j, 1);
#pragma unroll
      for (int j = 0; j < POINTS; j++) store(v + j * plane + i * width + c, out[j]);
    }
  }
}

static void gradients_to_points(const float *dy, float *v, int plane, const geometry *g, const tiling *t,
                                int from, int count) {
  const int width = round4(g->k);
  for (int i = 0; i < count; i++) {
    const int tile = from + i, n = tile / (t->down * t->across), at = tile % (t->down * t->across);
    for (int k = 0; k < g->k; k += 4) {
      vec d[16], half[24], out[36];
      load_tile(dy + n * g->ho * g->wo * g->k + k, g->ho, g->wo, g->k, min(4, g->k - k), at / t->across * 4,
                at % t->across * 4, 4, d);
#pragma unroll
      for (int j = 0; j < 4; j++) gradient_transform(d + j, 4, half + j, 4);
#pragma unroll
      for (int j = 0; j < 6; j++) gradient_transform(half + 4 * j, 1, out + 6 * j, 1);
#pragma unroll
      for (int j = 0; j < POINTS; j++) store(v + j * plane + i * width + k, out[j]);
    }
  }
}

static void points_to_tiles(const float *m, int plane, float *y, const float *bias, int relu, const geometry *g,
                            const tiling *t, int from, int count) {
  const vec none = wasm_f32x4_const_splat(0);
  const int width = round4(g->k);
  for (int i = 0; i < count; i++) {
    const int tile = from + i, n = tile / (t->down * t->across), at = tile % (t->down * t->across);
    const int top = at / t->across * 4, left = at % t->across * 4;
    const int high = min(4, g->ho - top), wide = min(4, g->wo - left);
    for (int k = 0; k < g->k; k += 4) {
      vec d[36], half[24], out[16];
      const int some = min(4, g->k - k);
      const vec b = bias ? load_some(bias + k, some) : none;
      float *p = y + ((n * g->ho + top) * g->wo + left) * g->k + k;
#pragma unroll
      for (int j = 0; j < POINTS; j++) d[j] = load(m + j * plane + i * width + k);
#pragma unroll
      for (int j = 0; j < 6; j++) output_transform(d + j, 6, half + j, 6);
#pragma unroll
      for (int j = 0; j < 4; j++) output_transform(half + 6 * j, 1, out + 4 * j, 1);
#pragma unroll
      for (int j = 0; j < 16; j++) {
        out[j] = add(out[j], b);
        if (relu) out[j] = wasm_f32x4_pmax(out[j], none);
      }
      for (int r = 0; r < high; r++)
        for (int s = 0; s < wide; s++) {
          float *to = p + (r * g->wo + s) * g->k;
          if (some == 4) store(to, out[r * 4 + s]);
          else store_some(to, out[r * 4 + s], some);
        }
    }
  }
}

// [36][c][k] ← the filter [3, 3, c, k]. `flip`: the filter of the input gradient, turned by 180° and transposed,
// from [3, 3, k, c].
static void filter_to_points(const float *w, float *u, int c, int k, int flip) {
  const int width = round4(k);
  for (int i = 0; i < c; i++)
    for (int j = 0; j < k; j += 4) {
      vec d[9], half[18], out[36];
      const int some = min(4, k - j);
      for (int tap = 0; tap < 9; tap++) {
        const float *p = w + (8 - tap) * c * k + j * c + i;
        d[tap] = flip ? wasm_f32x4_make(p[0], some > 1 ? p[c] : 0, some > 2 ? p[2 * c] : 0, some > 3 ? p[3 * c] : 0)
                      : load_some(w + tap * c * k + i * k + j, some);
      }
#pragma unroll
      for (int n = 0; n < 3; n++) filter_transform(d + n, 3, half + n, 3);
#pragma unroll
      for (int n = 0; n < 6; n++) filter_transform(half + 3 * n, 1, out + 6 * n, 1);
#pragma unroll
      for (int n = 0; n < POINTS; n++) store(u + n * c * width + i * width + j, out[n]);
    }
}

// Planes are 16 floats longer than their data, lest all of them fall on the same lines of the cache.
INLINE int plane_of(int block, int channels) { return block * round4(channels) + 16; }

// y [n, ho, wo, k] = x [n, h, w, c] ∗ w + bias, if there is one. `scratch`: for `block` tiles at a time, 36 planes
// of [c, k], of [block, c] and of [block, k].
EXPORT(winograd)(const float *x, const float *w, const float *bias, float *y, float *scratch, int block, int relu,
                 int flip, const geometry *g) {
  const tiling t = tiles_of(g);
  const int ck = g->c * round4(g->k), v_plane = plane_of(block, g->c), m_plane = plane_of(block, g->k);
  float *u = scratch, *v = u + POINTS * ck, *m = v + POINTS * v_plane;
  filter_to_points(w, u, g->c, g->k, flip);
  for (int from = 0; from < t.all; from += block) {
    const int count = min(block, t.all - from);
    tiles_to_points(x, v, v_plane, g, &t, from, count);
    for (int i = 0; i < POINTS; i++)
      gemm_nn(v + i * v_plane, round4(g->c), u + i * ck, round4(g->k), m + i * m_plane, round4(g->k), count, g->c,
              round4(g->k), 1);
    points_to_tiles(m, m_plane, y, bias, relu, g, &t, from, count);
  }
}

// dw [3, 3, c, k] from x [n, h, w, c] and dy [n, ho, wo, k]: dw = Gᵀ [Σ (Bᵀ x B) ⊙ (A dy Aᵀ)] G. `scratch` as above.
EXPORT(winograd_filter)(const float *x, const float *dy, float *dw, float *scratch, int block,
                        const geometry *g) {
  const tiling t = tiles_of(g);
  const int width = round4(g->k), ck = g->c * width;
  const int v_plane = plane_of(block, g->c), d_plane = plane_of(block, g->k);
  float *u = scratch, *v = u + POINTS * ck, *d = v + POINTS * v_plane;
  zero(u, POINTS * ck);
  for (int from = 0; from < t.all; from += block) {
    const walk w = {round4(g->c), 0, width, 0, min(block, t.all - from), 1};
    tiles_to_points(x, v, v_plane, g, &t, from, w.inner);
    gradients_to_points(dy, d, d_plane, g, &t, from, w.inner);
    for (int i = 0; i < POINTS; i++)
      gemm_tn(v + i * v_plane, d + i * d_plane, u + i * ck, width, g->c, width, &w);
  }
  for (int c = 0; c < g->c; c++)
    for (int k = 0; k < g->k; k += 4) {
      vec m[36], half[18], out[9];
#pragma unroll
      for (int n = 0; n < POINTS; n++) m[n] = load(u + n * ck + c * width + k);
#pragma unroll
      for (int n = 0; n < 6; n++) filter_gradient_transform(m + n, 6, half + n, 6);
#pragma unroll
      for (int n = 0; n < 3; n++) filter_gradient_transform(half + 6 * n, 1, out + 3 * n, 1);
#pragma unroll
      for (int n = 0; n < 9; n++) store_some(dw + (n * g->c + c) * g->k + k, out[n], min(4, g->k - k));
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
                store(out + c, madd(load(xp + c), load(dyp + c), load(out + c)));
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
                store(xp + c, madd(load(wp + c), load(dyp + c), load(xp + c)));
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
              store(xp + c, madd(load(dyp + c), splat(&share), load(xp + c)));
            for (; c < g->c; c++) xp[c] += dyp[c] * share;
          }
      }
}

// The gradient of a window goes to the first of its largest values.
EXPORT(max_pool_input)(const float *x, const float *dy, float *dx, const geometry *g) {
  zero(dx, g->n * g->h * g->w * g->c);
  for (int n = 0; n < g->n; n++)
    for (int ho = 0; ho < g->ho; ho++)
      for (int wo = 0; wo < g->wo; wo++) {
        const int top = ho * g->stride_h - g->pad_h, left = wo * g->stride_w - g->pad_w;
        const int h0 = max(0, top), h1 = min(g->h, top + g->r);
        const int w0 = max(0, left), w1 = min(g->w, left + g->s);
        const float *dyp = dy + ((n * g->ho + ho) * g->wo + wo) * g->c;
        const int origin = ((n * g->h + h0) * g->w + w0) * g->c, line = g->w * g->c;
        int c = 0;
        for (; c + 4 <= g->c; c += 4) {
          const float *xp = x + origin + c;
          float *out = dx + origin + c;
          vec top_value = load(xp);
          for (int i = 0; i < h1 - h0; i++)
            for (int j = 0; j < w1 - w0; j++)
              top_value = wasm_f32x4_pmax(top_value, load(xp + i * line + j * g->c));
          vec left_over = load(dyp + c);
          for (int i = 0; i < h1 - h0; i++)
            for (int j = 0; j < w1 - w0; j++) {
              const vec here = wasm_f32x4_eq(load(xp + i * line + j * g->c), top_value);
              float *to = out + i * line + j * g->c;
              store(to, add(load(to), wasm_v128_and(left_over, here)));
              left_over = wasm_v128_andnot(left_over, here);
            }
        }
        for (; c < g->c; c++) {
          int at = origin + c;
          for (int i = 0; i < h1 - h0; i++)
            for (int j = 0; j < w1 - w0; j++) {
              const int here = origin + c + i * line + j * g->c;
              if (x[here] > x[at]) at = here;
            }
          dx[at] += dyp[c];
        }
      }
}

INLINE void add_to(float *to, const float *from, int length) {
  int i = 0;
  for (; i + 4 <= length; i += 4) store(to + i, add(load(to + i), load(from + i)));
  for (; i < length; i++) to[i] += from[i];
}

INLINE void copy(float *to, const float *from, int length) {
  int i = 0;
  for (; i + 4 <= length; i += 4) store(to + i, load(from + i));
  for (; i < length; i++) to[i] = from[i];
}

// dx[n, row[i], column[j]] += dy[n, i, j]: `row` and `column` name the input that each output was taken from.
EXPORT(gather_pixels_input)(const float *dy, float *dx, const int *row, const int *column, const geometry *g) {
  zero(dx, g->n * g->h * g->w * g->c);
  for (int n = 0; n < g->n; n++)
    for (int i = 0; i < g->ho; i++)
      for (int j = 0; j < g->wo; j++, dy += g->c)
        add_to(dx + ((n * g->h + row[i]) * g->w + column[j]) * g->c, dy, g->c);
}

// ---- layout and sums ----
// Copies `rows` runs of `length` values between places `from_step` and `to_step` apart.
EXPORT(copy_runs)(const float *from, float *to, int rows, int length, int from_step, int to_step) {
  for (int i = 0; i < rows; i++) copy(to + i * to_step, from + i * from_step, length);
}

// out[o, i] = scale · Σ_m x[o, m, i]. Sums of up to 128 values are added up, so that rounding errors grow slowly.
EXPORT(sum)(const float *x, float *out, int outer, int middle, int inner, float scale) {
  enum { CHUNK = 128 };
  zero(out, outer * inner);
  for (int o = 0; o < outer; o++, x += middle * inner, out += inner) {
    for (int from = 0; from < middle; from += CHUNK) {
      const int count = min(CHUNK, middle - from);
      const float *p = x + from * inner;
      if (inner == 1) {
        vec lanes = wasm_f32x4_const_splat(0);
        int m = 0;
        for (; m + 4 <= count; m += 4) lanes = add(lanes, load(p + m));
        float total = wasm_f32x4_extract_lane(lanes, 0) + wasm_f32x4_extract_lane(lanes, 1) +
                      (wasm_f32x4_extract_lane(lanes, 2) + wasm_f32x4_extract_lane(lanes, 3));
        for (; m < count; m++) total += p[m];
        *out += total;
        continue;
      }
      int i = 0;
      for (; i + 16 <= inner; i += 16) {
        vec a = load(p + i), b = load(p + i + 4), c = load(p + i + 8), d = load(p + i + 12);
        for (int m = 1; m < count; m++) {
          const float *q = p + m * inner + i;
          a = add(a, load(q));
          b = add(b, load(q + 4));
          c = add(c, load(q + 8));
          d = add(d, load(q + 12));
        }
        store(out + i, add(load(out + i), a));
        store(out + i + 4, add(load(out + i + 4), b));
        store(out + i + 8, add(load(out + i + 8), c));
        store(out + i + 12, add(load(out + i + 12), d));
      }
      for (; i + 4 <= inner; i += 4) {
        vec a = load(p + i);
        for (int m = 1; m < count; m++) a = add(a, load(p + m * inner + i));
        store(out + i, add(load(out + i), a));
      }
      for (; i < inner; i++) {
        float total = 0;
        for (int m = 0; m < count; m++) total += p[m * inner + i];
        out[i] += total;
      }
    }
    for (int i = 0; i < inner; i++) out[i] *= scale;
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
  if (transpose_a) zero(out, batches * rows * cols);
  const walk w = {rows, 0, cols, 0, inner, 1};
  for (int i = 0; i < batches; i++, a += a_stride, b += b_stride, out += rows * cols) {
    if (transpose_a) gemm_tn(a, b, out, cols, rows, cols, &w);
    else gemm_nn(a, inner, b, cols, out, cols, rows, inner, cols, 1);
  }
}

// out[batch] = a[batch]ᵀ, a as [rows, cols].
EXPORT(transpose)(const float *a, float *out, int batches, int rows, int cols) {
  for (int i = 0; i < batches; i++, a += rows * cols, out += rows * cols)
    for (int r = 0; r < rows; r++)
      for (int c = 0; c < cols; c++) out[c * rows + r] = a[r * cols + c];
}

// ---- group normalisation, and a rectifier after it ----
// y = max(a x + b, lowest) with a and b per channel: two passes each way. The loops run over whole lines of memory
// against coefficients that repeat every `period` values, so that they fill registers however many channels there are.
INLINE int period_of(int channels) {
  int period = channels;
  while ((period & 3) || period < 32) period += channels;
  return period;
}

HOT norm_sums(const float *x, int length, int period, float *sum, float *square) {
  for (int at = 0; at < length; at += period, x += period) {
    const int count = min(period, length - at);
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      const vec v = load(x + i);
      store(sum + i, add(load(sum + i), v));
      store(square + i, madd(v, v, load(square + i)));
    }
    for (; i < count; i++) {
      sum[i] += x[i];
      square[i] += x[i] * x[i];
    }
  }
}

HOT norm_scale(const float *x, int length, int period, const float *a, const float *b, float lowest, float *y) {
  for (int at = 0; at < length; at += period, x += period, y += period) {
    const int count = min(period, length - at);
    int i = 0;
    for (; i + 4 <= count; i += 4)
      store(y + i, wasm_f32x4_pmax(madd(load(x + i), load(a + i), load(b + i)), splat(&lowest)));
    for (; i < count; i++) {
      const float z = x[i] * a[i] + b[i];
      y[i] = z < lowest ? lowest : z;
    }
  }
}

HOT norm_gradient_sums(const float *dy, const float *x, int length, int period, const float *a, const float *b,
                       float lowest, float *sum, float *product) {
  for (int at = 0; at < length; at += period, x += period, dy += period) {
    const int count = min(period, length - at);
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      const vec v = load(x + i), z = madd(v, load(a + i), load(b + i));
      const vec dz = wasm_v128_and(load(dy + i), wasm_f32x4_gt(z, splat(&lowest)));
      store(sum + i, add(load(sum + i), dz));
      store(product + i, madd(dz, v, load(product + i)));
    }
    for (; i < count; i++) {
      const float dz = x[i] * a[i] + b[i] > lowest ? dy[i] : 0;
      sum[i] += dz;
      product[i] += dz * x[i];
    }
  }
}

// dx = a dz + c x + d
HOT norm_scale_gradient(const float *dy, const float *x, int length, int period, const float *a, const float *b,
                        const float *c, const float *d, float lowest, float *dx) {
  for (int at = 0; at < length; at += period, x += period, dy += period, dx += period) {
    const int count = min(period, length - at);
    int i = 0;
    for (; i + 4 <= count; i += 4) {
      const vec v = load(x + i), z = madd(v, load(a + i), load(b + i));
      const vec dz = wasm_v128_and(load(dy + i), wasm_f32x4_gt(z, splat(&lowest)));
      store(dx + i, madd(dz, load(a + i), madd(v, load(c + i), load(d + i))));
    }
    for (; i < count; i++) {
      const float dz = x[i] * a[i] + b[i] > lowest ? dy[i] : 0;
      dx[i] = a[i] * dz + (c[i] * x[i] + d[i]);
    }
  }
}

// Means over an image's pixels per channel: of x and x² or, with a gradient, of dz and dz · x. They are summed in
// short runs, so that single precision is enough for each. `room`: for two lines of `period`.
static void norm_means(const float *dy, const float *x, int pixels, int channels, const float *a, const float *b,
                       float lowest, float *room, double *first, double *second) {
  const int period = period_of(channels), length = pixels * channels, run = 128 * period;
  for (int c = 0; c < channels; c++) first[c] = second[c] = 0;
  for (int at = 0; at < length; at += run) {
    const int count = min(run, length - at);
    zero(room, 2 * period);
    if (dy) norm_gradient_sums(dy + at, x + at, count, period, a, b, lowest, room, room + period);
    else norm_sums(x + at, count, period, room, room + period);
    for (int from = 0; from < period; from += channels)
      for (int c = 0; c < channels; c++) {
        first[c] += room[from + c];
        second[c] += room[period + from + c];
      }
  }
  for (int c = 0; c < channels; c++) {
    first[c] /= pixels;
    second[c] /= pixels;
  }
}

INLINE void repeat(float *line, int c, int channels, int period, float value) {
  for (; c < period; c += channels) line[c] = value;
}

// `scratch`: for 4 · channels values, then for lines of `period`: 4 here, 6 for the gradient. `own`: whether each
// image has its own gamma and beta.
EXPORT(group_norm)(const float *x, const float *gamma, const float *beta, float *y, float *mean, float *inverse,
                   float *scratch, int images, int pixels, int channels, int groups, int own, int rectify,
                   float epsilon) {
  const int period = period_of(channels), length = pixels * channels, size = channels / groups;
  const float lowest = rectify ? 0 : -__builtin_inff();
  double *first = (double *)scratch, *second = first + channels;
  float *room = scratch + 4 * channels, *a = room + 2 * period, *b = a + period;
  for (int n = 0; n < images; n++, x += length, y += length, mean += groups, inverse += groups) {
    norm_means(0, x, pixels, channels, a, b, lowest, room, first, second);
    for (int g = 0; g < groups; g++) {
      double m = 0, squares = 0;
      for (int c = g * size; c < (g + 1) * size; c++) {
        m += first[c] / size;
        squares += second[c] / size;
      }
      // rounding can leave the variance of a constant group a little below zero
      const double variance = squares - m * m;
      const float total = (float)(variance > 0 ? variance : 0) + epsilon;
      mean[g] = (float)m;
      inverse[g] = 1 / wasm_f32x4_extract_lane(wasm_f32x4_sqrt(splat(&total)), 0);
      for (int c = g * size; c < (g + 1) * size; c++) {
        const float scale = gamma[c] * inverse[g];
        repeat(a, c, channels, period, scale);
        repeat(b, c, channels, period, beta[c] - mean[g] * scale);
      }
    }
    norm_scale(x, length, period, a, b, lowest, y);
    gamma += own * channels;
    beta += own * channels;
  }
}

EXPORT(group_norm_input)(const float *dy, const float *x, const float *gamma, const float *beta, const float *mean,
                         const float *inverse, float *dx, float *dgamma, float *dbeta, float *scratch, int images,
                         int pixels, int channels, int groups, int own, int rectify) {
  const int period = period_of(channels), length = pixels * channels, size = channels / groups;
  const float lowest = rectify ? 0 : -__builtin_inff();
  double *dz = (double *)scratch, *dzx = dz + channels;
  float *room = scratch + 4 * channels, *a = room + 2 * period, *b = a + period, *c = b + period, *d = c + period;
  zero(dgamma, (own ? images : 1) * channels);
  zero(dbeta, (own ? images : 1) * channels);
  for (int n = 0; n < images; n++, x += length, dy += length, dx += length, mean += groups, inverse += groups) {
    for (int i = 0; i < channels; i++) {
      const float scale = gamma[i] * inverse[i / size];
      repeat(a, i, channels, period, scale);
      repeat(b, i, channels, period, beta[i] - mean[i / size] * scale);
    }
    norm_means(dy, x, pixels, channels, a, b, lowest, room, dz, dzx);
    for (int g = 0; g < groups; g++) {
      const double mu = mean[g], r = inverse[g];
      double m1 = 0, m2 = 0; // means of γ dz and γ dz x̂ over the group
      for (int i = g * size; i < (g + 1) * size; i++) {
        const double dz_xhat = (dzx[i] - mu * dz[i]) * r;
        m1 += gamma[i] * dz[i] / size;
        m2 += gamma[i] * dz_xhat / size;
        dgamma[i] += (float)(dz_xhat * pixels);
        dbeta[i] += (float)(dz[i] * pixels);
      }
      for (int i = g * size; i < (g + 1) * size; i++) {
        repeat(c, i, channels, period, (float)(-r * r * m2));
        repeat(d, i, channels, period, (float)(-r * m1 + mu * r * r * m2));
      }
    }
    norm_scale_gradient(dy, x, length, period, a, b, c, d, lowest, dx);
    gamma += own * channels;
    beta += own * channels;
    dgamma += own * channels;
    dbeta += own * channels;
  }
}
