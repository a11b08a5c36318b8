// y = x ∗ w + b, perhaps rectified, with a 3×3 filter and stride 1, and both of its gradients.
#include <cmath>
#include <memory>

#include "operation.h"

namespace {

struct Shape {
  int64_t images;
  int h, w, c;          // of the input
  int rows, columns, k; // of the output
  int top, left;        // padding before the input
  int down() const { return (rows + 3) / 4; }
  int across() const { return (columns + 3) / 4; }
  int tiles() const { return static_cast<int>(images) * down() * across(); }
};

struct Tile {
  int64_t image;
  int top, left;
};

inline __attribute__((always_inline)) Tile tile_at(const Shape &g, int index) {
  const int all = g.down() * g.across(), at = index % all;
  return {index / all, at / g.across() * 4, at % g.across() * 4};
}

// What is compiled for each kind of processor.
struct Winograd {
  int (*width)(int channels); // that many values a line of so many channels takes
  void (*filter_to_points)(const float *w, float *u, int c, int k, bool flip);
  void (*convolve)(const float *x, const float *u, const float *bias, float lowest, float *y, float *room, int block,
                   const Shape &g, int from, int to);
  void (*add_filter_points)(const float *x, const float *dy, float *u, float *room, int block, const Shape &g, int from,
                            int to);
  void (*points_to_filter)(const float *u, float *dw, int c, int k);
};

} // namespace

#define LOOPS "winograd-loops.h"
#include "each-width.h"

namespace {

// Tiles that are worked on at once, so that their points stay in the second-level cache.
int block_of(const Winograd &winograd, const Shape &g) {
  const int lines = winograd.width(g.c) + winograd.width(g.k), block = 1800 / lines / 8 * 8;
  return block < 16 ? 16 : block > 64 ? 64 : block;
}

std::unique_ptr<float[]> room_for(const Winograd &winograd, const Shape &g, int block) {
  const int64_t lines = winograd.width(g.c) + winograd.width(g.k);
  return std::unique_ptr<float[]>(new float[36 * (block * lines + 32)]);
}

struct Padding : Threads {
  explicit Padding(const Attributes &given)
      : Threads(given), top(static_cast<int>(given.integer("top"))), left(static_cast<int>(given.integer("left"))) {}
  int top, left;
};

struct Convolution : Padding {
  explicit Convolution(const Attributes &given)
      : Padding(given), rows(given.integer("rows")), columns(given.integer("columns")), rectify(given.flag("rectify")),
        flip(given.flag("flip")) {}
  int64_t rows, columns;
  bool rectify, flip;
};

void convolution(void *kernel, TF_OpKernelContext *context) {
  const auto &options = *static_cast<Convolution *>(kernel);
  const Winograd &winograd = best();
  Call call(context);
  TF_Tensor *x = call.input(0), *filter = call.input(1);
  const bool biased = TF_NumInputs(context) > 2;
  TF_Tensor *bias = biased ? call.input(2) : nullptr;
  if (call.failed()) return;
  const auto side = [](TF_Tensor *tensor, int i) { return static_cast<int>(TF_Dim(tensor, i)); };
  const Shape g{TF_Dim(x, 0), side(x, 1), side(x, 2), side(x, 3), static_cast<int>(options.rows),
                static_cast<int>(options.columns), side(filter, options.flip ? 2 : 3), options.top, options.left};
  float *y = call.output(0, {g.images, g.rows, g.columns, g.k});
  if (call.failed()) return;
  const std::unique_ptr<float[]> u(new float[int64_t{36} * g.c * winograd.width(g.k)]);
  winograd.filter_to_points(Call::data(filter), u.get(), g.c, g.k, options.flip);
  const int block = block_of(winograd, g);
  const int64_t tiles = g.tiles(), parts = options.threads;
  for_images(parts, tiles * 8 * g.k * g.c, options.threads, [&](int64_t part) {
    const auto room = room_for(winograd, g, block);
    winograd.convolve(Call::data(x), u.get(), biased ? Call::data(bias) : nullptr, options.rectify ? 0 : -INFINITY, y,
                      room.get(), block, g, tiles * part / parts, tiles * (part + 1) / parts);
  });
}

void convolution_filter_grad(void *kernel, TF_OpKernelContext *context) {
  const auto &options = *static_cast<Padding *>(kernel);
  const Winograd &winograd = best();
  Call call(context);
  TF_Tensor *x = call.input(0), *dy = call.input(1);
  if (call.failed()) return;
  const auto side = [](TF_Tensor *tensor, int i) { return static_cast<int>(TF_Dim(tensor, i)); };
  const Shape g{TF_Dim(x, 0), side(x, 1), side(x, 2), side(x, 3), side(dy, 1), side(dy, 2), side(dy, 3),
                options.top, options.left};
  float *dw = call.output(0, {3, 3, g.c, g.k});
  if (call.failed()) return;
  const int block = block_of(winograd, g);
  const int64_t tiles = g.tiles(), length = int64_t{36} * g.c * winograd.width(g.k);
  // sums of their own, where there are many tiles; how many parts does not depend on the threads, so nor does rounding
  const int64_t parts = tiles < 512 ? 1 : tiles < 4096 ? tiles / 256 : 16;
  floats u(parts * length);
  for_images(parts, tiles * 8 * g.k * g.c, options.threads, [&](int64_t part) {
    const auto room = room_for(winograd, g, block);
    winograd.add_filter_points(Call::data(x), Call::data(dy), &u[part * length], room.get(), block, g,
                               tiles * part / parts, tiles * (part + 1) / parts);
  });
  for (int64_t i = length; i < parts * length; i++) u[i % length] += u[i];
  winograd.points_to_filter(u.data(), dw, g.c, g.k);
}

} // namespace

void define_winograd() {
  const auto attributes = {"top: int", "left: int", "rows: int", "columns: int", "rectify: bool", "flip: bool",
                           "threads: int"};
  define<Convolution>("SpadConvolution", {"x: float", "filter: float"}, {"y: float"}, attributes, convolution);
  define<Convolution>("SpadBiasedConvolution", {"x: float", "filter: float", "bias: float"}, {"y: float"}, attributes,
                      convolution);
  define<Padding>("SpadConvolutionFilterGrad", {"x: float", "dy: float"}, {"dw: float"},
                  {"top: int", "left: int", "threads: int"}, convolution_filter_grad);
}
