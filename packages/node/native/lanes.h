// Values side by side in one register: what the loops here are made of.
#define INLINE static inline __attribute__((always_inline))

typedef float vec __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

INLINE vec load(const float *p) { return *reinterpret_cast<const vec *>(p); }
INLINE void store(float *p, vec v) { *reinterpret_cast<vec *>(p) = v; }

// The first `n` values, and zeros.
INLINE vec load_some(const float *p, int n) {
  if (n >= LANES) return load(p);
#if LANES == 16
  if (n == 8) return (vec)_mm512_zextps256_ps512(_mm256_loadu_ps(p));
  if (n <= 4) return (vec)_mm512_zextps128_ps512(_mm_maskz_loadu_ps((__mmask8)((1u << n) - 1), p));
  return (vec)_mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
#else
  vec v = {};
  for (int i = 0; i < LANES; i++)
    if (i < n) v[i] = p[i];
  return v;
#endif
}

INLINE void store_some(float *p, vec v, int n) {
  if (n >= LANES) return store(p, v);
#if LANES == 16
  // no wider than it must be: a store over the end of a line of the cache takes twice as long
  if (n == 8) return _mm256_storeu_ps(p, _mm512_castps512_ps256((__m512)v));
  if (n <= 4) return _mm_mask_storeu_ps(p, (__mmask8)((1u << n) - 1), _mm512_castps512_ps128((__m512)v));
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), (__m512)v);
#else
  for (int i = 0; i < LANES; i++)
    if (i < n) p[i] = v[i];
#endif
}

INLINE int round_up(int channels) { return (channels + LANES - 1) / LANES * LANES; }

// Loops that unroll, so that an array stays in registers.
#define EACH(i, count) _Pragma("GCC unroll 36") for (int i = 0; i < count; i++)
