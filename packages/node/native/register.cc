// Operations of our own for TensorFlow, where its own would pass over memory many times. Node loads the library as
// an addon, which registers them; layouts: images [n, h, w, c], float32, dense.
#include "operation.h"

// Node calls this once.
extern "C" __attribute__((visibility("default"))) void *napi_register_module_v1(void *, void *exports) {
  define_bias_relu();
  define_direct();
  define_group_norm();
  define_max_pool();
  define_softmax_sums();
  define_upsample();
  define_winograd();
  return exports;
}
