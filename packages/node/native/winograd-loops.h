// 3×3 convolutions of stride 1 by Winograd's F(4×4, 3×3) (Lavin and Gray 2016, arXiv 1509.09308):
// y = Aᵀ [(G w Gᵀ) ⊙ (Bᵀ x B)] A on tiles of 4 × 4 outputs: 36 multiplications where direct sums take 144. The products
// of a block of tiles are 36 matrix products over the channels.

// Planes are longer than their data, lest all of them fall on the same lines of the cache.
INLINE int plane_of(int block, int channels) { return block * round_up(channels) + 16; }

// ---- products of matrices; a tile of R × V · LANES sums stays in registers ----

// out[i, j] = Σ_k a[i, k] b[k, j] or, transposed, out[i, j] += Σ_k a[k, i] b[k, j]; lines of `b` and `out` are as long.
template <bool transposed, int R, int V>
INLINE void tile(const float *a, int lda, const float *b, int ldb, float *out, int inner) {
  const int row = transposed ? 1 : lda, step = transposed ? lda : 1;
  vec sum[R][V] = {};
  if (transposed)
    EACH(i, R) EACH(j, V) sum[i][j] = load(out + i * ldb + j * LANES);
  for (int k = 0; k < inner; k++, a += step, b += ldb) {
    vec line[V];
    EACH(j, V) line[j] = load(b + j * LANES);
    EACH(i, R) EACH(j, V) sum[i][j] += a[i * row] * line[j];
  }
  EACH(i, R) EACH(j, V) store(out + i * ldb + j * LANES, sum[i][j]);
}

template <bool transposed, int V>
INLINE void columns(const float *a, int lda, const float *b, int ldb, float *out, int rows, int inner) {
  const int row = transposed ? 1 : lda;
  int i = 0;
  for (; i + ROWS <= rows; i += ROWS) tile<transposed, ROWS, V>(a + i * row, lda, b, ldb, out + i * ldb, inner);
  for (; i + 4 <= rows; i += 4) tile<transposed, 4, V>(a + i * row, lda, b, ldb, out + i * ldb, inner);
  for (; i < rows; i++) tile<transposed, 1, V>(a + i * row, lda, b, ldb, out + i * ldb, inner);
}

template <bool transposed>
static void product(const float *a, int lda, const float *b, int ldb, float *out, int rows, int inner) {
  int j = 0;
  for (; j + 2 * LANES <= ldb; j += 2 * LANES) columns<transposed, 2>(a, lda, b + j, ldb, out + j, rows, inner);
  if (j < ldb) columns<transposed, 1>(a, lda, b + j, ldb, out + j, rows, inner);
}

// ---- the transforms, one dimension each ----

INLINE void input_transform(const vec *d, int step, vec *t, int to) { // Bᵀ
  const vec a = d[4 * step] - 4 * d[2 * step], b = d[3 * step] - 4 * d[step];
  const vec p = d[4 * step] - d[2 * step], q = 2 * (d[3 * step] - d[step]);
  t[0] = 4 * d[0] - 5 * d[2 * step] + d[4 * step];
  t[to] = a + b;
  t[2 * to] = a - b;
  t[3 * to] = p + q;
  t[4 * to] = p - q;
  t[5 * to] = 4 * d[step] - 5 * d[3 * step] + d[5 * step];
}

INLINE void output_transform(const vec *m, int step, vec *t, int to) { // Aᵀ
  const vec s = m[step] + m[2 * step], p = m[step] - m[2 * step];
  const vec q = m[3 * step] + m[4 * step], r = m[3 * step] - m[4 * step];
  t[0] = m[0] + s + q;
  t[to] = p + 2 * r;
  t[2 * to] = s + 4 * q;
  t[3 * to] = p + 8 * r + m[5 * step];
}

INLINE void gradient_transform(const vec *y, int step, vec *t, int to) { // A
  const vec e = y[0] + y[2 * step], f = y[step] + y[3 * step];
  const vec g = y[0] + 4 * y[2 * step], h = 2 * y[step] + 8 * y[3 * step];
  t[0] = y[0];
  t[to] = e + f;
  t[2 * to] = e - f;
  t[3 * to] = g + h;
  t[4 * to] = g - h;
  t[5 * to] = y[3 * step];
}

INLINE void filter_transform(const vec *w, int step, vec *t, int to) { // G
  const vec s = (w[0] + w[2 * step]) * (-1.0f / 6), m = w[step] * (1.0f / 6);
  const vec p = w[0] * (1.0f / 24) + w[2 * step] * (1.0f / 6), q = w[step] * (1.0f / 12);
  t[0] = w[0] * 0.25f;
  t[to] = s - m;
  t[2 * to] = s + m;
  t[3 * to] = p + q;
  t[4 * to] = p - q;
  t[5 * to] = w[2 * step];
}

INLINE void filter_gradient_transform(const vec *u, int step, vec *t, int to) { // Gᵀ
  const vec s = (u[step] + u[2 * step]) * (1.0f / 6), p = u[2 * step] - u[step];
  const vec q = u[3 * step] + u[4 * step], r = u[3 * step] - u[4 * step];
  t[0] = u[0] * 0.25f - s + q * (1.0f / 24);
  t[to] = p * (1.0f / 6) + r * (1.0f / 12);
  t[2 * to] = q * (1.0f / 6) - s + u[5 * step];
}

// ---- tiles and points ----

// `some` channels of [SIZE, SIZE] pixels at (top, left), zero outside the image.
template <int SIZE>
INLINE void load_tile(const float *image, int h, int w, int c, int some, int top, int left, vec *out) {
  const float *p = image + (static_cast<long>(top) * w + left) * c;
  if (top >= 0 && left >= 0 && top + SIZE <= h && left + SIZE <= w) {
    if (some >= LANES) {
      EACH(i, SIZE) EACH(j, SIZE) out[i * SIZE + j] = load(p + (i * w + j) * c);
    } else {
      EACH(i, SIZE) EACH(j, SIZE) out[i * SIZE + j] = load_some(p + (i * w + j) * c, some);
    }
    return;
  }
  for (int i = 0; i < SIZE; i++)
    for (int j = 0; j < SIZE; j++) {
      const int y = top + i, x = left + j;
      out[i * SIZE + j] = y < 0 || x < 0 || y >= h || x >= w ? vec{} : load_some(p + (i * w + j) * c, some);
    }
}

// [36][count][c] ← the tiles from … of x, transformed; planes `plane` apart.
static void tiles_to_points(const float *x, float *v, int plane, const Shape &g, int from, int count) {
  const int width = round_up(g.c);
  for (int i = 0; i < count; i++) {
    const Tile tile = tile_at(g, from + i);
    for (int c = 0; c < g.c; c += LANES) {
      vec d[36], half[36], out[36];
      const float *image = x + tile.image * g.h * g.w * g.c + c;
      load_tile<6>(image, g.h, g.w, g.c, g.c - c, tile.top - g.top, tile.left - g.left, d);
      EACH(j, 6) input_transform(d + j, 6, half + j, 6);
      EACH(j, 6) input_transform(half + 6 * j, 1, out + 6 * j, 1);
      EACH(j, 36) store(v + j * plane + i * width + c, out[j]);
    }
  }
}

// The same of the output's gradient. As one template with the loop above, both are a twentieth slower (GCC 12).
static void gradients_to_points(const float *dy, float *v, int plane, const Shape &g, int from, int count) {
  const int width = round_up(g.k);
  for (int i = 0; i < count; i++) {
    const Tile tile = tile_at(g, from + i);
    for (int k = 0; k < g.k; k += LANES) {
      vec d[16], half[24], out[36];
      const float *image = dy + tile.image * g.rows * g.columns * g.k + k;
      load_tile<4>(image, g.rows, g.columns, g.k, g.k - k, tile.top, tile.left, d);
      EACH(j, 4) gradient_transform(d + j, 4, half + j, 4);
      EACH(j, 6) gradient_transform(half + 4 * j, 1, out + 6 * j, 1);
      EACH(j, 36) store(v + j * plane + i * width + k, out[j]);
    }
  }
}

static void points_to_tiles(const float *m, int plane, float *y, const float *bias, float lowest, const Shape &g,
                            int from, int count) {
  const int width = round_up(g.k);
  for (int i = 0; i < count; i++) {
    const Tile tile = tile_at(g, from + i);
    const int below = g.rows - tile.top, beside = g.columns - tile.left;
    const int high = below < 4 ? below : 4, wide = beside < 4 ? beside : 4;
    for (int k = 0; k < g.k; k += LANES) {
      vec d[36], half[24], out[16];
      const int some = g.k - k;
      const vec b = bias ? load_some(bias + k, some) : vec{};
      EACH(j, 36) d[j] = load(m + j * plane + i * width + k);
      EACH(j, 6) output_transform(d + j, 6, half + j, 6);
      EACH(j, 4) output_transform(half + 6 * j, 1, out + 4 * j, 1);
      EACH(j, 16) {
        out[j] += b;
        out[j] = out[j] < lowest ? vec{} + lowest : out[j]; // what is no number stays so
      }
      float *p = y + ((tile.image * g.rows + tile.top) * g.columns + tile.left) * g.k + k;
      if (high == 4 && wide == 4 && some >= LANES) {
        EACH(r, 4) EACH(s, 4) store(p + (r * g.columns + s) * g.k, out[r * 4 + s]);
      } else {
        for (int r = 0; r < high; r++)
          for (int s = 0; s < wide; s++) store_some(p + (r * g.columns + s) * g.k, out[r * 4 + s], some);
      }
    }
  }
}

// [36][c][k] ← the filter [3, 3, c, k]. `flip`: that of the input's gradient, turned by 180° and transposed, from
// [3, 3, k, c].
static void filter_to_points(const float *w, float *u, int c, int k, bool flip) {
  const int width = round_up(k);
  for (int i = 0; i < c; i++)
    for (int j = 0; j < k; j += LANES) {
      vec d[9], half[18], out[36];
      const int some = k - j;
      for (int tap = 0; tap < 9; tap++) {
        if (!flip) {
          d[tap] = load_some(w + (tap * c + i) * k + j, some);
          continue;
        }
        float across[LANES] = {};
        for (int lane = 0; lane < LANES && lane < some; lane++) across[lane] = w[((8 - tap) * k + j + lane) * c + i];
        d[tap] = load(across);
      }
      EACH(n, 3) filter_transform(d + n, 3, half + n, 3);
      EACH(n, 6) filter_transform(half + 3 * n, 1, out + 6 * n, 1);
      EACH(n, 36) store(u + (n * c + i) * width + j, out[n]);
    }
}

static void points_to_filter(const float *u, float *dw, int c, int k) {
  const int width = round_up(k);
  for (int i = 0; i < c; i++)
    for (int j = 0; j < k; j += LANES) {
      vec m[36], half[18], out[9];
      EACH(n, 36) m[n] = load(u + (n * c + i) * width + j);
      EACH(n, 6) filter_gradient_transform(m + n, 6, half + n, 6);
      EACH(n, 3) filter_gradient_transform(half + 6 * n, 1, out + 3 * n, 1);
      EACH(n, 9) store_some(dw + (n * c + i) * k + j, out[n], k - j);
    }
}

// ---- what is called ----

// y, the tiles from … to, of x [n, h, w, c] and the filter's points. `room`: for `block` tiles at a time, 36 planes of
// [block, c] and of [block, k].
static void convolve(const float *x, const float *u, const float *bias, float lowest, float *y, float *room, int block,
                     const Shape &g, int from, int to) {
  const int v_plane = plane_of(block, g.c), m_plane = plane_of(block, g.k), width = round_up(g.k);
  float *v = room, *m = room + 36 * v_plane;
  for (; from < to; from += block) {
    const int count = to - from < block ? to - from : block;
    tiles_to_points(x, v, v_plane, g, from, count);
    for (int i = 0; i < 36; i++)
      product<false>(v + i * v_plane, round_up(g.c), u + i * g.c * width, width, m + i * m_plane, count, g.c);
    points_to_tiles(m, m_plane, y, bias, lowest, g, from, count);
  }
}

// Adds to the points of the filter's gradient what the tiles from … to of x and dy give.
static void add_filter_points(const float *x, const float *dy, float *u, float *room, int block, const Shape &g,
                              int from, int to) {
  const int v_plane = plane_of(block, g.c), d_plane = plane_of(block, g.k), width = round_up(g.k);
  float *v = room, *d = room + 36 * v_plane;
  for (; from < to; from += block) {
    const int count = to - from < block ? to - from : block;
    tiles_to_points(x, v, v_plane, g, from, count);
    gradients_to_points(dy, d, d_plane, g, from, count);
    for (int i = 0; i < 36; i++)
      product<true>(v + i * v_plane, round_up(g.c), d + i * d_plane, width, u + i * g.c * width, g.c, count);
  }
}

static int width_of(int channels) { return round_up(channels); }

static const Winograd kernels = {width_of, filter_to_points, convolve, add_filter_points, points_to_filter};
