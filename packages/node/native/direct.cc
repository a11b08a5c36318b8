// y = x ∗ w + b, perhaps rectified, with a filter and strides of any size: for what Winograd's transforms do not suit.
#include <algorithm>
#include <cmath>

#include "operation.h"

namespace {

struct Shape {
  int h, w, c;          // of the input
  int rows, columns, k; // of the output
  int down, across;     // of the filter
  int stride_y, stride_x;
  int top, left; // padding before the input
};

// What is compiled for each kind of processor.
struct Direct {
  int (*width)(int channels); // that many values a line of so many channels takes
  void (*convolve)(const float *x, const float *u, const float *bias, float lowest, float *y, const Shape &g, long from,
                   long to);
};

} // namespace

#define LOOPS "direct-loops.h"
#include "each-width.h"

namespace {

struct Options : Threads {
  explicit Options(const Attributes &given) : Threads(given), rectify(given.flag("rectify")) {
    const auto integer = [&](const char *name) { return static_cast<int>(given.integer(name)); };
    rows = integer("rows"), columns = integer("columns");
    stride_y = integer("stride_y"), stride_x = integer("stride_x");
    top = integer("top"), left = integer("left");
  }
  bool rectify;
  int rows, columns, stride_y, stride_x, top, left;
};

void direct(void *kernel, TF_OpKernelContext *context) {
  const auto &options = *static_cast<Options *>(kernel);
  const Direct &kernels = best();
  Call call(context);
  TF_Tensor *x = call.input(0), *filter = call.input(1);
  TF_Tensor *bias = TF_NumInputs(context) > 2 ? call.input(2) : nullptr;
  if (call.failed()) return;
  const auto side = [](TF_Tensor *tensor, int i) { return static_cast<int>(TF_Dim(tensor, i)); };
  const Shape g{side(x, 1),       side(x, 2),       side(x, 3),       options.rows, options.columns, side(filter, 3),
                side(filter, 0),  side(filter, 1),  options.stride_y, options.stride_x, options.top, options.left};
  const int64_t images = TF_Dim(x, 0), rows = images * g.rows, lines = int64_t{g.down} * g.across * g.c;
  float *y = call.output(0, {images, g.rows, g.columns, g.k});
  if (call.failed()) return;
  const int width = kernels.width(g.k);
  const float *w = Call::data(filter);
  floats u(lines * width), b(width);
  if (bias != nullptr) std::copy(Call::data(bias), Call::data(bias) + g.k, b.begin());
  for (int64_t i = 0; i < lines; i++) std::copy(w + i * g.k, w + (i + 1) * g.k, &u[i * width]);
  const int64_t parts = options.threads;
  for_images(parts, rows * g.columns * g.k * lines / 8, options.threads, [&](int64_t part) {
    kernels.convolve(Call::data(x), u.data(), b.data(), options.rectify ? 0 : -INFINITY, y, g,
                     rows * part / parts, rows * (part + 1) / parts);
  });
}

} // namespace

void define_direct() {
  const auto attributes = {"rows: int", "columns: int",  "stride_y: int", "stride_x: int",
                           "top: int",  "left: int",     "rectify: bool", "threads: int"};
  define<Options>("SpadDirectConvolution", {"x: float", "filter: float"}, {"y: float"}, attributes, direct);
  define<Options>("SpadBiasedDirectConvolution", {"x: float", "filter: float", "bias: float"}, {"y: float"}, attributes,
                  direct);
}
