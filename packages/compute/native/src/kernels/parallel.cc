#include "parallel.h"

#include <atomic>
#include <cfenv>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <list>
#include <mutex>
#include <thread>

namespace rectified {
namespace {

// The mutex orders all that threads hand each other: a helper takes a job under it, with all that the caller wrote before,
// and leaves it under it, with all that it wrote. What is done without it needs no order of its own: `next` only hands out
// numbers, each once; `calls_` and `helpers` only tell a spinning thread that it is time to lock the mutex and look.

/** One call of `parallel`; lives on its caller's stack. */
struct Job {
  Job(int64_t count, void (*call)(const void*, int64_t), const void* function)
      : count(count), call(call), function(function) {
    std::fegetenv(&arithmetic);
  }

  int64_t count;
  void (*call)(const void*, int64_t);
  const void* function;
  /** How its caller rounds, and whether it takes denormal numbers for 0, as TensorFlow does: so must the helpers. */
  std::fenv_t arithmetic;
  std::atomic<int64_t> next{0};
  std::atomic<int> helpers{0};  // changed under the pool's mutex
  std::exception_ptr error;     // under the pool's mutex
  std::condition_variable done;
};

/** Tells the processor that this thread waits. */
inline void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/** How long a thread looks for work, or waits for the others, before it sleeps. Waking one takes about as long as a small
    matrix product, and there are several products in a layer, and other layers soon after it. */
constexpr std::chrono::microseconds kPatience(200);

/** Until `f` is true, or patience ends. */
template <typename F>
void spin(F f) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!f() && std::chrono::steady_clock::now() < end) relax();
}

class Pool {
 public:
  /** Never destroyed: its threads may outlive `main`. */
  static Pool& instance() {
    static Pool* pool = new Pool;
    return *pool;
  }

  void resize(int threads) {
    if (threads < 1) threads = int(std::thread::hardware_concurrency());
    std::lock_guard<std::mutex> lock(mutex_);
    threads_ = threads < 1 ? 1 : threads;
    wake_.notify_all();
  }

  int threads() {
    std::lock_guard<std::mutex> lock(mutex_);
    return threads_;
  }

  void run(Job& job) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (job.count > 1 && threads_ > 1) {
      // Not before there is work: by then it is known how many threads the pool is to have.
      for (; started_ < threads_ - 1; started_++) std::thread([this, i = started_] { work(i); }).detach();
      const auto position = jobs_.insert(jobs_.end(), &job);
      calls_.fetch_add(1, std::memory_order_release);
      if (sleeping_ > 0) wake_.notify_all();
      lock.unlock();
      take(job);
      lock.lock();
      jobs_.erase(position);
      if (job.helpers > 0) {
        lock.unlock();
        spin([&] { return job.helpers.load(std::memory_order_acquire) == 0; });
        lock.lock();
        job.done.wait(lock, [&] { return job.helpers == 0; });
      }
    } else {
      lock.unlock();
      take(job);
      lock.lock();
    }
    if (job.error) std::rethrow_exception(job.error);
  }

 private:
  Pool() { resize(0); }

  /** What the thread number `i` does. Numbers beyond the size the pool has now wait until it grows again. */
  void work(int i) {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      Job* job = open(i);
      if (job == nullptr) {
        const uint64_t calls = calls_.load(std::memory_order_relaxed);
        lock.unlock();
        spin([&] { return calls_.load(std::memory_order_acquire) != calls; });
        lock.lock();
        sleeping_++;
        wake_.wait(lock, [&] { return (job = open(i)) != nullptr; });
        sleeping_--;
      }
      job->helpers++;
      lock.unlock();
      std::fesetenv(&job->arithmetic);
      take(*job);
      lock.lock();
      if (--job->helpers == 0) job->done.notify_one();
    }
  }

  /** A job with tasks left for thread number `i`, if there is one. */
  Job* open(int i) const {
    if (i < threads_ - 1)
      for (Job* job : jobs_)
        if (job->next.load(std::memory_order_relaxed) < job->count) return job;
    return nullptr;
  }

  void take(Job& job) {
    try {
      for (int64_t i; (i = job.next.fetch_add(1, std::memory_order_relaxed)) < job.count;)
        job.call(job.function, i);
    } catch (...) {
      job.next.store(job.count, std::memory_order_relaxed);
      std::lock_guard<std::mutex> lock(mutex_);
      job.error = std::current_exception();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::list<Job*> jobs_;
  std::atomic<uint64_t> calls_{0};  // of `run`: tells threads without the mutex that there may be work
  int sleeping_ = 0;
  int threads_ = 1;
  int started_ = 0;
};

}  // namespace

void setThreads(int threads) { Pool::instance().resize(threads); }

int threads() { return Pool::instance().threads(); }

void detail::parallel(int64_t count, void (*call)(const void*, int64_t), const void* function) {
  Job job(count, call, function);
  Pool::instance().run(job);
}

}  // namespace rectified
