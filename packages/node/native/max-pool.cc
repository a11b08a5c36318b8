// The gradient of 2×2 max pooling with stride 2: that of a window goes to the first of its largest values.
#include "operation.h"

namespace {

// Two lines of x at `line` values from each other, and one of dy, of `windows` windows.
HOT spread_line(const float *__restrict x, const float *__restrict dy, int64_t windows, int channels, int64_t line,
                float *__restrict dx) {
  for (int64_t i = 0; i < windows; i++, x += 2 * channels, dx += 2 * channels, dy += channels) {
#pragma GCC ivdep
    for (int c = 0; c < channels; c++) {
      const float v0 = x[c], v1 = x[channels + c], v2 = x[line + c], v3 = x[line + channels + c];
      const float upper = v0 > v1 ? v0 : v1, lower = v2 > v3 ? v2 : v3, largest = upper > lower ? upper : lower;
      float left = dy[c]; // until somebody gets it
      dx[c] = v0 == largest ? left : 0;
      left = v0 == largest ? 0 : left;
      dx[channels + c] = v1 == largest ? left : 0;
      left = v1 == largest ? 0 : left;
      dx[line + c] = v2 == largest ? left : 0;
      dx[line + channels + c] = v2 == largest ? 0 : left;
    }
  }
}

void max_pool_grad(void *kernel, TF_OpKernelContext *context) {
  Call call(context);
  TF_Tensor *x = call.input(0), *dy = call.input(1);
  if (call.failed()) return;
  const int64_t images = TF_Dim(x, 0), height = TF_Dim(x, 1), width = TF_Dim(x, 2);
  const int channels = static_cast<int>(TF_Dim(x, 3));
  float *dx = call.output(0, {images, height, width, channels});
  if (call.failed()) return;
  const int64_t line = width * channels;
  for_images(images, images * height * line, static_cast<Threads *>(kernel)->threads, [&](int64_t n) {
    for (int64_t row = 0; row < height; row += 2) {
      const int64_t at = (n * height + row) * line;
      spread_line(Call::data(x) + at, Call::data(dy) + at / 4, width / 2, channels, line, dx + at);
    }
  });
}

} // namespace

void define_max_pool() {
  define<Threads>("SpadMaxPool2Grad", {"x: float", "dy: float"}, {"dx: float"}, {"threads: int"}, max_pool_grad);
}
