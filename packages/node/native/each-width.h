// Compiles the file `LOOPS`, which defines `kernels`, for each width of a processor's registers: LANES values in one,
// ROWS of them worked on together.
//
// Nothing of a library in there: what the linker merges must not be compiled for a processor that may not be there.
#include <immintrin.h>

#include <cstdlib>

namespace {

#pragma GCC push_options
#pragma GCC target("avx512f,avx512vl,avx512dq,avx2,fma")
namespace wide {
#define LANES 16
#define ROWS 8
#include "lanes.h"
#include LOOPS
#undef LANES
#undef ROWS
#undef INLINE
#undef EACH
} // namespace wide
#pragma GCC pop_options

#pragma GCC push_options
#pragma GCC target("avx2,fma")
namespace middle {
#define LANES 8
#define ROWS 4
#include "lanes.h"
#include LOOPS
#undef LANES
#undef ROWS
#undef INLINE
#undef EACH
} // namespace middle
#pragma GCC pop_options

namespace narrow {
#define LANES 4
#define ROWS 4
#include "lanes.h"
#include LOOPS
#undef LANES
#undef ROWS
#undef INLINE
#undef EACH
} // namespace narrow

// For this processor; `SPAD_NATIVE_LANES` sets a limit, so that the others can be tested.
const auto &best() {
  const char *limit = std::getenv("SPAD_NATIVE_LANES");
  const int most = limit ? std::atoi(limit) : 16;
  const bool wider = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                     __builtin_cpu_supports("avx512dq");
  if (most >= 16 && wider) return wide::kernels;
  if (most >= 8 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return middle::kernels;
  return narrow::kernels;
}

} // namespace

#undef LOOPS
