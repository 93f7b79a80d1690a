// What the machine allows: the same work in C++ without any safety. control WORK prints one figure.
#include <atomic>
#include <algorithm>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>
#include <vector>
#include <immintrin.h>
#include <linux/futex.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

using Word = std::atomic<uint32_t>;
using Long = std::atomic<uint64_t>;

static double now() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static void sleepOn(Word& word, uint32_t seen) { syscall(SYS_futex, &word, FUTEX_WAIT, seen, nullptr, nullptr, 0); }
static void wake(Word& word, int count) { syscall(SYS_futex, &word, FUTEX_WAKE, count, nullptr, nullptr, 0); }

template <typename T> static T* shared(size_t bytes = sizeof(T)) {
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    memset(memory, 0, bytes);
    return static_cast<T*>(memory);
}

static void pin(int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor % sysconf(_SC_NPROCESSORS_ONLN), &set);
    sched_setaffinity(0, sizeof set, &set);
}

// Runs each in a process of its own, from one start: nanoseconds until all have ended.
static double together(const std::vector<std::function<void()>>& works) {
    struct Gate { alignas(64) Word ready; alignas(64) Word go; };
    Gate* gate = shared<Gate>();
    for (auto& work : works) {
        if (fork() == 0) {
            gate->ready++;
            while (!gate->go) sched_yield();
            work();
            _exit(0);
        }
    }
    while (gate->ready != works.size()) sched_yield();
    double start = now();
    gate->go = 1;
    while (wait(nullptr) > 0) {}
    return now() - start;
}

// One sender, one receiver, 64-byte messages, each published by itself.
static double ring() {
    constexpr uint64_t size = 1024, count = 10'000'000;
    struct Ring { alignas(64) Long head; alignas(64) Long tail; alignas(64) char data[size][64]; };
    Ring* ring = shared<Ring>();
    double time = together({
        [=] {
            pin(0);
            char message[64] = {};
            uint64_t known = 0;
            for (uint64_t i = 0; i < count; i++) {
                for (unsigned spins = 0; i - known == size; known = ring->head.load(std::memory_order_acquire)) {
                    _mm_pause();
                    if (++spins % 64 == 0) sched_yield();
                }
                memcpy(message, &i, 8);
                memcpy(ring->data[i % size], message, 64);
                ring->tail.store(i + 1, std::memory_order_release);
            }
        },
        [=] {
            pin(1);
            char message[64];
            uint64_t known = 0, sum = 0, number;
            for (uint64_t i = 0; i < count; i++) {
                for (unsigned spins = 0; i == known; known = ring->tail.load(std::memory_order_acquire)) {
                    if (spins) _mm_pause();
                    if (++spins % 64 == 0) sched_yield();
                }
                memcpy(message, ring->data[i % size], 64);
                memcpy(&number, message, 8);
                sum += number;
                ring->head.store(i + 1, std::memory_order_release);
            }
            if (sum != count * (count - 1) / 2) abort();
        }});
    return count * 1e9 / time;
}

// Four senders, four receivers: a ring whose slots carry turn numbers. Who finds no room or no message lets others run.
static double ring4() {
    constexpr uint64_t size = 1024, each = 500'000;
    struct Slot { alignas(64) Long turn; char data[64]; };
    struct Ring { alignas(64) Long sent; alignas(64) Long received; Slot slots[size]; };
    Ring* ring = shared<Ring>();
    for (uint64_t i = 0; i < size; i++) ring->slots[i].turn = i;
    auto run = [=](Long& position, uint64_t lag, uint64_t next, auto copy) {
        for (uint64_t i = 0; i < each; i++) {
            for (unsigned spins = 0;;) {
                uint64_t at = position.load(std::memory_order_relaxed);
                Slot& slot = ring->slots[at % size];
                int64_t ahead = slot.turn.load(std::memory_order_acquire) - (at + lag);
                if (ahead == 0 && position.compare_exchange_weak(at, at + 1, std::memory_order_relaxed)) {
                    copy(slot.data, i);
                    slot.turn.store(at + next, std::memory_order_release);
                    break;
                }
                if (ahead < 0) {
                    if (++spins < 50) _mm_pause(); else sched_yield();
                }
            }
        }
    };
    std::vector<std::function<void()>> works;
    for (int i = 0; i < 4; i++) {
        works.push_back([=] { run(ring->sent, 0, 1, [](char* data, uint64_t i) { char m[64] = {}; memcpy(m, &i, 8); memcpy(data, m, 64); }); });
        works.push_back([=] {
            volatile uint64_t sum = 0;
            run(ring->received, 1, size, [&](char* data, uint64_t) { char m[64]; uint64_t n; memcpy(m, data, 64); memcpy(&n, m, 8); sum = sum + n; });
        });
    }
    return 4 * each * 1e9 / together(works);
}

static double copyRate(size_t bytes, int rounds) {
    char* from = shared<char>(bytes);
    char* to = shared<char>(bytes);
    memset(from, 1, bytes);
    memcpy(to, from, bytes);
    double start = now();
    for (int i = 0; i < rounds; i++) {
        memcpy(to, from, bytes);
        asm volatile("" ::"r"(to) : "memory");
    }
    return bytes * 1e3 * rounds / (now() - start);
}

// A word that is stored, and a flag that says whether anybody sleeps on it.
struct Line {
    alignas(64) Word value;
    Word sleeps;
    void post(uint32_t next) {
        value.store(next);
        if (sleeps.load()) wake(value, 1);
    }
    void await(uint32_t wanted, int spins) {
        for (int i = 0; i < spins; i++) {
            if (value.load(std::memory_order_acquire) == wanted) return;
            _mm_pause();
        }
        sleeps.store(1);
        for (uint32_t seen; (seen = value.load()) != wanted;) sleepOn(value, seen);
        sleeps.store(0);
    }
};

static double pingpong() {
    constexpr uint32_t count = 200'000;
    Line* lines = shared<Line>(2 * sizeof(Line));
    return together({
        [=] { pin(0); for (uint32_t i = 1; i <= count; i++) { lines[0].post(i); lines[1].await(i, 2000); } },
        [=] { pin(1); for (uint32_t i = 1; i <= count; i++) { lines[0].await(i, 2000); lines[1].post(i); } }}) / count / 1e3;
}

template <typename F> static double each(F action) {
    constexpr int count = 10'000'000;
    double start = now();
    for (int i = 0; i < count; i++) {
        action();
        asm volatile("" ::: "memory");
    }
    return (now() - start) / count;
}

static double lock() {
    Word* word = shared<Word>();
    return each([=] {
        uint32_t free = 0;
        if (!word->compare_exchange_strong(free, 1)) abort();
        if (word->exchange(0) == 2) wake(*word, 1);
    });
}

static double semaphore() {
    struct Semaphore { Word permits; Word sleeps; };
    Semaphore* target = shared<Semaphore>();
    target->permits = 1;
    return each([=] {
        uint32_t permits = target->permits.load();
        while (!target->permits.compare_exchange_weak(permits, permits - 1)) {}
        target->permits.fetch_add(1);
        if (target->sleeps.load()) wake(target->permits, 1);
    });
}

static double event() {
    Line* line = shared<Line>();
    return each([=] {
        line->post(1);
        if (line->value.load() != 1) abort();
        line->value.store(0);
    });
}

static double add() {
    Long* value = shared<Long>();
    return each([=] { value->fetch_add(1); });
}

// From before the call that wakes to awake in the other process, which does sleep: the median.
static double wakeUp() {
    constexpr uint32_t count = 300;
    struct Times { alignas(64) std::atomic<double> set; Word ready; double taken[count]; };
    Times* times = shared<Times>();
    Line* line = shared<Line>();
    together({
        [=] {
            for (uint32_t i = 1; i <= count; i++) {
                times->ready = i;
                line->await(i, 0);
                times->taken[i - 1] = now() - times->set.load();
            }
        },
        [=] {
            for (uint32_t i = 1; i <= count; i++) {
                while (times->ready != i) usleep(1000);
                usleep(1000);
                times->set = now();
                line->post(i);
            }
        }});
    std::sort(times->taken, times->taken + count);
    return times->taken[count / 2] / 1e3;
}

int main(int count, char** arguments) {
    std::map<std::string, std::function<double()>> works = {
        {"ring", ring}, {"ring4", ring4}, {"memcpy", [] { return copyRate(1 << 20, 4000); }}, {"copy", [] { return copyRate(8'000'000, 100); }},
        {"pingpong", pingpong}, {"lock", lock}, {"semaphore", semaphore}, {"event", event}, {"add", add}, {"wake", wakeUp}};
    auto found = works.find(count > 1 ? arguments[1] : "");
    if (found == works.end()) return 1;
    printf("%.9g\n", found->second());
}
