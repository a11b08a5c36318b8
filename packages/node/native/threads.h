// Threads that stay: a new one may wait for half a millisecond until the scheduler moves it to a core that is free.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

// As many as were ever asked for. They look out for work a moment after the last, since kernels follow each other
// closely, then sleep.
class Helpers {
public:
  // They outlive everything: as a process ends, nobody waits for them.
  static Helpers &all() {
    static auto *helpers = new Helpers;
    return *helpers;
  }

  // Does work(0) … work(parts - 1) side by side. Whoever comes while they are busy does it alone.
  void share(int64_t parts, const std::function<void(int64_t)> &work) {
    std::unique_lock<std::mutex> turn(turn_, std::try_to_lock);
    if (!turn.owns_lock()) {
      for (int64_t part = 0; part < parts; part++) work(part);
      return;
    }
    for (; count_ < parts - 1; count_++)
      std::thread([this, own = count_ + 1, seen = round_.load()] { help(own, seen); }).detach();
    {
      std::lock_guard<std::mutex> lock(mutex_);
      work_ = &work;
      parts_ = parts;
      left_.store(count_, std::memory_order_relaxed);
      round_.fetch_add(1, std::memory_order_release);
    }
    begin_.notify_all();
    work(0);
    const auto done = [&] { return left_.load(std::memory_order_acquire) == 0; };
    if (look_out(done)) return;
    std::unique_lock<std::mutex> lock(mutex_);
    end_.wait(lock, done);
  }

private:
  void help(int64_t own, int64_t seen) {
    for (;; seen++) {
      const auto begun = [&] { return round_.load(std::memory_order_acquire) != seen; };
      if (!look_out(begun)) {
        std::unique_lock<std::mutex> lock(mutex_);
        begin_.wait(lock, begun);
      }
      if (own < parts_) (*work_)(own);
      if (left_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
        std::lock_guard<std::mutex> lock(mutex_);
        end_.notify_one();
      }
    }
  }

  template <typename Condition>
  static bool look_out(Condition condition) {
    for (int i = 0; i < 1000; i++) {
      if (condition()) return true;
      __builtin_ia32_pause();
    }
    return false;
  }

  std::mutex turn_, mutex_;
  std::condition_variable begin_, end_;
  std::atomic<int64_t> round_{0}, left_{0};
  int64_t count_ = 0, parts_ = 0;
  const std::function<void(int64_t)> *work_ = nullptr;
};
