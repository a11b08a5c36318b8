// y = x + b, or max(0, x + b), with a b per channel: what follows a convolution, in one pass over memory. And the
// gradient of b: sums per channel.
#include <cmath>

#include "operation.h"

namespace {

struct Options : Threads {
  explicit Options(const Attributes &given) : Threads(given), rectify(given.flag("rectify")) {}
  bool rectify;
};

HOT add_lines(const float *__restrict x, int64_t length, int period, const float *__restrict b, float lowest,
              float *__restrict y) {
  for (int64_t at = 0; at < length; at += period) {
    const int count = length - at < period ? length - at : period;
    for (int i = 0; i < count; i++) {
      const float z = x[at + i] + b[i];
      y[at + i] = z < lowest ? lowest : z; // what is no number stays so
    }
  }
}

void bias_relu(void *kernel, TF_OpKernelContext *context) {
  const auto &options = *static_cast<Options *>(kernel);
  Call call(context);
  TF_Tensor *x = call.input(0), *bias = call.input(1);
  if (call.failed()) return;
  const int64_t images = TF_Dim(x, 0);
  const int channels = static_cast<int>(TF_Dim(x, 3)), period = period_of(channels);
  const int64_t length = TF_Dim(x, 1) * TF_Dim(x, 2) * channels;
  float *y = call.output(0, {images, TF_Dim(x, 1), TF_Dim(x, 2), channels});
  if (call.failed()) return;
  const float *b = Call::data(bias);
  const floats line = repeated(floats(b, b + channels), period);
  for_images(images, images * length, options.threads, [&](int64_t n) {
    add_lines(Call::data(x) + n * length, length, period, line.data(), options.rectify ? 0 : -INFINITY,
              y + n * length);
  });
}

HOT add_lines_to(const float *__restrict x, int64_t length, int period, float *__restrict sum) {
  for (int64_t at = 0; at < length; at += period) {
    const int count = length - at < period ? length - at : period;
    for (int i = 0; i < count; i++) sum[i] += x[at + i];
  }
}

void channel_sums(void *kernel, TF_OpKernelContext *context) {
  Call call(context);
  TF_Tensor *x = call.input(0);
  if (call.failed()) return;
  const int64_t images = TF_Dim(x, 0);
  const int channels = static_cast<int>(TF_Dim(x, 3)), period = period_of(channels);
  const int64_t length = TF_Dim(x, 1) * TF_Dim(x, 2) * channels, run = int64_t{64} * period;
  float *sums = call.output(0, {channels});
  if (call.failed()) return;
  doubles each(images * channels);
  for_images(images, images * length, static_cast<Threads *>(kernel)->threads, [&](int64_t n) {
    for (int64_t at = 0; at < length; at += run) { // short enough for float
      floats lines(period);
      add_lines_to(Call::data(x) + n * length + at, length - at < run ? length - at : run, period, lines.data());
      for (int i = 0; i < period; i++) each[n * channels + i % channels] += lines[i];
    }
  });
  for (int c = 0; c < channels; c++) {
    double sum = 0;
    for (int64_t n = 0; n < images; n++) sum += each[n * channels + c];
    sums[c] = static_cast<float>(sum);
  }
}

} // namespace

void define_bias_relu() {
  define<Options>("SpadBiasRelu", {"x: float", "bias: float"}, {"y: float"}, {"rectify: bool", "threads: int"},
                  bias_relu);
  define<Threads>("SpadChannelSums", {"x: float"}, {"sums: float"}, {"threads: int"}, channel_sums);
}
