// Each pixel becomes 2 × 2 equal ones.
#include <cstring>

#include "operation.h"

namespace {

// A line of so many pixels, each twice.
HOT repeat(const float *__restrict x, int64_t pixels, int channels, float *__restrict y) {
  for (int64_t i = 0; i < pixels; i++, x += channels, y += 2 * channels)
    for (int c = 0; c < channels; c++) y[c] = y[channels + c] = x[c];
}

void upsample(void *kernel, TF_OpKernelContext *context) {
  Call call(context);
  TF_Tensor *x = call.input(0);
  if (call.failed()) return;
  const int64_t images = TF_Dim(x, 0), height = TF_Dim(x, 1), width = TF_Dim(x, 2);
  const int channels = static_cast<int>(TF_Dim(x, 3));
  float *y = call.output(0, {images, 2 * height, 2 * width, channels});
  if (call.failed()) return;
  const int64_t line = width * channels, threads = static_cast<Threads *>(kernel)->threads, lines = images * height;
  for_images(threads, 4 * lines * line, threads, [&](int64_t part) {
    for (int64_t i = lines * part / threads; i < lines * (part + 1) / threads; i++) {
      float *upper = y + i * 4 * line;
      repeat(Call::data(x) + i * line, width, channels, upper);
      std::memcpy(upper + 2 * line, upper, 2 * line * sizeof(float));
    }
  });
}

} // namespace

void define_upsample() {
  define<Threads>("SpadUpsample", {"x: float"}, {"y: float"}, {"threads: int"}, upsample);
}
