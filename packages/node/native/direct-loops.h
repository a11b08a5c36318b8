// Convolutions with few channels as the sums that they are. Of a row of the filter, columns and channels lie side by
// side, in the image as in the filter, so a row's sums over both are one loop.

// R pixels beside each other, LANES · V channels of them from `j` on, whose sums stay in registers. `x`: what the
// first tap of the first pixel sees; `u`: that tap's line; `inner`: columns times channels.
template <int R, int V>
INLINE void pixels(const float *x, const float *u, const float *bias, float lowest, float *y, const Shape &g, int taps,
                   int inner, int j) {
  const int width = round_up(g.k), some = g.k - j, step = g.stride_x * g.c;
  vec sum[R][V] = {};
  for (int tap = 0; tap < taps; tap++) {
    const float *a = x + static_cast<long>(tap) * g.w * g.c;
    const float *b = u + static_cast<long>(tap) * g.across * g.c * width + j;
    for (int n = 0; n < inner; n++, b += width) {
      vec line[V];
      EACH(v, V) line[v] = load(b + v * LANES);
      EACH(i, R) EACH(v, V) sum[i][v] += a[i * step + n] * line[v];
    }
  }
  EACH(i, R) EACH(v, V) {
    vec out = sum[i][v] + load(bias + j + v * LANES);
    out = out < lowest ? vec{} + lowest : out; // what is no number stays so
    store_some(y + i * g.k + j + v * LANES, out, some - v * LANES);
  }
}

// As many pixels, all of their channels.
template <int R>
INLINE void all_channels(const float *x, const float *u, const float *bias, float lowest, float *y, const Shape &g,
                         int taps, int inner) {
  int j = 0;
  for (; j + LANES < g.k; j += 2 * LANES) pixels<R, 2>(x, u, bias, lowest, y, g, taps, inner, j);
  if (j < g.k) pixels<R, 1>(x, u, bias, lowest, y, g, taps, inner, j);
}

// y, the rows from … to of all images, of x [n, h, w, c], the filter's lines [down, across, c, round_up(k)]
// and as long a bias.
static void convolve(const float *x, const float *u, const float *bias, float lowest, float *y, const Shape &g,
                     long from, long to) {
  const int width = round_up(g.k);
  // from … to whose taps are all inside the image, of the columns
  const int first = (g.left + g.stride_x - 1) / g.stride_x, fitting = (g.w + g.left - g.across) / g.stride_x + 1;
  const int end = fitting < g.columns ? fitting : g.columns;
  for (long row = from; row < to; row++) {
    const int top = static_cast<int>(row % g.rows) * g.stride_y - g.top, above = top < 0 ? -top : 0;
    const int inside = g.h - top, taps = (inside < g.down ? inside : g.down) - above;
    const float *line = x + (row / g.rows * g.h + top + above) * g.w * g.c;
    const float *rows = u + static_cast<long>(above) * g.across * g.c * width;
    float *out = y + row * g.columns * g.k;
    int column = 0;
    while (column < g.columns) {
      if (column >= first && column < end && end - first >= ROWS) {
        if (column + ROWS > end) column = end - ROWS; // some once more
        all_channels<ROWS>(line + (column * g.stride_x - g.left) * g.c, rows, bias, lowest, out + column * g.k, g,
                           taps, g.across * g.c);
        column += ROWS;
        continue;
      }
      const int left = column * g.stride_x - g.left, before = left < 0 ? -left : 0, beside = g.w - left;
      const int columns = (beside < g.across ? beside : g.across) - before;
      all_channels<1>(line + (left + before) * g.c, rows + before * g.c * width, bias, lowest, out + column * g.k, g,
                      taps, columns * g.c);
      column++;
    }
  }
}

static int width_of(int channels) { return round_up(channels); }

static const Direct kernels = {width_of, convolve};
