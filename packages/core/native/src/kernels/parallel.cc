#include "parallel.h"

#include <atomic>
#include <cfenv>
#include <condition_variable>
#include <exception>
#include <list>
#include <mutex>
#include <thread>

namespace rectified {
namespace {

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
  int helpers = 0;           // under the pool's mutex
  std::exception_ptr error;  // under the pool's mutex
  std::condition_variable done;
};

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
    for (; started_ < threads_ - 1; started_++) std::thread([this, i = started_] { work(i); }).detach();
    wake_.notify_all();
  }

  int threads() {
    std::lock_guard<std::mutex> lock(mutex_);
    return threads_;
  }

  void run(Job& job) {
    std::unique_lock<std::mutex> lock(mutex_);
    if (job.count > 1 && threads_ > 1) {
      const auto position = jobs_.insert(jobs_.end(), &job);
      wake_.notify_all();
      lock.unlock();
      take(job);
      lock.lock();
      jobs_.erase(position);
      job.done.wait(lock, [&] { return job.helpers == 0; });
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
      Job* job = nullptr;
      wake_.wait(lock, [&] {
        job = nullptr;
        if (i < threads_ - 1)
          for (Job* open : jobs_)
            if (open->next.load(std::memory_order_relaxed) < open->count) {
              job = open;
              break;
            }
        return job != nullptr;
      });
      job->helpers++;
      lock.unlock();
      std::fesetenv(&job->arithmetic);
      take(*job);
      lock.lock();
      if (--job->helpers == 0) job->done.notify_one();
    }
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
